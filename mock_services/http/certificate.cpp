#include "mock_services/http/certificate.hpp"

#include <chrono>
#include <ctime>
#include <memory>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace firedrill::http {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

constexpr long day_s = 24 * 3600;
constexpr long valid_days = 30;

Key new_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

std::string text_of(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free_all);
  PEM_write_bio_X509(memory.get(), certificate);
  return text_of(memory);
}

std::string pem_of(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()), BIO_free_all);
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(memory);
}

void set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> serial(BN_new(), BN_free);
  BN_rand(serial.get(), 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate));
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// A certificate of version 3 for `key`, not signed yet.
Certificate new_certificate(EVP_PKEY* key, const char* name, std::chrono::sys_seconds now) {
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  set_serial(made.get());
  const std::time_t begin = now.time_since_epoch().count() - day_s;
  ASN1_TIME_set(X509_getm_notBefore(made.get()), begin);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), begin + valid_days * day_s);
  X509_set_pubkey(made.get(), key);
  // X509_NAME_add_entry_by_txt takes ASCII (MBSTRING_ASC) as unsigned characters.
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()),
                             "CN",
                             MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name),
                             -1,
                             -1,
                             0);
  return made;
}

std::string alternative_names(const std::string& address) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (address != "127.0.0.1" && address != "::1") {
    names += ",IP:" + address;
  }
  return names;
}

}  // namespace

Certified make_certificate(const std::string& address) {
  const auto now =
      std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  const Key authority_key = new_key();
  const Certificate authority = new_certificate(authority_key.get(), "firedrill test CA", now);
  X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
  add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash");
  X509_sign(authority.get(), authority_key.get(), EVP_sha256());

  const Key key = new_key();
  const Certificate certificate = new_certificate(key.get(), "firedrill mock", now);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get()));
  add_extension(certificate.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), authority.get(), NID_ext_key_usage, "serverAuth");
  add_extension(
      certificate.get(), authority.get(), NID_subject_alt_name, alternative_names(address));
  add_extension(certificate.get(), authority.get(), NID_authority_key_identifier, "keyid");
  X509_sign(certificate.get(), authority_key.get(), EVP_sha256());

  return {.identity = {.certificate = pem_of(certificate.get()), .key = pem_of(key.get())},
          .authority = pem_of(authority.get())};
}

}  // namespace firedrill::http
