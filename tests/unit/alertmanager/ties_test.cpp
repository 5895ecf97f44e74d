// What happens at the very instant of a tick.
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/alertmanager/lab.hpp"

using firedrill::Duration;
using firedrill::alertmanager::Options;
using firedrill::alertmanager::parse_matchers;
using firedrill::alertmanager::Tie;
using firedrill::tests::Lab;

namespace {

constexpr std::string_view hook = R"(
route: {receiver: hook, group_wait: 2s, group_interval: 30s, repeat_interval: 1h}
receivers:
- name: hook
  webhook_configs: [{url: 'http://hook.example'}]
)";

/// A lab that writes down ties: "A began, tick first".
struct TieLab {
  explicit TieLab(std::string_view config = hook)
      : lab(config, Options{.on_tie = [this](const Tie& tie) {
              ties.push_back(std::string(tie.labels.get("alertname")) +
                             (tie.with == Tie::With::began      ? " began"
                              : tie.with == Tie::With::resolved ? " resolved"
                              : tie.with == Tie::With::muted    ? " muted"
                                                                : " unmuted") +
                             (tie.tick_first ? ", tick first" : ""));
            }}) {}

  std::vector<std::string> ties;
  Lab lab;
};

using Ties = std::vector<std::string>;

}  // namespace

TEST_CASE("an alert that changes at the instant of a tick, after it, is a tie",
          "[unit][alertmanager]") {
  TieLab told;
  told.lab.fire("alertname=A");
  told.lab.run_to(2);
  told.lab.fire("alertname=B");
  told.lab.fire("alertname=A");  // again: no news
  CHECK(told.ties == Ties{"B began, tick first"});

  told.lab.run_to(32);
  told.lab.resolve("alertname=A");
  CHECK(told.ties == Ties{"B began, tick first", "A resolved, tick first"});
  told.lab.run_to(40);
  told.lab.resolve("alertname=B");
  told.lab.run_to(100);
  CHECK(told.ties.size() == 2);
}

TEST_CASE("an alert that changes at the instant of a tick, before it, is a tie",
          "[unit][alertmanager]") {
  TieLab told;
  told.lab.later(2, [&] { told.lab.fire("alertname=B"); });
  told.lab.fire("alertname=A");
  told.lab.run_to(10);

  CHECK(told.ties == Ties{"B began"});
}

TEST_CASE("a tick that waits for the messages before it tells what changes meanwhile: no tie",
          "[unit][alertmanager]") {
  TieLab told(R"(
route: {receiver: hook, group_wait: 2s, group_interval: 5s}
receivers: [{name: hook, webhook_configs: [{url: 'http://hook.example'}]}]
)");
  told.lab.answer({-1});  // never: it is given up after 10 s, and until then the tick at 7 s waits
  told.lab.fire("alertname=A");
  told.lab.run_to(7);
  told.lab.fire("alertname=B");
  told.lab.run_to(12);

  CHECK(told.ties.empty());
  CHECK(told.lab.told() == std::vector<std::string>{"2 hook firing A+", "12 hook firing A+ B+"});
}

TEST_CASE("a tick that an alert itself brings about at once is no tie", "[unit][alertmanager]") {
  TieLab told(R"(
route: {receiver: hook, group_wait: 0s, group_interval: 30s}
receivers: [{name: hook, webhook_configs: [{url: 'http://hook.example'}]}]
)");
  told.lab.run_to(5);
  told.lab.fire("alertname=A");
  told.lab.run_to(10);

  CHECK(told.lab.told().size() == 1);
  CHECK(told.ties.empty());
}

TEST_CASE("a silence that begins or ends at the instant of a tick is a tie",
          "[unit][alertmanager]") {
  const auto ties_with_silence = [](double from, double until) {
    TieLab told;
    CHECK(told.lab.manager().add_silence({.matchers = *parse_matchers("alertname=A"),
                                          .from = Lab::instant(from),
                                          .until = Lab::instant(until)}));
    told.lab.fire("alertname=A");
    told.lab.run_to(70);
    return told.ties;
  };

  CHECK(ties_with_silence(32, 50) == Ties{"A muted"});
  CHECK(ties_with_silence(1, 32) == Ties{"A unmuted"});
  CHECK(ties_with_silence(1, 31).empty());
}
