#include "harness/text/escape.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Calls `visit(code_point, bytes)` for each code point or invalid byte.
template <class Visitor>
void for_each_code_point(std::string_view text, Visitor visit) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const CodePoint code_point = decode_code_point(text, offset);
    visit(code_point, text.substr(offset, code_point.length));
    offset += code_point.length;
  }
}

/// The length of the ANSI escape sequence (ECMA-48: CSI, OSC, or two characters) at `offset`; 0 if
/// none begins there.
std::size_t ansi_sequence_length(std::string_view text, std::size_t offset) {
  if (text[offset] != '\x1b') {
    return 0;
  }
  if (offset + 1 == text.size()) {
    return 1;
  }
  const char kind = text[offset + 1];
  std::size_t end = offset + 2;
  if (kind == '[') {
    while (end < text.size() && !(text[end] >= '@' && text[end] <= '~')) {
      ++end;
    }
    return std::min(end + 1, text.size()) - offset;
  }
  if (kind == ']') {
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1b') {
      ++end;
    }
    const bool closed_by_two = end + 1 < text.size() && text[end] == '\x1b';
    return std::min(end + (closed_by_two ? 2 : 1), text.size()) - offset;
  }
  return (kind & 0x60) != 0 && kind != '<' && kind != '&' ? 2 : 1;
}

std::string without_ansi(std::string_view text) {
  std::string out;
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t skipped = ansi_sequence_length(text, offset);
    if (skipped > 0) {
      offset += skipped;
    } else {
      out += text[offset++];
    }
  }
  return out;
}

/// XML 1.0, section 2.2, production [2].
bool is_legal_xml(const CodePoint& code_point) {
  if (!code_point.valid) {
    return false;
  }
  const char32_t value = code_point.value;
  return value == '\t' || value == '\n' || value == '\r' ||
         (value >= 0x20 && value != 0xFFFE && value != 0xFFFF);
}

std::string_view xml_entity(char32_t value) {
  switch (value) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    case '\r':
      return "&#13;";
    default:
      return "";
  }
}

std::string escape_xml(std::string_view text, bool attribute) {
  std::string out;
  for_each_code_point(without_ansi(text), [&](const CodePoint& code_point, std::string_view bytes) {
    const std::string_view entity = xml_entity(code_point.value);
    if (!is_legal_xml(code_point)) {
      out += replacement;
    } else if (!entity.empty()) {
      out += entity;
    } else if (attribute && (code_point.value == '\n' || code_point.value == '\t')) {
      out += code_point.value == '\n' ? "&#10;" : "&#9;";
    } else {
      out += bytes;
    }
  });
  return out;
}

void append_json_escape(std::string& out, char32_t value) {
  switch (value) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(value));
  }
}

bool is_plain_json(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x20 && byte < 0x7F && letter != '"' && letter != '\\';
}

/// Markdown sees emphasis in an underscore only at a word's edge.
bool is_inside_word(std::string_view text, std::size_t offset) {
  const auto is_alphanumeric = [text](std::size_t at) {
    return is_letter(text[at]) || is_digit(text[at]);
  };
  return offset > 0 && offset + 1 < text.size() && is_alphanumeric(offset - 1) &&
         is_alphanumeric(offset + 1);
}

/// Whether a character at this place begins a heading, a list or a rule.
bool opens_block(std::string_view text, std::size_t offset) {
  const char letter = text[offset];
  if (letter == '.' || letter == ')') {
    return offset > 0 && text.find_first_not_of("0123456789") == offset;
  }
  return offset == 0 && std::string_view("#+-=").find(letter) != std::string_view::npos;
}

void append_markdown(std::string& out, std::string_view text, std::size_t offset) {
  constexpr std::string_view special = "\\`*[]|~$@";
  const char letter = text[offset];
  const std::string_view entity = xml_entity(static_cast<unsigned char>(letter));
  if (letter == '<' || letter == '>' || letter == '&') {
    out += entity;
    return;
  }
  const bool emphasis = letter == '_' && !is_inside_word(text, offset);
  if (emphasis || opens_block(text, offset) || special.find(letter) != std::string_view::npos) {
    out += '\\';
  }
  out += letter;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t offset = 0;
  while (offset < text.size()) {
    std::size_t plain_end = offset;
    while (plain_end < text.size() && is_plain_json(text[plain_end])) {
      ++plain_end;
    }
    out.append(text, offset, plain_end - offset);
    offset = plain_end;
    if (offset == text.size()) {
      break;
    }
    const CodePoint code_point = decode_code_point(text, offset);
    if (!code_point.valid) {
      out += replacement;
    } else if (code_point.value < 0x80) {
      append_json_escape(out, code_point.value);
    } else {
      out.append(text, offset, code_point.length);
    }
    offset += code_point.length;
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string escape_xml_text(std::string_view text) {
  return escape_xml(text, false);
}

std::string escape_xml_attribute(std::string_view text) {
  return escape_xml(text, true);
}

std::string escape_markdown(std::string_view text) {
  const std::string plain = without_ansi(text);
  std::string out;
  for (std::size_t offset = 0; offset < plain.size();) {
    const CodePoint code_point = decode_code_point(plain, offset);
    if (!code_point.valid) {
      out += replacement;
    } else if (code_point.value < 0x20 || code_point.value == 0x7F) {
      out += ' ';
    } else if (code_point.value < 0x80) {
      append_markdown(out, plain, offset);
    } else if (is_printable(code_point.value)) {
      out.append(plain, offset, code_point.length);
    }
    offset += code_point.length;
  }
  return out;
}

std::string escape_terminal(std::string_view text) {
  std::string out;
  for_each_code_point(text, [&out](const CodePoint& code_point, std::string_view bytes) {
    const auto value = static_cast<std::uint32_t>(code_point.value);
    if (code_point.valid && is_printable(code_point.value)) {
      out += bytes;
    } else if (value == '\n' || value == '\r' || value == '\t') {
      out += value == '\n' ? "\\n" : value == '\r' ? "\\r" : "\\t";
    } else if (value < 0x100) {
      out += fmt::format("\\x{:02x}", value);
    } else {
      out += fmt::format("\\u{{{:x}}}", value);
    }
  });
  return out;
}

std::string quote(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) {
    return "\"" + escape_terminal(text) + "\"";
  }
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;  // do not cut a code point in two
  }
  return "\"" + escape_terminal(text.substr(0, end)) + "...\"";
}

}  // namespace firedrill
