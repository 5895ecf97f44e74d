#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/scenario/parts.hpp"

namespace firedrill::loading {
namespace {

/// Walks the calls depth first, in the order of the file; a service is done after all it calls.
class CallWalk {
 public:
  explicit CallWalk(const Context& context) : context_(context) {}

  void visit(std::string_view name) {
    const auto found = context_.names.services.find(name);
    if (found == context_.names.services.end() || !seen_.emplace(found->first, false).second) {
      return;
    }
    const std::string_view service = found->first;  // outlives the walk
    path_.push_back(service);
    for (const Mention& callee : found->second.callees) {
      const auto seen = seen_.find(callee.name);
      const bool on_path = seen != seen_.end() && !seen->second;
      if (on_path) {
        report_circle(callee);
      } else {
        visit(callee.name);
      }
    }
    path_.pop_back();
    seen_[service] = true;
    order_.push_back(service);
  }

  const std::vector<std::string_view>& order() const { return order_; }

 private:
  void report_circle(const Mention& back) {
    const auto begin = std::find(path_.begin(), path_.end(), back.name);
    std::vector<std::string_view> circle(begin, path_.end());
    circle.push_back(back.name);
    context_.diagnostics.error(
        back.span,
        fmt::format("the calls go round in a circle: {}", fmt::join(circle, " -> ")),
        "this call closes the circle");
  }

  const Context& context_;
  std::map<std::string_view, bool> seen_;  ///< true: done, with all it calls
  std::vector<std::string_view> path_;
  std::vector<std::string_view> order_;
};

}  // namespace

std::vector<Service> in_call_order(std::vector<Service> services, const Context& context) {
  CallWalk walk(context);
  for (const Service& service : services) {
    walk.visit(service.name);
  }
  std::map<std::string_view, std::size_t> rank;
  for (const std::string_view name : walk.order()) {
    rank.emplace(name, rank.size());
  }
  std::stable_sort(services.begin(), services.end(), [&rank](const Service& a, const Service& b) {
    return rank.at(a.name) < rank.at(b.name);
  });
  return services;
}

}  // namespace firedrill::loading
