#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/result.hpp"

namespace firedrill::http {

/// Decoded names and values in their order; a name may stand there more than once.
using FormPairs = std::vector<std::pair<std::string, std::string>>;

/// Decodes application/x-www-form-urlencoded: pairs at "&", "+" is a space, "%41" a byte. Strict: a
/// "%" without two hexadecimal digits is an error that quotes it. Empty pairs are left out.
Result<FormPairs> parse_form(std::string_view text);

/// What one form-urlencoded name or value means; an error as above.
Result<std::string> decode_form(std::string_view text);

/// What a percent-encoded path means: as above, but "+" is a plus.
Result<std::string> decode_percent(std::string_view text);

/// The other way: everything but letters, digits and "*-._" is escaped, a space becomes "+".
std::string encode_form(std::string_view text);

/// "a=1&b=2", for a query or a body.
std::string encode_form(const FormPairs& pairs);

/// The first value of a name; null if there is none.
const std::string* find(const FormPairs& pairs, std::string_view name);

/// A name that stands there twice; empty if none does.
std::optional<std::string> repeated(const FormPairs& pairs);

}  // namespace firedrill::http
