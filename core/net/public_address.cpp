#include "core/net/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace heddle::net {
namespace {

struct Block {
    std::uint32_t start;
    int bits;
};

constexpr std::array<Block, 15> kSpecialV4{{
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // shared by a provider's customers
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local; also where clouds answer with credentials
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // relays from 6to4
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
}};

bool isPublicV4(std::uint32_t address) {
    for (const Block& block : kSpecialV4) {
        if (((address ^ block.start) >> (32 - block.bits)) == 0) return false;
    }
    return true;
}

std::uint32_t readV4(const std::uint8_t* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return ntohl(value);
}

bool isPublicV6(const std::uint8_t* bytes) {
    static constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static constexpr std::uint8_t kTranslated[12] = {0, 0x64, 0xFF, 0x9B};  // RFC 6052
    if (std::memcmp(bytes, kMapped, 12) == 0 || std::memcmp(bytes, kTranslated, 12) == 0)
        return isPublicV4(readV4(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return isPublicV4(readV4(bytes + 2));  // 6to4
    const bool isGlobal = (bytes[0] & 0xE0) == 0x20;                                 // 2000::/3, all that is assigned
    const bool isSpecial =
        bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] < 0x02 || (bytes[2] == 0x0D && bytes[3] == 0xB8));
    return isGlobal && !isSpecial;
}

}  // namespace

bool isPublicAddress(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return isPublicV4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return isPublicV6(v6.sin6_addr.s6_addr);
}

}  // namespace heddle::net
