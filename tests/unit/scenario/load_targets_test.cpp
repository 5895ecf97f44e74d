#include <chrono>
#include <string>
#include <variant>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with_targets(const std::string& targets) {
  return {.script = R"([{"id": "r", "do": "deploy", "service": "web", "version": "2"},)"
                    R"({"at": "5m", "do": "rollback", "of": "r"}])",
          .targets = targets,
          .more = R"("on_call": {"escalation": [{"notify": "ann", "acknowledges": "5m"}]})"};
}

}  // namespace

TEST_CASE("each shorthand has its own clock", "[unit][scenario]") {
  const Scenario scenario = loaded(with_targets(R"({"detect": "1m", "page": "2m",
    "acknowledge": "3m", "rollback": "4m", "recover": "5m"})"));

  REQUIRE(scenario.targets.size() == 5);
  const auto rule = [&scenario](std::size_t index) {
    return std::get<DurationTarget>(scenario.targets[index].rule);
  };
  CHECK(rule(0).from == EventType::impact_started);
  CHECK(rule(0).to == EventType::alert_firing);
  CHECK(rule(1).to == EventType::page_delivered);
  CHECK(rule(2).from == EventType::page_delivered);
  CHECK(rule(2).to == EventType::acknowledged);
  CHECK(rule(3).to == EventType::rollback_completed);
  CHECK(rule(4).to == EventType::recovered);
  CHECK(rule(4).within == 5min);
}

TEST_CASE("a shorthand may say more, and a target of your own says all", "[unit][scenario]") {
  const Scenario scenario = loaded(with_targets(R"({
    "detect": {"within": "1m", "at_least": "10s", "by": "customers", "known_miss": "OPS-7"},
    "undo": {"from": "rollout_started", "of": "r", "to": "acknowledged", "to_of": "ann",
             "within": "9m", "by": "ann"}})"));

  const auto& detect = std::get<DurationTarget>(scenario.targets[0].rule);
  CHECK(detect.at_least == 10s);
  CHECK(detect.by == "customers");
  CHECK(scenario.targets[0].known_miss == "OPS-7");
  const auto& undo = std::get<DurationTarget>(scenario.targets[1].rule);
  CHECK(undo.from == EventType::rollout_started);
  CHECK(undo.from_of == "r");
  CHECK(undo.to == EventType::acknowledged);
  CHECK(undo.to_of == "ann");
  CHECK(undo.by == "ann");
}

TEST_CASE("counts and shares are limited", "[unit][scenario]") {
  const Scenario scenario = loaded(with_targets(R"({"pages": {"at_most": 3, "at_least": 1},
    "failed_requests": {"at_most": "0.1%"}, "impact_windows": {"at_least": 2}})"));

  const auto& pages = std::get<QuantityTarget>(scenario.targets[0].rule);
  CHECK(pages.quantity == Quantity::pages);
  CHECK(pages.at_most == 3.0);
  CHECK(pages.at_least == 1.0);
  CHECK_FALSE(pages.ratio);
  const auto& failed = std::get<QuantityTarget>(scenario.targets[1].rule);
  CHECK(failed.at_most == 0.001);
  CHECK(failed.ratio);
  CHECK_FALSE(std::get<QuantityTarget>(scenario.targets[2].rule).at_most.has_value());
}

TEST_CASE("a target knows where it stands in the file", "[unit][scenario]") {
  const Parts parts = with_targets(R"({"recover": "5m"})");

  const Span span = loaded(parts).targets[0].source;
  CHECK(parts.text().substr(span.begin, span.end - span.begin) == "\"5m\"");
}

TEST_CASE("mistakes in targets are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_targets(R"({"detect": {}})")) ==
        "4:23 the target \"detect\" needs the key \"within\"\n");
  CHECK(mistakes(with_targets(R"({"detect": {"within": "1m", "at_least": "2m"}})"))
            .find("\"at_least\" is more than \"within\"") != std::string::npos);
  CHECK(mistakes(with_targets(R"({"detect": {"within": "1m", "by": "customer"}})")) ==
        "4:46 there is no detector, alert or person \"customer\"; did you mean \"customers\"?\n");
  CHECK(mistakes(with_targets(R"({"mine": "1m"})")) ==
        "4:13 \"mine\" is no target that firedrill knows\n");
  CHECK(mistakes(with_targets(R"({"recvoer": "1m"})")) ==
        "4:13 \"recvoer\" is no target that firedrill knows; did you mean \"recover\"?\n");
  CHECK(mistakes(with_targets(R"({"mine": {"from": "impact", "to": "recovered", "within": "1m"}})"))
            .find("\"from\" cannot be \"impact\"; did you mean \"impact_started\"?") !=
        std::string::npos);
  CHECK(mistakes(with_targets(R"({"mine": {}})")) ==
        "4:21 the target \"mine\" needs the key \"from\"\n"
        "4:21 the target \"mine\" needs the key \"to\"\n"
        "4:21 the target \"mine\" needs the key \"within\"\n");
  CHECK(mistakes(with_targets(R"({"recover": {"from": "mitigated", "within": "1m"}})"))
            .find("unknown key \"from\" in the target \"recover\"") != std::string::npos);
}

TEST_CASE("a target for what nothing in the scenario does is refused", "[unit][scenario]") {
  CHECK(mistakes({.targets = R"({"rollback": "5m"})"}) ==
        "4:13 rollback_completed never happens: no step does it\n");
  CHECK(mistakes({.targets = R"({"page": "5m"})"}) ==
        "4:13 page_delivered never happens: nobody is on call\n");
  CHECK(mistakes({.targets = R"({"acknowledge": {"within": "5m"}})"}) ==
        "4:13 acknowledged never happens: nobody is on call\n");
  CHECK(
      mistakes({.targets = R"({"m": {"from": "escalated", "to": "recovered", "within": "5m"}})"}) ==
      "4:27 escalated never happens: nobody is on call\n");
}

TEST_CASE("mistakes in counts are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_targets(R"({"pages": {}})")) ==
        "4:22 the target \"pages\" needs the key \"at_most\"\n");
  CHECK_FALSE(mistakes(with_targets(R"({"pages": {"at_most": "5%"}})")).empty());
  CHECK_FALSE(mistakes(with_targets(R"({"pages": {"at_most": -1}})")).empty());
  CHECK(mistakes(with_targets(R"({"failed_requests": {"at_most": 0.1}})")) ==
        "4:44 \"at_most\" must be a whole number or a share such as \"0.1%\", "
        "found the number 0.1\n");
  CHECK(mistakes(with_targets(R"({"failed_requests": {"at_most": 5, "at_least": "1%"}})"))
            .find("must be both numbers or both shares") != std::string::npos);
  CHECK(mistakes(with_targets(R"({"pages": {"at_most": 1, "at_least": 2}})"))
            .find("\"at_least\" is more than \"at_most\"") != std::string::npos);
}

}  // namespace firedrill::tests
