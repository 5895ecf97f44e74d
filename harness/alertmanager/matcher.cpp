#include "harness/alertmanager/matcher.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"

namespace firedrill::alertmanager {
namespace {

constexpr std::string_view spaces = " \t\n\f\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(spaces) + 1 - begin);
}

Error wrong_matcher(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

/// The name at the front of the text, which it loses; empty if there is none.
std::string_view take_name(std::string_view& text) {
  const auto fits = [](char letter) { return is_word(letter) || letter == ':'; };
  std::size_t length = 0;
  while (length < text.size() && fits(text[length])) {
    ++length;
  }
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  return name.empty() || is_digit(name.front()) ? std::string_view() : name;
}

std::optional<Matcher::Kind> take_operator(std::string_view& text) {
  constexpr std::pair<std::string_view, Matcher::Kind> operators[] = {
      {"=~", Matcher::Kind::regex},
      {"=", Matcher::Kind::equal},
      {"!=", Matcher::Kind::not_equal},
      {"!~", Matcher::Kind::not_regex}};
  for (const auto& [sign, kind] : operators) {
    if (text.starts_with(sign)) {
      text.remove_prefix(sign.size());
      return kind;
    }
  }
  return std::nullopt;
}

/// What the two characters of an escape stand for: \n, \" and \\, else themselves.
std::string unescaped(std::string_view escape) {
  switch (escape[1]) {
    case 'n':
      return "\n";
    case '"':
    case '\\':
      return std::string(1, escape[1]);
    default:
      return std::string(escape);
  }
}

/// The value without its quotes and escapes; empty if a quote stands where none may.
std::optional<std::string> unquoted(std::string_view raw) {
  bool needs_quote = raw.starts_with('"');
  raw.remove_prefix(needs_quote ? 1 : 0);
  std::string value;
  while (!raw.empty()) {
    const bool is_last = raw.size() == 1;
    if (raw.front() == '"' && (!needs_quote || !is_last)) {
      return std::nullopt;
    }
    if (raw.front() == '"') {
      needs_quote = false;
    } else if (raw.front() == '\\' && !is_last) {
      value += unescaped(raw.substr(0, 2));
      raw.remove_prefix(1);
    } else {
      value += raw.front();
    }
    raw.remove_prefix(1);
  }
  return needs_quote ? std::nullopt : std::optional(value);
}

Result<Matcher> parse_matcher(std::string_view text) {
  std::string_view rest = trimmed(text);
  const std::string_view name = take_name(rest);
  rest = trimmed(rest);
  const std::optional<Matcher::Kind> kind = take_operator(rest);
  if (name.empty() || !kind) {
    return wrong_matcher(fmt::format("bad matcher format: {}", text));
  }
  const std::string_view raw = trimmed(rest);
  std::optional<std::string> value = unquoted(raw);
  if (!value) {
    return wrong_matcher(fmt::format("matcher value contains unescaped double quote: {}", raw));
  }
  return Matcher::make(*kind, std::string(name), *std::move(value));
}

/// The parts between commas outside of quotes; an empty last one is left out.
std::vector<std::string_view> split_matchers(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool quoted = false;
  bool escaped = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    if (letter == ',' && !quoted) {
      parts.push_back(text.substr(begin, at - begin));
      begin = at + 1;
    } else if (letter == '"') {
      quoted = escaped ? quoted : !quoted;
      escaped = false;
    } else if (letter == '\\') {
      escaped = !escaped;
    } else if (letter != ',') {
      escaped = false;
    }
  }
  if (const std::string_view last = trimmed(text.substr(begin)); !last.empty()) {
    parts.push_back(last);
  }
  return parts;
}

std::string_view sign_of(Matcher::Kind kind) {
  switch (kind) {
    case Matcher::Kind::equal:
      return "=";
    case Matcher::Kind::not_equal:
      return "!=";
    case Matcher::Kind::regex:
      return "=~";
    case Matcher::Kind::not_regex:
      return "!~";
  }
  return "";
}

}  // namespace

Result<Matcher> Matcher::make(Kind kind, std::string name, std::string value) {
  Matcher matcher{.kind = kind, .name = std::move(name), .value = std::move(value)};
  if (kind == Kind::regex || kind == Kind::not_regex) {
    Result<promql::Regex> compiled = promql::Regex::compile(matcher.value);
    if (!compiled) {
      return compiled.error();
    }
    matcher.expression = *std::move(compiled);
  }
  return matcher;
}

bool Matcher::matches(std::string_view text) const {
  const bool fits = expression ? expression->matches(text) : text == value;
  return fits == (kind == Kind::equal || kind == Kind::regex);
}

std::string Matcher::to_string() const {
  std::string escaped;
  for (const char letter : value) {
    if (letter == '\n') {
      escaped += "\\n";
    } else {
      escaped += letter == '"' || letter == '\\' ? "\\" : "";
      escaped += letter;
    }
  }
  return fmt::format("{}{}\"{}\"", name, sign_of(kind), escaped);
}

void sort(Matchers& matchers) {
  std::sort(matchers.begin(), matchers.end(), [](const Matcher& left, const Matcher& right) {
    return std::tie(left.name, left.value, left.kind) <
           std::tie(right.name, right.value, right.kind);
  });
}

bool matches(const Matchers& matchers, const promql::Labels& labels) {
  return std::all_of(matchers.begin(), matchers.end(), [&](const Matcher& matcher) {
    return matcher.matches(labels.get(matcher.name));
  });
}

std::string to_string(const Matchers& matchers) {
  std::string out = "{";
  for (const Matcher& matcher : matchers) {
    out += out.size() > 1 ? "," : "";
    out += matcher.to_string();
  }
  return out + "}";
}

Result<Matchers> parse_matchers(std::string_view text) {
  text.remove_prefix(text.starts_with('{') ? 1 : 0);
  text.remove_suffix(text.ends_with('}') ? 1 : 0);
  Matchers matchers;
  for (const std::string_view part : split_matchers(text)) {
    Result<Matcher> matcher = parse_matcher(part);
    if (!matcher) {
      return matcher.error();
    }
    matchers.push_back(*std::move(matcher));
  }
  return matchers;
}

}  // namespace firedrill::alertmanager
