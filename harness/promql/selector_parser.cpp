#include "harness/promql/selector_parser.hpp"

#include <fmt/format.h>

#include "harness/promql/labels.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/regex_syntax.hpp"

namespace firedrill::promql {
namespace {

std::optional<MatchOperator> match_operator(TokenKind kind) {
  if (kind == TokenKind::assign) {
    return MatchOperator::equal;
  }
  if (kind == TokenKind::not_equal) {
    return MatchOperator::not_equal;
  }
  if (kind == TokenKind::matches) {
    return MatchOperator::matches;
  }
  if (kind == TokenKind::not_matches) {
    return MatchOperator::not_matches;
  }
  return std::nullopt;
}

Result<Matcher> make_matcher(std::string label, MatchOperator operation, std::string value) {
  Matcher matcher{std::move(label), operation, std::move(value), std::nullopt};
  if (operation == MatchOperator::matches || operation == MatchOperator::not_matches) {
    auto pattern = Regex::compile(matcher.value);
    if (!pattern) {
      return pattern.error();
    }
    // Prometheus reads it a second time without the anchors, which refuses `a)|(b`.
    if (const auto alone = parse_regex(matcher.value); !alone) {
      return alone.error();
    }
    matcher.pattern = std::move(*pattern);
  }
  return matcher;
}

Result<Matcher> parse_matcher(TokenReader& reader) {
  if (!reader.is(TokenKind::identifier)) {
    return reader.unexpected({"label matching", "identifier or \"}\""});
  }
  const Token& label = reader.take();
  const auto operation = match_operator(reader.peek().kind);
  if (!operation) {
    return reader.unexpected({"label matching", "label matching operator"});
  }
  reader.take();
  if (!reader.is(TokenKind::string)) {
    return reader.unexpected({"label matching", "string"});
  }
  const Token& value = reader.take();
  auto matcher = make_matcher(std::string(label.text), *operation, *unquote(value.text));
  if (!matcher) {
    return reader.error_at(label.position, matcher.error().message);
  }
  matcher->position = label.position;
  matcher->value_position = value.position;
  matcher->end = value.position + value.text.size();
  return matcher;
}

/// Reads matchers up to the closing brace.
Result<std::vector<Matcher>> parse_matchers(TokenReader& reader) {
  std::vector<Matcher> matchers;
  if (reader.take_if(TokenKind::right_brace)) {
    return matchers;
  }
  while (true) {
    auto matcher = parse_matcher(reader);
    if (!matcher) {
      return matcher.error();
    }
    matchers.push_back(std::move(*matcher));
    const bool comma = reader.take_if(TokenKind::comma);
    if (reader.take_if(TokenKind::right_brace)) {
      return matchers;
    }
    if (!comma) {
      return reader.unexpected({"label matching", "\",\" or \"}\""});
    }
  }
}

/// Every word but `without`, which Prometheus' grammar forgets.
bool names_label(const Token& token) {
  const bool word = token.kind == TokenKind::identifier || is_aggregation(token.kind) ||
                    is_keyword(token.kind) || is_operator(token.kind);
  return word && token.kind != TokenKind::without && is_label_name(token.text);
}

/// Of what the lexer takes for one: it lets pass what ends too soon, and hexadecimal fractions.
std::string_view why_no_number(std::string_view text) {
  const bool is_hexadecimal = text.find_first_of("xX") != std::string_view::npos;
  const bool is_cut = text.find_last_of("0123456789.") != text.size() - 1;
  return is_hexadecimal || is_cut ? "invalid syntax" : "value out of range";
}

}  // namespace

bool names_metric(TokenKind kind) {
  return kind == TokenKind::identifier || kind == TokenKind::metric_identifier ||
         is_aggregation(kind) || kind == TokenKind::by || kind == TokenKind::without ||
         kind == TokenKind::offset || kind == TokenKind::logical_and ||
         kind == TokenKind::logical_or || kind == TokenKind::logical_unless ||
         kind == TokenKind::start || kind == TokenKind::end_time;
}

Result<VectorSelector> parse_selector(TokenReader& reader) {
  VectorSelector selector;
  if (names_metric(reader.peek().kind)) {
    selector.name = reader.take().text;
  }
  if (reader.take_if(TokenKind::left_brace)) {
    auto matchers = parse_matchers(reader);
    if (!matchers) {
      return matchers.error();
    }
    selector.matchers = std::move(*matchers);
  }
  if (!selector.name.empty()) {
    selector.matchers.push_back(
        {std::string(name_label), MatchOperator::equal, selector.name, std::nullopt});
  }
  selector.key = to_string(selector.matchers);
  return selector;
}

Result<std::vector<std::string>> parse_grouping(TokenReader& reader) {
  constexpr std::string_view context = "grouping opts";
  if (!reader.take_if(TokenKind::left_paren)) {
    return reader.unexpected({context, "\"(\""});
  }
  std::vector<std::string> labels;
  if (reader.take_if(TokenKind::right_paren)) {
    return labels;
  }
  while (true) {
    if (!names_label(reader.peek())) {
      return reader.unexpected({context, "label"});
    }
    labels.emplace_back(reader.take().text);
    const bool comma = reader.take_if(TokenKind::comma);
    if (reader.take_if(TokenKind::right_paren)) {
      return labels;
    }
    if (!comma) {
      return reader.unexpected({context, "\",\" or \")\""});
    }
  }
}

Result<double> read_number(TokenReader& reader) {
  const Token& token = reader.take();
  const auto value = parse_number_literal(token.text);
  if (!value) {
    return reader.error_at(token.position,
                           fmt::format("error parsing number: strconv.ParseFloat: parsing {}: {}",
                                       quote(token.text),
                                       why_no_number(token.text)));
  }
  return *value;
}

}  // namespace firedrill::promql
