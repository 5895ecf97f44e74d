#include "harness/text/escape.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "harness/text/ansi.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill {
namespace {

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
      out += replacement_character;
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
      out += replacement_character;
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
  const std::string_view shown = beginning(text, longest);
  return "\"" + escape_terminal(shown) + (shown.size() < text.size() ? "...\"" : "\"");
}

}  // namespace firedrill
