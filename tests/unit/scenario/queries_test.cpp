#include "harness/scenario/queries.hpp"

#include <string>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

namespace firedrill::tests {

TEST_CASE("every query of a scenario is visited once, with who asks it", "[unit][scenario]") {
  const Scenario scenario = loaded(
      {.script = R"([{"id": "outer", "steps": [
         {"id": "inner", "when": "c > 0", "do": "note", "text": "x"}]}])",
       .more = R"("before": {"steady_state": ["a < 1"]}, "alerts": [{"alert": "B", "expr": "b"}],
         "response": [{"id": "answer", "when": "d > 0", "do": "note", "text": "x"}])"});

  std::vector<std::string> found;
  for_each_query(scenario, [&](const QueryUse& use) {
    found.push_back(fmt::format("{} of {} asks {}", use.reader, use.by, use.query.to_string()));
  });

  CHECK(found == std::vector<std::string>{"B of alert asks b",
                                          "a < 1 of steady_state asks a < 1",
                                          "inner of script asks c > 0",
                                          "answer of response asks d > 0"});
}

}  // namespace firedrill::tests
