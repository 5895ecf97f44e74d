#include "harness/text/diagnostic.hpp"

#include <algorithm>
#include <utility>

namespace firedrill {

void Diagnostics::add(Diagnostic diagnostic) {
  (diagnostic.severity == Severity::error ? errors_ : warnings_) += 1;
  const auto place = std::upper_bound(
      kept_.begin(), kept_.end(), diagnostic, [](const Diagnostic& left, const Diagnostic& right) {
        return left.span.begin < right.span.begin;
      });
  kept_.insert(place, std::move(diagnostic));
  if (kept_.size() > limit) {
    kept_.pop_back();
  }
}

void Diagnostics::error(Span span, std::string message, std::string label) {
  add({.message = std::move(message), .span = span, .label = std::move(label)});
}

void Diagnostics::warning(Span span, std::string message, std::string label) {
  add({.severity = Severity::warning,
       .message = std::move(message),
       .span = span,
       .label = std::move(label)});
}

}  // namespace firedrill
