#include "harness/journal/target_text.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

TargetResult duration(DurationTarget rule, TargetStatus status, Duration actual) {
  TargetResult result{.definition = {.name = "recover", .rule = rule}};
  result.status = status;
  result.actual = actual;
  result.margin = rule.within - actual;
  return result;
}

TargetResult quantity(QuantityTarget rule, TargetStatus status, double actual) {
  TargetResult result{.definition = {.name = "pages", .rule = rule}};
  result.status = status;
  result.actual_count = actual;
  result.margin_count = rule.at_most.value_or(0) - actual;
  return result;
}

}  // namespace

TEST_CASE("shares are rounded for people", "[unit][journal]") {
  CHECK(percent(0) == "0%");
  CHECK(percent(1) == "100%");
  CHECK(percent(0.5) == "50%");
  CHECK(percent(2.0 / 3) == "66.7%");
  CHECK(percent(0.0309) == "3.09%");
  CHECK(percent(0.001) == "0.1%");
  CHECK(percent(0.000123) == "0.0123%");
}

TEST_CASE("a limit is shown as it was written", "[unit][journal]") {
  CHECK(limit_text({.name = "a", .rule = DurationTarget{.within = 90s}}) == "1m30s");
  CHECK(limit_text({.name = "a", .rule = DurationTarget{.within = 2min, .at_least = 1min}}) ==
        "1m to 2m");
  CHECK(limit_text(
            {.name = "a", .rule = DurationTarget{.within = Duration::max(), .at_least = 1min}}) ==
        "at least 1m");
  CHECK(limit_text({.name = "a", .rule = QuantityTarget{.at_most = 3}}) == "at most 3");
  CHECK(limit_text({.name = "a",
                    .rule = QuantityTarget{.at_most = 0.001, .at_least = 0.0, .ratio = true}}) ==
        "at least 0%, at most 0.1%");
}

TEST_CASE("a met target is told with its margin", "[unit][journal]") {
  const TargetResult result = duration({.within = 24min}, TargetStatus::met, 1350s);

  CHECK(actual_text(result) == "22m30s");
  CHECK(margin_text(result) == "+1m30s");
  CHECK(sentence(result) == "recover took 22m30s, target 24m");
}

TEST_CASE("a miss is told with how much it was over or early", "[unit][journal]") {
  CHECK(sentence(duration({.within = 20min}, TargetStatus::missed, 1350s)) ==
        "recover took 22m30s, target 20m (over by 2m30s)");
  CHECK(sentence(duration({.within = 20min, .at_least = 10min}, TargetStatus::missed, 4min)) ==
        "recover took 4m, target 10m to 20m (early by 6m)");
  CHECK(margin_text(duration({.within = 20min}, TargetStatus::missed, 1350s)) == "-2m30s");
}

TEST_CASE("what never came is told as longer than the run could watch", "[unit][journal]") {
  TargetResult result = duration({.within = 20min}, TargetStatus::missed, 30min);
  result.censored = true;

  CHECK(actual_text(result) == "over 30m");
  CHECK(margin_text(result) == "over 10m late");
  CHECK(sentence(result) == "recover never came in 30m, target 20m");
}

TEST_CASE("what is missing is told instead of a number", "[unit][journal]") {
  TargetResult result{.definition = {.name = "recover", .rule = DurationTarget{.within = 1min}}};
  result.why = "impact_started never happened";

  CHECK(actual_text(result) == "no data");
  CHECK(margin_text(result).empty());
  CHECK(sentence(result) == "recover has no data: impact_started never happened");
}

TEST_CASE("counts and shares are told in their own unit", "[unit][journal]") {
  const TargetResult pages = quantity({.at_most = 1}, TargetStatus::missed, 3);
  const TargetResult share =
      quantity({.at_most = 0.5, .ratio = true}, TargetStatus::met, 0.25868146);

  CHECK(sentence(pages) == "pages came to 3, target at most 1");
  CHECK(margin_text(pages) == "-2");
  CHECK(actual_text(share) == "25.9%");
  CHECK(margin_text(share) == "+24.1%");
}
