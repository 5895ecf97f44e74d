#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"

namespace firedrill::promql {

struct Node;            // ast.hpp, which only those read who look into an expression
struct VectorSelector;  // likewise
enum class ValueType;   // likewise

/// A PromQL expression that is known to be well-formed and well-typed. Immutable; copies share it.
class Expression {
 public:
  explicit Expression(std::unique_ptr<Node> root);

  const Node& root() const { return *root_; }

  ValueType type() const;

  /// Prometheus' canonical form.
  std::string to_string() const;

 private:
  std::shared_ptr<const Node> root_;  // never null, except after a move
};

inline constexpr std::size_t longest_expression = 64 * 1024;
inline constexpr int deepest_nesting = 100;  ///< Of parentheses, calls, signs and powers.
inline constexpr int highest_tree = 500;     ///< Also counts chains such as a + b + c.

/// Reads a PromQL expression and checks its types. The error is the first mistake, in Prometheus'
/// words (`parse error: ...`); its place is line:column, both from 1, the column in bytes.
Result<Expression> parse(std::string_view text);

/// The metrics that the expression selects by their exact name, sorted, each once; without those
/// inside absent() and absent_over_time(), which are there for what does not exist.
std::vector<std::string> metric_names(const Expression& expression);

/// Those that these selectors name, likewise.
std::vector<std::string> metric_names(const std::vector<const VectorSelector*>& selectors);

/// The selectors of the expression from left to right, also without those inside absent() and
/// absent_over_time(). They live as long as the expression.
std::vector<const VectorSelector*> selectors(const Expression& expression);

/// Those inside absent() and absent_over_time().
std::vector<const VectorSelector*> selectors_of_absence(const Expression& expression);

/// Whether these are all the metrics that the expression reads.
bool names_all_metrics(const Expression& expression);

/// How far before the evaluation its selectors reach by ranges, subqueries and offsets. Instant
/// selectors look for their sample up to `look_back` further.
Duration longest_range(const Expression& expression);

}  // namespace firedrill::promql
