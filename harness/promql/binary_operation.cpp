#include "harness/promql/binary_operation.hpp"

#include <cmath>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "harness/core/math.hpp"
#include "harness/core/trigonometry.hpp"
#include "harness/promql/label_selection.hpp"

namespace firedrill::promql {
namespace {

struct Outcome {
  double value;
  bool keep;
};

Outcome apply(BinaryOperator operation, double left, double right) {
  switch (operation) {
    case BinaryOperator::add:
      return {left + right, true};
    case BinaryOperator::subtract:
      return {left - right, true};
    case BinaryOperator::multiply:
      return {left * right, true};
    case BinaryOperator::divide:
      return {left / right, true};
    case BinaryOperator::modulo:
      return {std::fmod(left, right), true};  // exact by definition, so the same everywhere
    case BinaryOperator::power:
      return {math::pow(left, right), true};
    case BinaryOperator::equal:
      return {left, left == right};
    case BinaryOperator::not_equal:
      return {left, left != right};
    case BinaryOperator::greater:
      return {left, left > right};
    case BinaryOperator::less:
      return {left, left < right};
    case BinaryOperator::greater_or_equal:
      return {left, left >= right};
    case BinaryOperator::less_or_equal:
      return {left, left <= right};
    case BinaryOperator::atan2:
      return {math::atan2(left, right), true};
    case BinaryOperator::logical_and:
    case BinaryOperator::logical_or:
    case BinaryOperator::logical_unless:
      break;  // handled before
  }
  return {left, false};
}

Outcome apply(const BinaryOperation& binary, double left, double right) {
  const Outcome outcome = apply(binary.operation, left, right);
  return binary.returns_bool ? Outcome{outcome.keep ? 1.0 : 0.0, true} : outcome;
}

LabelSelection signature(const VectorMatching& matching) {
  return matching.on ? LabelSelection::only(matching.labels)
                     : LabelSelection::all_but(matching.labels);
}

Vector combine_sets(const BinaryOperation& binary, const Vector& left, const Vector& right) {
  const bool is_or = binary.operation == BinaryOperator::logical_or;
  const bool wanted = binary.operation == BinaryOperator::logical_and;
  SignatureIndex index(signature(binary.matching));
  for (const Sample& sample : is_or ? left : right) {
    index.insert(sample.labels);
  }
  Vector result = is_or ? left : Vector{};
  for (const Sample& sample : is_or ? right : left) {
    if (index.find(sample.labels).has_value() == wanted) {
      result.push_back(sample);
    }
  }
  return result;
}

/// Matches each element of the many side with one of the one side.
class Matching {
 public:
  Matching(const BinaryOperation& binary, const Vector& left, const Vector& right)
      : binary_(binary),
        swapped_(binary.matching.cardinality == Cardinality::one_to_many),
        many_(swapped_ ? right : left),
        one_(swapped_ ? left : right),
        selection_(signature(binary.matching)),
        groups_(selection_) {}

  Result<Vector> run() {
    if (auto problem = index_one_side()) {
      return std::move(*problem);
    }
    Vector result;
    taken_.resize(groups_.size());
    for (const Sample& sample : many_) {
      const auto group = groups_.find(sample.labels);
      if (!group) {
        continue;
      }
      const Sample& partner = one_[*group];
      const Outcome outcome = swapped_ ? apply(binary_, partner.value, sample.value)
                                       : apply(binary_, sample.value, partner.value);
      if (!outcome.keep) {
        continue;
      }
      Labels labels = result_labels(sample.labels, partner.labels);
      if (auto problem = take(*group, labels)) {
        return std::move(*problem);
      }
      result.push_back({std::move(labels), outcome.value});
    }
    return result;
  }

 private:
  std::optional<Error> index_one_side() {
    for (const Sample& sample : one_) {
      const std::size_t before = groups_.size();
      const std::size_t group = groups_.insert(sample.labels);
      if (groups_.size() == before) {
        return Error{ErrorCode::invalid_input,
                     fmt::format("found duplicate series for the match group {} on the {} "
                                 "hand-side of the operation: [{}, {}];many-to-many matching not "
                                 "allowed: matching labels must be unique on one side",
                                 selection_.apply(sample.labels).to_string(),
                                 swapped_ ? "left" : "right",
                                 sample.labels.to_string(),
                                 one_[group].labels.to_string())};
      }
    }
    return std::nullopt;
  }

  Labels result_labels(const Labels& many, const Labels& one) const {
    const bool arithmetic = drops_name(binary_) && !binary_.returns_bool;
    Labels labels = arithmetic ? many.without_name() : many;
    if (binary_.matching.cardinality == Cardinality::one_to_one) {
      labels = binary_.matching.on
                   ? selection_.apply(labels)
                   : LabelSelection::dropping(binary_.matching.labels).apply(labels);
    }
    for (const std::string& name : binary_.matching.include) {
      labels = labels.with(name, one.get(name));
    }
    return binary_.returns_bool ? labels.without_name() : labels;
  }

  /// Notes a result; a group must not give the same labels twice.
  std::optional<Error> take(std::size_t group, const Labels& labels) {
    const bool one_to_one = binary_.matching.cardinality == Cardinality::one_to_one;
    if (one_to_one && !taken_[group].empty()) {
      return Error{ErrorCode::invalid_input,
                   "multiple matches for labels: many-to-one matching must be explicit "
                   "(group_left/group_right)"};
    }
    if (!taken_[group].insert(labels).second) {
      return Error{ErrorCode::invalid_input,
                   "multiple matches for labels: grouping labels must ensure unique matches"};
    }
    return std::nullopt;
  }

  const BinaryOperation& binary_;
  bool swapped_;
  const Vector& many_;
  const Vector& one_;
  LabelSelection selection_;
  SignatureIndex groups_;  // group n is element n of the one side
  std::vector<std::set<Labels>> taken_;
};

}  // namespace

double combine_scalars(const BinaryOperation& binary, double left, double right) {
  return apply(binary, left, right).value;
}

Vector combine_with_scalar(const BinaryOperation& binary,
                           Vector vector,
                           double scalar,
                           VectorSide side) {
  const bool drop = drops_name(binary);
  const bool filter = is_comparison(binary.operation) && !binary.returns_bool;
  std::size_t kept = 0;
  for (Sample& sample : vector) {
    const Outcome outcome = side == VectorSide::left ? apply(binary, sample.value, scalar)
                                                     : apply(binary, scalar, sample.value);
    if (!outcome.keep) {
      continue;
    }
    // A filter passes the vector's element, whichever side it stands on.
    const double value = filter ? sample.value : outcome.value;
    vector[kept++] = {drop ? sample.labels.without_name() : sample.labels, value};
  }
  vector.resize(kept);
  return vector;
}

Result<Vector> combine_vectors(const BinaryOperation& binary,
                               const Vector& left,
                               const Vector& right) {
  if (is_set_operator(binary.operation)) {
    return combine_sets(binary, left, right);
  }
  if (left.empty() || right.empty()) {
    return Vector{};
  }
  return Matching(binary, left, right).run();
}

bool drops_name(const BinaryOperation& binary) {
  // atan2 keeps it: an oversight of Prometheus 2.42, and what its users see.
  return binary.returns_bool ||
         !(is_comparison(binary.operation) || is_set_operator(binary.operation) ||
           binary.operation == BinaryOperator::atan2);
}

}  // namespace firedrill::promql
