#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/fields.hpp"
#include "harness/scenario/own_program.hpp"

// What the loader reads of the user's own programs and commands alike.
namespace firedrill::loading {

/// Which placeholders mean something, beside the places of services, such as "${SERVICE.url}".
struct Placeholders {
  std::vector<std::string> names;
  /// What must not be printed: arguments and variables may hold them, and nothing that an error
  /// message quotes.
  std::vector<std::string> secrets = {};
};

/// The keys `command_key`, "env" and "cwd". Every text in them is checked for its placeholders.
OwnCommand read_own_command(ObjectReader& reader,
                            std::string_view command_key,
                            const Placeholders& known,
                            const Context& context);

/// Whether a text of the command holds this placeholder.
bool mentions(const OwnCommand& command, std::string_view placeholder);

/// The path of a URL: begins with a slash and needs no escapes.
std::optional<std::string> read_url_path(ObjectReader& reader, std::string_view key);

/// Reports each of these keys that is there as one that cannot stand beside `key`.
void refuse_beside(ObjectReader& reader,
                   std::string_view key,
                   std::initializer_list<std::string_view> others);

}  // namespace firedrill::loading
