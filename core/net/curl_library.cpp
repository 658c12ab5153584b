#include "core/net/curl_library.h"

#include <dlfcn.h>
#include <stdexcept>
#include <string>

namespace heddle::net {
namespace {

/// The number is the version of its interface, the same since 2006.
constexpr const char* kFile = "libcurl.so.4";

template <class Function>
void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (!function) throw std::runtime_error(std::string(kFile) + " has no " + name);
}

CurlLibrary load() {
    // Never unloaded: its threads and its TLS library would not survive that.
    void* library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
    if (!library) throw std::runtime_error(dlerror());
    CurlLibrary all{};
    find(library, "curl_easy_cleanup", all.easy_cleanup);
    find(library, "curl_easy_getinfo", all.easy_getinfo);
    find(library, "curl_easy_init", all.easy_init);
    find(library, "curl_easy_pause", all.easy_pause);
    find(library, "curl_easy_setopt", all.easy_setopt);
    find(library, "curl_easy_strerror", all.easy_strerror);
    find(library, "curl_free", all.free);
    find(library, "curl_getdate", all.getdate);
    find(library, "curl_global_init", all.global_init);
    find(library, "curl_multi_add_handle", all.multi_add_handle);
    find(library, "curl_multi_cleanup", all.multi_cleanup);
    find(library, "curl_multi_info_read", all.multi_info_read);
    find(library, "curl_multi_init", all.multi_init);
    find(library, "curl_multi_perform", all.multi_perform);
    find(library, "curl_multi_poll", all.multi_poll);
    find(library, "curl_multi_remove_handle", all.multi_remove_handle);
    find(library, "curl_multi_wakeup", all.multi_wakeup);
    find(library, "curl_slist_append", all.slist_append);
    find(library, "curl_slist_free_all", all.slist_free_all);
    find(library, "curl_url", all.url);
    find(library, "curl_url_cleanup", all.url_cleanup);
    find(library, "curl_url_get", all.url_get);
    find(library, "curl_url_set", all.url_set);
    return all;
}

}  // namespace

const CurlLibrary& curl() {
    static const CurlLibrary library = load();
    return library;
}

}  // namespace heddle::net
