#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::rules {

enum class TemplateTokenKind {
  text,
  left_delimiter,
  right_delimiter,
  space,
  pipe,
  assign,
  declare,
  character,  ///< any other mark, such as a comma
  string,     ///< with its quotes
  raw_string,
  character_constant,
  number,
  boolean,
  nil,
  dot,
  field,     ///< .name
  variable,  ///< $name, or $ alone
  identifier,
  keyword,
  left_parenthesis,
  right_parenthesis,
  error,  ///< `text` is what is wrong
  end,
};

/// Whether an operand may begin with it.
bool starts_operand(TemplateTokenKind kind);

struct TemplateToken {
  TemplateTokenKind kind;
  std::size_t position;  ///< in bytes from the start of the template
  std::string text;
};

/// The tokens of a Go template as text/template/parse/lex.go of Go 1.19 finds them, but that names
/// are ASCII. Comments and what trim markers trim are left out. The last token is `end` or `error`.
std::vector<TemplateToken> tokenize_template(std::string_view text);

/// How Go's messages show a token: "}}" quoted, <if> for keywords, EOF.
std::string describe(const TemplateToken& token);

}  // namespace firedrill::rules
