#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace firedrill::http {

/// Standard alphabet with padding (RFC 4648, 4).
std::string encode_base64(std::string_view bytes);

/// Strict: whole groups, right padding, no spaces. Empty if it is none.
std::optional<std::string> decode_base64(std::string_view text);

/// URL alphabet without padding (RFC 4648, 5; RFC 7515, 2).
std::string encode_base64url(std::string_view bytes);
std::optional<std::string> decode_base64url(std::string_view text);

struct BasicCredentials {
  std::string user;
  std::string password;
};

/// "Basic dXNlcjpwYXNz" as it stands there (RFC 7617). OAuth clients encode both parts as forms
/// first (RFC 6749, 2.3.1): decode_form() afterwards.
std::optional<BasicCredentials> parse_basic(std::string_view authorization);

/// The token of "Bearer TOKEN" (RFC 6750, 2.1); empty if it is no such header.
std::optional<std::string> parse_bearer(std::string_view authorization);

}  // namespace firedrill::http
