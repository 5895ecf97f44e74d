#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill {

// "${name}" inside a text of the user's own commands. "$${" stands for "${" itself, and any other
// dollar sign for itself.

/// The names between the braces, in order; nullopt: a "${" without its "}".
std::optional<std::vector<std::string_view>> placeholders_in(std::string_view text);

/// The text with each placeholder replaced. What is put in is not looked into again. A "${" without
/// its "}" stays as it is.
std::string fill(std::string_view text,
                 const std::function<std::string(std::string_view name)>& value_of);

}  // namespace firedrill
