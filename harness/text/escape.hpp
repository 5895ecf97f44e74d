#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace firedrill {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so that
/// what firedrill writes is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

std::string json_string(std::string_view text);

/// Makes any bytes safe between XML tags. ANSI escape sequences are dropped; characters that
/// XML 1.0 (section 2.2) forbids, and bytes that are not UTF-8, become U+FFFD.
std::string escape_xml_text(std::string_view text);

/// The same inside a quoted attribute, where line breaks and tabs would turn into spaces.
std::string escape_xml_attribute(std::string_view text);

/// Any bytes as one line of literal GitHub Markdown, also at the beginning of a line and in a table
/// cell: no HTML, no link under another name, no emphasis, no block, no new row. Nothing is escaped
/// that means itself, so that the source reads well: "server 4.2.0 -> 5.0.0" stays as it is.
std::string escape_markdown(std::string_view text);

/// Any bytes as one line that cannot steer a terminal: what is not printable is shown as "\n",
/// "\x1b" or "\u{202e}".
std::string escape_terminal(std::string_view text);

/// `text` in double quotes, safe for a terminal; what is longer than `longest` bytes is cut and
/// ends in "...". For quoting the user's values in messages.
std::string quote(std::string_view text, std::size_t longest = 80);

}  // namespace firedrill
