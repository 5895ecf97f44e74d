#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"

/// OpenSSL's type for a key of any kind.
struct evp_pkey_st;

namespace firedrill::auth {

/// RS256, PS256, ES256 or EdDSA (RFC 7518, 3.1; RFC 8037). Copies share the key.
class SigningKey {
 public:
  /// Takes about a tenth of a second for RSA (2048 bits), no time for the others. Precondition:
  /// `alg` is one of the four.
  static SigningKey generate(std::string_view alg, std::string_view id);

  /// The ES256 key that follows from a secret and an id: whoever has both has the same key.
  static SigningKey derive(std::string_view secret, std::string_view id);

  /// The same key material under another algorithm; both must be RSA.
  SigningKey with_alg(std::string_view alg, std::string_view id) const;

  const std::string& alg() const { return alg_; }

  const std::string& id() const { return id_; }

  /// As a JWS signs (RFC 7515, 5.1): raw bytes.
  std::string sign(std::string_view input) const;

  bool verify(std::string_view input, std::string_view signature) const;

  /// The public half as a JWK, JSON.
  std::string public_jwk() const;

 private:
  SigningKey(std::shared_ptr<evp_pkey_st> key, std::string_view alg, std::string_view id)
      : key_(std::move(key)),
        alg_(alg),
        id_(id) {}

  std::shared_ptr<evp_pkey_st> key_;
  std::string alg_;
  std::string id_;
};

/// The keys of a JWK set (RFC 7517), taken apart once. Copies share them.
class KeySet {
 public:
  KeySet() = default;

  /// From JSON; what is no key that we know is left out.
  explicit KeySet(std::string_view json);

  bool empty() const { return keys_.empty(); }

  /// Whether one of them has signed `input`: any that fits `alg` and, unless empty, `kid`.
  bool verify(std::string_view alg,
              std::string_view kid,
              std::string_view input,
              std::string_view signature) const;

 private:
  struct Key {
    std::optional<std::string> alg;
    std::optional<std::string> id;
    std::shared_ptr<evp_pkey_st> key;
  };

  std::vector<Key> keys_;
};

/// The provider's keys: one in use for each algorithm, older ones still published.
class KeyRing {
 public:
  static constexpr std::size_t most_retired = 8;

  /// RS256 and PS256 share their RSA key.
  static KeyRing generate(const std::vector<std::string>& algs);

  /// Of one algorithm: the last one signs, the others are still published.
  static KeyRing of(std::vector<SigningKey> keys);

  /// Null if there is none for this algorithm.
  const SigningKey* current(std::string_view alg) const;

  struct Rotation {
    std::string alg = {};        ///< "": all
    bool keep_old = true;        ///< old keys stay published
    bool announce_only = false;  ///< the new key is published, the old one still signs
  };

  /// A new key for each algorithm meant; after announce_only the announced ones come into use.
  void rotate(const Rotation& rotation);

  /// {"keys": [...]}: those in use first, then announced, then old ones.
  std::string jwks() const;

  /// A key that was ever in use and has not been forgotten, for checking our own tokens.
  const SigningKey* find(std::string_view id) const;

 private:
  void replace(SigningKey& current, const Rotation& rotation);
  std::string next_id(std::string_view alg);

  std::vector<SigningKey> current_;
  std::vector<SigningKey> announced_;
  std::vector<SigningKey> retired_;
  unsigned made_ = 0;
};

/// 32 random bytes from the system, base64url.
std::string random_id(std::size_t bytes = 32);

/// Raw bytes.
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);

}  // namespace firedrill::auth
