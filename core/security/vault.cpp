#include "core/security/vault.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/security/sm4.h"

#include <array>
#include <cassert>
#include <map>
#include <mutex>

namespace heddle::security {
namespace {

constexpr std::string_view kPrefix = "hdlv1.";
constexpr std::string_view kAlgorithm = "sm4";
constexpr std::size_t kNonceSize = 16;

struct Envelope {
    std::string key;
    std::string nonce;
    std::string text;
    std::string tag;
};

[[noreturn]] void damaged() { throw Error(ErrorKind::Storage, "vault.damaged"); }

/// The size of a part, so that the parts that the MAC covers cannot be cut in another place.
std::string sizeOf(std::string_view part) {
    std::string size(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) {
        size[7 - i] = static_cast<char>((part.size() >> (8 * i)) & 0xFF);
    }
    return size;
}

std::string decoded(std::string_view text) {
    auto bytes = fromBase64Url(text);
    if (!bytes) damaged();
    return std::move(*bytes);
}

Envelope parseEnvelope(std::string_view text) {
    if (!Vault::isEnvelope(text)) damaged();
    text.remove_prefix(kPrefix.size());
    std::array<std::string_view, 5> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto dot = text.find('.');
        if ((dot == std::string_view::npos) != (i + 1 == parts.size())) damaged();
        parts[i] = text.substr(0, dot);
        text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
    }
    if (parts[0] != kAlgorithm) damaged();
    Envelope envelope{std::string(parts[1]), decoded(parts[2]), decoded(parts[3]), decoded(parts[4])};
    if (envelope.nonce.size() != kNonceSize) damaged();
    return envelope;
}

}  // namespace

struct Vault::Keys {
    struct Pair {
        SecretBytes encryption;
        SecretBytes mac;
    };

    std::string active;
    std::map<std::string, Pair, std::less<>> pairs;

    std::string tag(const Pair& pair, const Envelope& envelope, std::string_view context) const {
        return hmac(Hash::Sm3, pair.mac.view(),
                    {kPrefix, kAlgorithm, sizeOf(envelope.key), envelope.key, sizeOf(context), context, envelope.nonce,
                     envelope.text});
    }
};

/// The keys that copies share. They are replaced as a whole, so that who holds some goes on with them.
struct Vault::Ring {
    Ring(std::shared_ptr<const Keys> first, FindNewer find) : findNewer(std::move(find)), keys(std::move(first)) {}

    static std::shared_ptr<const Keys> made(const std::vector<DataKey>& all) {
        assert(!all.empty());
        auto made = std::make_shared<Keys>();
        made->active = all.front().id;
        for (const auto& key : all) {
            assert(key.bytes.size() == 32 && !key.id.empty());
            made->pairs[key.id] = {derivedKey(Hash::Sm3, key.bytes.view(), "heddle vault v1 sm4-ctr", 16),
                                   derivedKey(Hash::Sm3, key.bytes.view(), "heddle vault v1 hmac-sm3", 32)};
        }
        return made;
    }
    std::shared_ptr<const Keys> known() {
        const std::lock_guard lock(mutex);
        return keys;
    }
    std::shared_ptr<const Keys> fresh() {
        const std::lock_guard lock(mutex);
        if (!findNewer) return keys;
        if (const auto newer = findNewer(keys->active); !newer.empty()) keys = made(newer);
        return keys;
    }

    const FindNewer findNewer;
    std::mutex mutex;
    std::shared_ptr<const Keys> keys;  // by mutex
};

DataKey DataKey::make() { return {toHex(randomBytes(6)), SecretBytes::random(32)}; }

Vault::Vault(const std::vector<DataKey>& keys, FindNewer findNewer)
    : m_ring(std::make_shared<Ring>(Ring::made(keys), std::move(findNewer))) {}

std::string Vault::seal(std::string_view plain, std::string_view context) const {
    const auto keys = m_ring->fresh();
    const Keys::Pair& pair = keys->pairs.at(keys->active);
    Envelope envelope{keys->active, randomBytes(kNonceSize), {}, {}};
    envelope.text = sm4Ctr(pair.encryption.view(), envelope.nonce, plain);
    envelope.tag = keys->tag(pair, envelope, context);
    std::string text(kPrefix);
    text.append(kAlgorithm).append(1, '.').append(envelope.key);
    for (const std::string* part : {&envelope.nonce, &envelope.text, &envelope.tag}) {
        text.append(1, '.').append(toBase64Url(*part));
    }
    return text;
}

std::string Vault::open(std::string_view text, std::string_view context) const {
    const Envelope envelope = parseEnvelope(text);
    auto keys = m_ring->known();
    if (!keys->pairs.contains(envelope.key)) keys = m_ring->fresh();
    const auto pair = keys->pairs.find(envelope.key);
    if (pair == keys->pairs.end()) {
        throw Error(ErrorKind::NotFound, "vault.unknown_key", {{"key", envelope.key}});
    }
    if (!sameBytes(keys->tag(pair->second, envelope, context), envelope.tag)) damaged();
    return sm4Ctr(pair->second.encryption.view(), envelope.nonce, envelope.text);
}

std::string Vault::resealed(std::string envelope, std::string_view context) const {
    std::string plain = open(envelope, context);
    if (keyOf(envelope) != activeKey()) envelope = seal(plain, context);
    wipe(plain);
    return envelope;
}

std::string Vault::activeKey() const { return m_ring->fresh()->active; }

std::string Vault::keyOf(std::string_view envelope) { return parseEnvelope(envelope).key; }

bool Vault::isEnvelope(std::string_view text) { return text.starts_with(kPrefix); }

}  // namespace heddle::security
