#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace firedrill::auth {

/// A text's bytes as OpenSSL wants them.
inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Signs and verifies with the raw signatures of JWS: for ES256, r and s of 32 bytes each instead
/// of DER (RFC 7518, 3.4). Verifying with a key of another kind is false.
std::string sign_jws(evp_pkey_st* key, std::string_view alg, std::string_view input);
bool verify_jws(evp_pkey_st* key,
                std::string_view alg,
                std::string_view input,
                std::string_view signature);

/// The P-256 key pair whose private number is these 32 bytes (modulo the order of the curve).
std::shared_ptr<evp_pkey_st> p256_key_from(std::string_view private_bytes);

}  // namespace firedrill::auth
