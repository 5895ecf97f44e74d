#include "harness/promql/postfix_parser.hpp"

#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "harness/promql/duration_text.hpp"
#include "harness/promql/node_builder.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/selector_parser.hpp"

namespace firedrill::promql {
namespace {

/// Reads a duration.
Result<Duration> read_duration(TokenReader& reader, const Expectation& otherwise) {
  if (!reader.is(TokenKind::duration)) {
    return reader.unexpected(otherwise);
  }
  const Token& token = reader.take();
  auto duration = parse_duration(token.text);
  if (!duration) {
    return reader.error_at(token.position, duration.error().message);
  }
  return duration;
}

/// Reads what follows `offset`.
Result<Duration> parse_offset(TokenReader& reader) {
  const bool negative = reader.take_if(TokenKind::subtract);
  auto duration = read_duration(reader, {"offset", "duration"});
  if (duration && negative) {
    return -*duration;
  }
  return duration;
}

/// Reads what follows `@`; the expression before it starts at `position`.
Result<FixedTime> parse_fixed_time(TokenReader& reader, std::size_t position) {
  const Expectation otherwise{"@", "timestamp"};
  if (reader.is(TokenKind::start) || reader.is(TokenKind::end_time)) {
    const bool start = reader.take().kind == TokenKind::start;
    if (!reader.take_if(TokenKind::left_paren) || !reader.take_if(TokenKind::right_paren)) {
      return reader.unexpected(otherwise);
    }
    return FixedTime{start ? FixedTime::Kind::start : FixedTime::Kind::end};
  }
  const bool negative = reader.is(TokenKind::subtract);
  if (negative || reader.is(TokenKind::add)) {
    reader.take();
  }
  if (!reader.is(TokenKind::number)) {
    return reader.unexpected(otherwise);
  }
  auto seconds = read_number(reader);
  if (!seconds) {
    return seconds.error();
  }
  // Beyond this the milliseconds leave int64.
  constexpr double most_seconds = 9.2e15;
  if (!(*seconds < most_seconds)) {
    return reader.error_at(position,
                           fmt::format("timestamp out of bounds for @ modifier: {}",
                                       short_number(negative ? -*seconds : *seconds)));
  }
  const double ms = std::floor(*seconds * 1000 + 0.5);
  return FixedTime{FixedTime::Kind::timestamp, static_cast<std::int64_t>(negative ? -ms : ms)};
}

/// Where a node keeps its offset and fixed time; null if it cannot have any.
TimeShift* shift_of(Node& node) {
  if (auto* selector = std::get_if<VectorSelector>(&node.data)) {
    return &selector->shift;
  }
  if (auto* matrix = std::get_if<MatrixSelector>(&node.data)) {
    return &matrix->selector.shift;
  }
  auto* subquery = std::get_if<Subquery>(&node.data);
  return subquery == nullptr ? nullptr : &subquery->shift;
}

Result<NodePtr> make_matrix(const TokenReader& reader,
                            NodePtr operand,
                            Duration range,
                            std::size_t bracket) {
  auto* selector = std::get_if<VectorSelector>(&operand->data);
  if (selector == nullptr) {
    return reader.error_at(bracket, "ranges only allowed for vector selectors");
  }
  if (selector->shift.offset != Duration{0}) {
    return reader.error_at(bracket, "no offset modifiers allowed before range");
  }
  if (selector->shift.at) {
    return reader.error_at(bracket, "no @ modifiers allowed before range");
  }
  return make_node(reader, operand->position, MatrixSelector{std::move(*selector), range});
}

Result<NodePtr> parse_range(TokenReader& reader, NodePtr operand) {
  const std::size_t bracket = reader.take().position;
  auto range = read_duration(reader, {"subquery selector", "duration"});
  if (!range) {
    return range.error();
  }
  if (reader.take_if(TokenKind::right_bracket)) {
    return make_matrix(reader, std::move(operand), *range, bracket);
  }
  if (!reader.take_if(TokenKind::colon)) {
    return reader.unexpected({"subquery or range", "\":\" or \"]\""});
  }
  Duration step{0};
  if (reader.is(TokenKind::duration)) {
    auto read = read_duration(reader, {});
    if (!read) {
      return read.error();
    }
    step = *read;
  }
  if (!reader.take_if(TokenKind::right_bracket)) {
    return reader.unexpected(
        {"subquery selector", step == Duration{0} ? "duration or \"]\"" : "\"]\""});
  }
  const std::size_t position = operand->position;
  return make_node(reader, position, Subquery{std::move(operand), *range, step, {}});
}

Result<NodePtr> parse_offset_of(TokenReader& reader, NodePtr node) {
  reader.take();
  auto offset = parse_offset(reader);
  if (!offset) {
    return offset.error();
  }
  TimeShift* const shift = shift_of(*node);
  if (shift == nullptr) {
    return reader.error_at(node->position,
                           "offset modifier must be preceded by an instant vector selector or "
                           "range vector selector or a subquery");
  }
  if (shift->offset != Duration{0}) {
    return reader.error_at(node->position, "offset may not be set multiple times");
  }
  shift->offset = *offset;
  return node;
}

Result<NodePtr> parse_fixed_time_of(TokenReader& reader, NodePtr node) {
  reader.take();
  auto at = parse_fixed_time(reader, node->position);
  if (!at) {
    return at.error();
  }
  TimeShift* const shift = shift_of(*node);
  if (shift == nullptr) {
    return reader.error_at(node->position,
                           "@ modifier must be preceded by an instant vector selector or range "
                           "vector selector or a subquery");
  }
  if (shift->at) {
    return reader.error_at(node->position, "@ <timestamp> may not be set multiple times");
  }
  shift->at = *at;
  return node;
}

}  // namespace

bool starts_postfix(TokenKind kind) {
  return kind == TokenKind::left_bracket || kind == TokenKind::offset || kind == TokenKind::at;
}

Result<NodePtr> parse_postfix(TokenReader& reader, NodePtr operand) {
  if (reader.is(TokenKind::left_bracket)) {
    return parse_range(reader, std::move(operand));
  }
  return reader.is(TokenKind::offset) ? parse_offset_of(reader, std::move(operand))
                                      : parse_fixed_time_of(reader, std::move(operand));
}

}  // namespace firedrill::promql
