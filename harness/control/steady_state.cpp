#include "harness/control/steady_state.hpp"

#include <optional>
#include <variant>

#include <fmt/format.h>

#include "harness/promql/evaluator.hpp"

namespace firedrill::control {
namespace {

/// The last window decides, as it will from t = 0 on; where it holds no response, the whole time in
/// which the world has settled.
void check_population(const Population& population,
                      const ImpactRule& rule,
                      const ImpactMonitor& impact,
                      std::vector<std::string>& violations) {
  std::optional<double> bad = impact.bad_ratio(population.name, Instant{-rule.window});
  if (!bad) {
    bad = impact.bad_ratio(population.name);
  }
  if (!bad && population.rate.front().per_second > 0) {
    violations.push_back(fmt::format("{}: not one response before t = 0", population.name));
  } else if (bad.value_or(0) > rule.above_ratio) {
    violations.push_back(fmt::format(
        "{}: {:.1f} % of the responses were bad before t = 0", population.name, *bad * 100));
  }
}

}  // namespace

bool returns_something(const promql::Value& value) {
  const auto* vector = std::get_if<promql::Vector>(&value);
  return vector == nullptr || !vector->empty();
}

std::vector<std::string> steady_state_violations(const Scenario& scenario,
                                                 const ImpactMonitor& impact,
                                                 const promql::SampleStore& store,
                                                 std::int64_t t_ms) {
  std::vector<std::string> violations;
  for (const Population& population : scenario.traffic) {
    check_population(population, scenario.impact, impact, violations);
  }
  for (const Before::Condition& condition : scenario.before.steady_state) {
    const Result<promql::Value> value = promql::Evaluator(store).evaluate(condition.query, t_ms);
    if (!value) {
      violations.push_back(fmt::format("{}: {}", condition.text, value.error().message));
    } else if (!returns_something(*value)) {
      violations.push_back(fmt::format("{} does not hold", condition.text));
    }
  }
  return violations;
}

}  // namespace firedrill::control
