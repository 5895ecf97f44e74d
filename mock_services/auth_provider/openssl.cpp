#include "mock_services/auth_provider/openssl.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/http/credentials.hpp"

namespace firedrill::auth {
namespace {

constexpr std::size_t coordinate_bytes = 32;

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* object) const { release(object); }
};

using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX, EVP_MD_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Scratch = std::unique_ptr<BN_CTX, Release<BN_CTX, BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Release<EC_GROUP, EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Release<EC_POINT, EC_POINT_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG, ECDSA_SIG_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM, OSSL_PARAM_free>>;

/// Ed25519 hashes by itself.
const EVP_MD* digest_of(std::string_view alg) {
  return alg == "EdDSA" ? nullptr : EVP_sha256();
}

bool fits(EVP_PKEY* key, std::string_view alg) {
  if (alg == "RS256" || alg == "PS256") {
    return EVP_PKEY_is_a(key, "RSA") == 1;
  }
  return EVP_PKEY_is_a(key, alg == "ES256" ? "EC" : alg == "EdDSA" ? "ED25519" : "") == 1;
}

void set_padding(EVP_PKEY_CTX* context, std::string_view alg) {
  if (alg == "PS256") {
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST);
  }
}

std::string raw_from_der(std::string_view der) {
  const unsigned char* begin = bytes_of(der);
  const Signature signature(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  std::string raw(2 * coordinate_bytes, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), coordinate_bytes);
  BN_bn2binpad(
      ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + coordinate_bytes, coordinate_bytes);
  return raw;
}

Number number_from(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

/// Empty unless it has the length of a raw signature.
std::string der_from_raw(std::string_view raw) {
  if (raw.size() != 2 * coordinate_bytes) {
    return "";
  }
  const Signature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(),
                 number_from(raw.substr(0, coordinate_bytes)).release(),
                 number_from(raw.substr(coordinate_bytes)).release());
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
  unsigned char* out = bytes_of(der);
  i2d_ECDSA_SIG(signature.get(), &out);
  return der;
}

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key) {
  return {key, EVP_PKEY_free};
}

std::shared_ptr<EVP_PKEY> from_data(const char* kind,
                                    OSSL_PARAM_BLD* builder,
                                    int selection = EVP_PKEY_PUBLIC_KEY) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get());
  ERR_clear_error();
  return key == nullptr ? nullptr : shared(key);
}

std::string member(const nlohmann::json& jwk, const char* name) {
  const auto found = jwk.find(name);
  return found != jwk.end() && found->is_string() ? found->get<std::string>() : "";
}

/// The decoded bytes of a member; empty if it is none.
std::string bytes_member(const nlohmann::json& jwk, const char* name) {
  return http::decode_base64url(member(jwk, name)).value_or("");
}

std::shared_ptr<EVP_PKEY> rsa_key(const nlohmann::json& jwk) {
  const std::string modulus = bytes_member(jwk, "n");
  const std::string exponent = bytes_member(jwk, "e");
  if (modulus.size() < 128 || modulus.size() > 1024 || exponent.empty() || exponent.size() > 8) {
    return nullptr;
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  const Number n = number_from(modulus);
  const Number e = number_from(exponent);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return from_data("RSA", builder.get());
}

std::shared_ptr<EVP_PKEY> ec_key(const nlohmann::json& jwk) {
  const std::string x = bytes_member(jwk, "x");
  const std::string y = bytes_member(jwk, "y");
  if (member(jwk, "crv") != "P-256" || x.size() != coordinate_bytes ||
      y.size() != coordinate_bytes) {
    return nullptr;
  }
  const std::string point = "\x04" + x + y;  // uncompressed (SEC 1, 2.3.3)
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(
      builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return from_data("EC", builder.get());
}

std::shared_ptr<EVP_PKEY> ed25519_key(const nlohmann::json& jwk) {
  const std::string x = bytes_member(jwk, "x");
  if (member(jwk, "crv") != "Ed25519" || x.size() != coordinate_bytes) {
    return nullptr;
  }
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, bytes_of(std::string_view(x)), x.size());
  return key == nullptr ? nullptr : shared(key);
}

/// Of a JWK: RSA, P-256 or Ed25519; null if it is none of them.
std::shared_ptr<EVP_PKEY> key_of_jwk(const nlohmann::json& jwk) {
  const std::string kind = member(jwk, "kty");
  if (kind == "RSA") {
    return rsa_key(jwk);
  }
  if (kind == "EC") {
    return ec_key(jwk);
  }
  return kind == "OKP" ? ed25519_key(jwk) : nullptr;
}

/// Our name for it: `Ed25519` is EdDSA on the only curve that we know (RFC 9864, 2.2).
std::string_view known_name(std::string_view alg) {
  return alg == "Ed25519" ? "EdDSA" : alg;
}

}  // namespace

