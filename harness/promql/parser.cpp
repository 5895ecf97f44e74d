#include "harness/promql/parser.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "harness/promql/expression.hpp"
#include "harness/promql/functions.hpp"
#include "harness/promql/node_builder.hpp"
#include "harness/promql/operators.hpp"
#include "harness/promql/postfix_parser.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/selector_parser.hpp"
#include "harness/promql/token_reader.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::promql {
namespace {

/// Whether an expression may begin with a token; what is no token is reported later, by itself.
bool starts_expression(TokenKind kind) {
  return names_metric(kind) || kind == TokenKind::number || kind == TokenKind::string ||
         kind == TokenKind::left_paren || kind == TokenKind::left_brace || kind == TokenKind::add ||
         kind == TokenKind::subtract || kind == TokenKind::error;
}

/// Recursive descent, with precedence climbing for the binary operators.
class Parser {
 public:
  explicit Parser(std::string_view text) : reader_(text) {}

  Result<NodePtr> parse() {
    if (reader_.is(TokenKind::end)) {
      return reader_.error_at(0, "no expression found in input");
    }
    auto root = parse_binary(lowest_precedence);
    if (root && !reader_.is(TokenKind::end)) {
      return unexpected();
    }
    return root;
  }

 private:
  /// Counts how deep the parser is in nested expressions.
  class Nesting {
   public:
    explicit Nesting(int& depth) : depth_(++depth) {}

    ~Nesting() { --depth_; }

    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

    bool too_deep() const { return depth_ > deepest_nesting; }

   private:
    int& depth_;
  };

  Error unexpected() const {
    return reader_.unexpected({open_aggregations_ > 0 ? "aggregation" : "", {}});
  }

  Result<NodePtr> make(std::size_t position, NodeData data) const {
    return make_node(reader_, position, std::move(data));
  }

  Result<NodePtr> parse_binary(int least_precedence) {
    auto left = parse_unary();
    while (left) {
      const Token operation = reader_.peek();
      const int own = precedence(operation.kind);
      if (own == 0 || own < least_precedence) {
        return left;
      }
      reader_.take();
      BinaryOperation binary{
          binary_operator(operation.kind), operation.position, false, {}, {}, {}};
      if (auto problem = parse_matching(binary)) {
        return std::move(*problem);
      }
      auto right = parse_right_operand(own);
      if (!right) {
        return right;
      }
      const std::size_t position = (*left)->position;
      binary.left = std::move(*left);
      binary.right = std::move(*right);
      left = make(position, std::move(binary));
    }
    return left;
  }

  /// A chain of powers groups to the right, so that each is nested in the one before.
  Result<NodePtr> parse_right_operand(int operator_precedence) {
    if (operator_precedence != power_precedence) {
      return parse_binary(operator_precedence + 1);
    }
    const Nesting nesting(depth_);
    return parse_binary(power_precedence);
  }

  /// Reads bool, on, ignoring, group_left and group_right.
  std::optional<Error> parse_matching(BinaryOperation& binary) {
    binary.returns_bool = reader_.take_if(TokenKind::bool_modifier);
    if (!reader_.is(TokenKind::on) && !reader_.is(TokenKind::ignoring)) {
      return std::nullopt;
    }
    VectorMatching& matching = binary.matching;
    matching.on = reader_.take().kind == TokenKind::on;
    auto labels = parse_grouping(reader_);
    if (!labels) {
      return labels.error();
    }
    matching.labels = std::move(*labels);
    if (!reader_.is(TokenKind::group_left) && !reader_.is(TokenKind::group_right)) {
      return std::nullopt;
    }
    matching.cardinality = reader_.take().kind == TokenKind::group_left ? Cardinality::many_to_one
                                                                        : Cardinality::one_to_many;
    if (!reader_.is(TokenKind::left_paren)) {
      return std::nullopt;
    }
    auto include = parse_grouping(reader_);
    if (!include) {
      return include.error();
    }
    matching.include = std::move(*include);
    return std::nullopt;
  }

  Result<NodePtr> parse_unary() {
    const Nesting nesting(depth_);
    if (nesting.too_deep()) {
      return reader_.error_at(reader_.peek().position,
                              fmt::format("expression nests deeper than {}", deepest_nesting));
    }
    if (!reader_.is(TokenKind::add) && !reader_.is(TokenKind::subtract)) {
      return parse_operand();
    }
    const Token sign = reader_.take();
    auto operand = parse_binary(power_precedence);
    if (!operand) {
      return operand;
    }
    const bool negative = sign.kind == TokenKind::subtract;
    if (auto* number = std::get_if<NumberLiteral>(&(*operand)->data)) {
      number->value = negative ? -number->value : number->value;
      (*operand)->position = sign.position;
      return operand;
    }
    return make(sign.position, UnaryOperation{negative, std::move(*operand)});
  }

  /// A primary expression and the ranges, offsets and fixed times behind it.
  Result<NodePtr> parse_operand() {
    auto node = parse_primary();
    while (node && starts_postfix(reader_.peek().kind)) {
      node = parse_postfix(reader_, std::move(*node));
    }
    return node;
  }

