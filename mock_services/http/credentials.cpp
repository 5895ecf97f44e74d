#include "mock_services/http/credentials.hpp"

#include <cstddef>
#include <cstdint>

#include "harness/core/ascii.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::http {
namespace {

constexpr std::string_view standard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Without padding.
std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char byte : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(byte);
    for (count += 8; count >= 6; count -= 6) {
      out += alphabet[(bits >> (count - 6)) & 63U];
    }
  }
  if (count > 0) {
    out += alphabet[(bits << (6 - count)) & 63U];
  }
  return out;
}

/// Without padding. The bits that are left over must be zero: each value has one spelling.
std::optional<std::string> decode(std::string_view text, std::string_view alphabet) {
  if (text.size() % 4 == 1) {
    return std::nullopt;
  }
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char character : text) {
    const auto value = alphabet.find(character);
    if (value == std::string_view::npos) {
      return std::nullopt;
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 255U);
    }
  }
  const bool canonical = (bits & ((1U << count) - 1)) == 0;
  return canonical ? std::optional(out) : std::nullopt;
}

/// What follows "Scheme ", the name compared as RFC 9110, 11.1 says; empty if it is another scheme.
std::string_view after_scheme(std::string_view authorization, std::string_view scheme) {
  if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ' ||
      !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) {
    return "";
  }
  authorization.remove_prefix(scheme.size());
  const auto begin = authorization.find_first_not_of(' ');
  return begin == std::string_view::npos ? "" : authorization.substr(begin);
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string out = encode(bytes, standard);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
    text.remove_suffix(1);
  }
  return decode(text, standard);
}

std::string encode_base64url(std::string_view bytes) {
  return encode(bytes, url_safe);
}

std::optional<std::string> decode_base64url(std::string_view text) {
  return decode(text, url_safe);
}

std::optional<BasicCredentials> parse_basic(std::string_view authorization) {
  const std::optional<std::string> pair = decode_base64(after_scheme(authorization, "Basic"));
  const auto colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  return BasicCredentials{.user = pair->substr(0, colon), .password = pair->substr(colon + 1)};
}

std::optional<std::string> parse_bearer(std::string_view authorization) {
  const std::string_view token = after_scheme(authorization, "Bearer");
  if (token.empty() || token.find_first_of(" \t,\"") != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(token);
}

}  // namespace firedrill::http
