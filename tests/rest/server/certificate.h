#pragma once
#include "core/rest/server/server_options.h"

#include <filesystem>
#include <string>

namespace heddle::tests {

/// Writes a self-signed certificate of this name for localhost, and its key, into `folder`.
rest::TlsFiles makeCertificate(const std::filesystem::path& folder, const std::string& name);

}  // namespace heddle::tests