  Result<NodePtr> parse_primary() {
    const Token first = reader_.peek();
    const TokenKind after = reader_.peek_after().kind;
    if (first.kind == TokenKind::number) {
      auto value = read_number(reader_);
      return value ? make(first.position, NumberLiteral{*value}) : Result<NodePtr>(value.error());
    }
    if (first.kind == TokenKind::string) {
      return make(first.position, StringLiteral{*unquote(reader_.take().text)});
    }
    if (first.kind == TokenKind::left_paren) {
      return parse_parentheses();
    }
    if (is_aggregation(first.kind) &&
        (after == TokenKind::left_paren || after == TokenKind::by || after == TokenKind::without)) {
      return parse_aggregation();
    }
    if (first.kind == TokenKind::identifier && after == TokenKind::left_paren) {
      return parse_call();
    }
    if (first.kind == TokenKind::left_brace || names_metric(first.kind)) {
      auto selector = parse_selector(reader_);
      return selector ? make(first.position, std::move(*selector))
                      : Result<NodePtr>(selector.error());
    }
    return unexpected();
  }

  Result<NodePtr> parse_parentheses() {
    const std::size_t position = reader_.take().position;
    auto operand = parse_binary(lowest_precedence);
    if (!operand) {
      return operand;
    }
    if (!reader_.take_if(TokenKind::right_paren)) {
      return unexpected();
    }
    return make(position, Parentheses{std::move(*operand)});
  }

  Result<std::vector<NodePtr>> parse_arguments() {
    std::vector<NodePtr> arguments;
    if (!reader_.take_if(TokenKind::left_paren)) {
      return unexpected();
    }
    if (reader_.take_if(TokenKind::right_paren)) {
      return arguments;
    }
    while (true) {
      auto argument = parse_binary(lowest_precedence);
      if (!argument) {
        return argument.error();
      }
      arguments.push_back(std::move(*argument));
      if (reader_.take_if(TokenKind::right_paren)) {
        return arguments;
      }
      const std::size_t comma = reader_.peek().position;
      if (!reader_.take_if(TokenKind::comma)) {
        return unexpected();
      }
      if (!starts_expression(reader_.peek().kind)) {
        return reader_.error_at(comma, "trailing commas not allowed in function call args");
      }
    }
  }

  Result<NodePtr> parse_call() {
    const Token name = reader_.take();
    auto arguments = parse_arguments();
    if (!arguments) {
      return arguments.error();
    }
    const Function* const function = find_function(name.text);
    if (function == nullptr) {
      return reader_.error_at(name.position,
                              fmt::format("unknown function with name {}{}",
                                          quote(name.text),
                                          did_you_mean(name.text, function_names())));
    }
    Call call{function, std::move(*arguments), std::nullopt};
    if (auto problem = compile_pattern(call)) {
      return std::move(*problem);
    }
    return make(name.position, std::move(call));
  }

  /// Compiles the regular expression of label_replace.
  std::optional<Error> compile_pattern(Call& call) const {
    if (call.function->name != "label_replace" || call.arguments.size() != 5) {
      return std::nullopt;
    }
    const Node& argument = without_parentheses(*call.arguments.back());
    const auto* text = std::get_if<StringLiteral>(&argument.data);
    if (text == nullptr) {
      return std::nullopt;  // a type error that is found later
    }
    auto pattern = Regex::compile(text->value);
    if (!pattern) {
      return reader_.error_at(
          argument.position,
          fmt::format("invalid regular expression in label_replace(): {}", text->value));
    }
    call.pattern = std::move(*pattern);
    return std::nullopt;
  }

  Result<NodePtr> parse_aggregation() {
    const Token operation = reader_.take();
    Aggregation aggregation{aggregation_operator(operation.kind), {}, {}, {}};
    ++open_aggregations_;
    auto modified = parse_by_or_without(aggregation);
    if (!modified) {
      return modified.error();
    }
    auto arguments = parse_arguments();
    if (!arguments) {
      return arguments.error();
    }
    --open_aggregations_;
    if (!*modified) {
      modified = parse_by_or_without(aggregation);
      if (!modified) {
        return modified.error();
      }
    }
    if (arguments->empty()) {
      return reader_.error_at(operation.position, "no arguments for aggregate expression provided");
    }
    const std::size_t wanted = takes_parameter(aggregation.operation) ? 2 : 1;
    if (arguments->size() != wanted) {
      return reader_.error_at(
          operation.position,
          fmt::format(
              "wrong number of arguments for aggregate expression provided, expected {}, got {}",
              wanted,
              arguments->size()));
    }
    aggregation.operand = std::move(arguments->back());
    if (wanted == 2) {
      aggregation.parameter = std::move(arguments->front());
    }
    return make(operation.position, std::move(aggregation));
  }

  /// True if there was such a clause.
  Result<bool> parse_by_or_without(Aggregation& aggregation) {
    if (!reader_.is(TokenKind::by) && !reader_.is(TokenKind::without)) {
      return false;
    }
    aggregation.without = reader_.take().kind == TokenKind::without;
    auto grouping = parse_grouping(reader_);
    if (!grouping) {
      return grouping.error();
    }
    aggregation.grouping = std::move(*grouping);
    return true;
  }

  TokenReader reader_;
  int depth_ = 0;
  int open_aggregations_ = 0;
};

}  // namespace

Result<NodePtr> parse_syntax(std::string_view text) {
  if (text.size() > longest_expression) {
    return parse_error(text, 0, fmt::format("expression longer than {} bytes", longest_expression));
  }
  return Parser(text).parse();
}

}  // namespace firedrill::promql
