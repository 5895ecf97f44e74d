#include "mock_services/auth_provider/keys.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/openssl.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

std::shared_ptr<EVP_PKEY> generate_key(std::string_view alg) {
  EVP_PKEY* key = nullptr;
  if (alg == "ES256") {
    key = EVP_EC_gen("P-256");
  } else if (alg == "EdDSA") {
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  } else {
    assert(alg == "RS256" || alg == "PS256");
    key = EVP_RSA_gen(2048);
  }
  assert(key != nullptr);
  return {key, EVP_PKEY_free};
}

std::string number_of(EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  const std::size_t size = std::max(width, static_cast<std::size_t>(BN_num_bytes(number)));
  std::string bytes(size, '\0');
  BN_bn2binpad(number, bytes_of(bytes), static_cast<int>(size));
  BN_free(number);
  return http::encode_base64url(bytes);
}

std::string public_point(EVP_PKEY* key) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(key, bytes_of(bytes), &size);
  return http::encode_base64url(bytes);
}

std::string digest(std::string_view bytes, const EVP_MD* kind) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), bytes_of(out), &size, kind, nullptr);
  out.resize(size);
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return out;
}

bool is_rsa(std::string_view alg) {
  return alg == "RS256" || alg == "PS256";
}

}  // namespace

SigningKey SigningKey::generate(std::string_view alg, std::string_view id) {
  return {generate_key(alg), alg, id};
}

SigningKey SigningKey::derive(std::string_view secret, std::string_view id) {
  return {p256_key_from(sha256(fmt::format("{}\n{}", secret, id))), "ES256", id};
}

SigningKey SigningKey::with_alg(std::string_view alg, std::string_view id) const {
  assert(is_rsa(alg) && is_rsa(alg_));
  return {key_, alg, id};
}

std::string SigningKey::sign(std::string_view input) const {
  return sign_jws(key_.get(), alg_, input);
}

bool SigningKey::verify(std::string_view input, std::string_view signature) const {
  return verify_jws(key_.get(), alg_, input, signature);
}

std::string SigningKey::public_jwk() const {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object();
  if (alg_ == "ES256") {
    writer.member("kty", "EC")
        .member("crv", "P-256")
        .member("x", number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32))
        .member("y", number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32));
  } else if (alg_ == "EdDSA") {
    writer.member("kty", "OKP").member("crv", "Ed25519").member("x", public_point(key_.get()));
  } else {
    writer.member("kty", "RSA")
        .member("n", number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0))
        .member("e", number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0));
  }
  writer.member("use", "sig").member("kid", id_).member("alg", alg_).end_object();
  return json;
}

KeyRing KeyRing::generate(const std::vector<std::string>& algs) {
  KeyRing ring;
  for (const std::string& alg : algs) {
    const std::string id = ring.next_id(alg);
    const auto rsa = std::find_if(ring.current_.begin(), ring.current_.end(), [&](const auto& key) {
      return is_rsa(alg) && is_rsa(key.alg());
    });
    ring.current_.push_back(rsa == ring.current_.end() ? SigningKey::generate(alg, id)
                                                       : rsa->with_alg(alg, id));
  }
  return ring;
}

KeyRing KeyRing::of(std::vector<SigningKey> keys) {
  assert(!keys.empty());
  KeyRing ring;
  ring.made_ = static_cast<unsigned>(keys.size());
  ring.current_.push_back(keys.back());
  keys.pop_back();
  ring.retired_ = std::move(keys);
  return ring;
}

/// "rs256-1-x3k9d0": its kind and age, and no other provider's.
std::string KeyRing::next_id(std::string_view alg) {
  return fmt::format("{}-{}-{}", lower_case(alg), ++made_, random_id(4));
}

const SigningKey* KeyRing::current(std::string_view alg) const {
  const auto found = std::find_if(
      current_.begin(), current_.end(), [&](const SigningKey& key) { return key.alg() == alg; });
  return found == current_.end() ? nullptr : &*found;
}

void KeyRing::rotate(const Rotation& rotation) {
  for (SigningKey& key : current_) {
    if (rotation.alg.empty() || rotation.alg == key.alg()) {
      replace(key, rotation);
    }
  }
  while (retired_.size() > most_retired) {
    retired_.erase(retired_.begin());
  }
}

void KeyRing::replace(SigningKey& current, const Rotation& rotation) {
  auto next = std::find_if(announced_.begin(), announced_.end(), [&](const SigningKey& key) {
    return key.alg() == current.alg();
  });
  if (next == announced_.end()) {
    announced_.push_back(SigningKey::generate(current.alg(), next_id(current.alg())));
    next = announced_.end() - 1;
  }
  if (rotation.announce_only) {
    return;
  }
  if (rotation.keep_old) {
    retired_.push_back(current);
  }
  current = *next;
  announced_.erase(next);
}

std::string KeyRing::jwks() const {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("keys").begin_array();
  for (const std::vector<SigningKey>* keys : {&current_, &announced_, &retired_}) {
    for (const SigningKey& key : *keys) {
      writer.raw(key.public_jwk());
    }
  }
  writer.end_array().end_object();
  return json;
}

const SigningKey* KeyRing::find(std::string_view id) const {
  for (const std::vector<SigningKey>* keys : {&current_, &announced_, &retired_}) {
    for (const SigningKey& key : *keys) {
      if (key.id() == id) {
        return &key;
      }
    }
  }
  return nullptr;
}

std::string random_id(std::size_t bytes) {
  std::string out(bytes, '\0');
  const int done = RAND_bytes(bytes_of(out), static_cast<int>(bytes));
  assert(done == 1);
  static_cast<void>(done);
  return http::encode_base64url(out);
}

std::string sha256(std::string_view bytes) {
  return digest(bytes, EVP_sha256());
}

std::string sha512(std::string_view bytes) {
  return digest(bytes, EVP_sha512());
}

}  // namespace firedrill::auth
