#pragma once

#include <optional>
#include <string>

#include "mock_services/auth_provider/call.hpp"

namespace firedrill::auth {

/// An authorization code for a grant (RFC 6749, 4.1.2), remembered together with the grant, or
/// sealed (Config::code_secret).
std::string make_code(const Call& call, const Code& code, const Grant& grant);

/// What a sealed code says, with a grant made of it; nullopt if it is no such code or too old.
std::optional<Code> open_code(const Call& call, const std::string& text);

}  // namespace firedrill::auth