std::string sign_jws(EVP_PKEY* key, std::string_view alg, std::string_view input) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  EVP_DigestSignInit(context.get(), &parameters, digest_of(alg), nullptr, key);
  set_padding(parameters, alg);
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes_of(input), input.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(input), input.size());
  signature.resize(size);
  return alg == "ES256" ? raw_from_der(signature) : signature;
}

bool verify_jws(EVP_PKEY* key,
                std::string_view alg,
                std::string_view input,
                std::string_view signature) {
  if (!fits(key, alg)) {
    return false;
  }
  const std::string wire(alg == "ES256" ? der_from_raw(signature) : std::string(signature));
  const std::string_view sent = wire;
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &parameters, digest_of(alg), nullptr, key) != 1) {
    return false;
  }
  set_padding(parameters, alg);
  const bool right =
      EVP_DigestVerify(context.get(), bytes_of(sent), sent.size(), bytes_of(input), input.size()) ==
      1;
  ERR_clear_error();
  return right;
}

std::shared_ptr<EVP_PKEY> p256_key_from(std::string_view private_bytes) {
  const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Number number = number_from(private_bytes);
  const Scratch scratch(BN_CTX_new());
  BN_nnmod(number.get(), number.get(), EC_GROUP_get0_order(group.get()), scratch.get());
  const Point point(EC_POINT_new(group.get()));
  EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr);
  std::string public_bytes(1 + 2 * coordinate_bytes, '\0');
  EC_POINT_point2oct(group.get(),
                     point.get(),
                     POINT_CONVERSION_UNCOMPRESSED,
                     bytes_of(public_bytes),
                     public_bytes.size(),
                     nullptr);
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(
      builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_bytes.data(), public_bytes.size());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get());
  return from_data("EC", builder.get(), EVP_PKEY_KEYPAIR);
}

KeySet::KeySet(std::string_view json) {
  const nlohmann::json set = nlohmann::json::parse(json, nullptr, false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) {
    return;
  }
  const auto text_in = [](const nlohmann::json& jwk, const char* name) {
    return jwk.contains(name) ? std::optional{member(jwk, name)} : std::nullopt;
  };
  for (const nlohmann::json& jwk : set["keys"]) {
    if (std::shared_ptr<EVP_PKEY> key = jwk.is_object() ? key_of_jwk(jwk) : nullptr) {
      keys_.push_back(
          {.alg = text_in(jwk, "alg"), .id = text_in(jwk, "kid"), .key = std::move(key)});
    }
  }
}

bool KeySet::verify(std::string_view alg,
                    std::string_view kid,
                    std::string_view input,
                    std::string_view signature) const {
  const std::string_view wanted = known_name(alg);
  return std::any_of(keys_.begin(), keys_.end(), [&](const Key& one) {
    return (kid.empty() || one.id.value_or(std::string(kid)) == kid) &&
           known_name(one.alg.value_or(std::string(alg))) == wanted &&
           verify_jws(one.key.get(), wanted, input, signature);
  });
}

}  // namespace firedrill::auth
