#include "tests/rules_oracle/random_rules.hpp"

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "tests/rules_oracle/random_template.hpp"

namespace firedrill::oracle {
namespace {

class RuleMaker {
 public:
  explicit RuleMaker(Rng& rng) : rng_(rng) {}

  std::string rules() {
    std::string out = "groups:\n";
    for (const std::string_view name : {"one", "two"}) {
      out += fmt::format("- name: {}\n", name);
      if (once_in(8)) {
        out += fmt::format("  limit: {}\n", 1 + rng_.below(4));
      }
      out += "  rules:\n";
      out += name == "one" ? recording("r") + recording("r:late") : recording("r2");
      out += alerting(name == "one" ? "A" : "B") + alerting("C");
    }
    return out;
  }

  std::string tests(const std::string& rule_file) {
    std::string out = fmt::format("rule_files: [{}]\nevaluation_interval: {}\n",
                                  quoted(rule_file),
                                  pick({"1m", "30s", "45s"}));
    out += once_in(3) ? "group_eval_order: [two, one]\n" : "group_eval_order: [one, two]\n";
    out += "tests:\n- interval: " + pick({"1m", "30s", "20s"}) + "\n";
    out += once_in(2) ? "  name: some name\n" : "";
    out += "  external_labels: {region: eu, a: outside}\n  external_url: http://prometheus/x\n";
    out += "  input_series:\n" + series();
    out += "  alert_rule_test:\n";
    for (int minute = 0; minute <= 12; ++minute) {
      for (const std::string_view alert : {"A", "B", "C"}) {
        out += fmt::format(
            "  - {{eval_time: {}, alertname: {}, exp_alerts: [{{}}]}}\n", time(minute), alert);
      }
    }
    out += "  promql_expr_test:\n";
    for (int minute = 0; minute <= 12; ++minute) {
      for (const std::string_view expression :
           {"ALERTS", "ALERTS_FOR_STATE", "{__name__=~'r.*'}"}) {
        out += fmt::format(
            "  - {{expr: {}, eval_time: {}}}\n", quoted(std::string(expression)), time(minute));
      }
    }
    return out;
  }

 private:
  bool once_in(std::uint64_t times) { return rng_.below(times) == 0; }

  std::string pick(std::initializer_list<std::string_view> choices) {
    return std::string(
        *(choices.begin() + static_cast<std::ptrdiff_t>(rng_.below(choices.size()))));
  }

  std::string time(int minute) { return fmt::format("{}m{}s", minute, once_in(2) ? 0 : 20); }

  std::string series() {
    std::string out;
    for (const std::string_view labels : {R"(a="x",b="1")", R"(a="y",b="1")", R"(a="x",b="2")"}) {
      std::string values;
      for (int i = 0; i < 14; ++i) {
        values += pick({"0",
                        "1",
                        "2",
                        "3",
                        "1.5",
                        "-2",
                        "1e6",
                        "_",
                        "stale",
                        "2x2",
                        "1+1x3",
                        "_x2",
                        "3-1x2",
                        "0.125"}) +
                  ' ';
      }
      out += fmt::format("  - series: {}\n    values: {}\n",
                         quoted(fmt::format("m{{{}}}", labels)),
                         quoted(values));
    }
    return out;
  }

  std::string expression() {
    return pick({"m > 1",
                 "m",
                 "m >= bool 1",
                 "sum by (a) (m) > 1",
                 "rate(m[3m]) > 0",
                 "absent(m{a='x'})",
                 "absent(none)",
                 "r > 1",
                 "r{a='x'} - 1",
                 "max_over_time(m[2m]) > 2",
                 "changes(r[4m]) > 1",
                 "1.5",
                 "vector(time()) > 120",
                 "m + on (a) group_left sum by (a) (m)",
                 "count(m) == 3",
                 "ALERTS{alertstate='firing'}",
                 "m unless r"});
  }

  std::string recording(std::string_view name) {
    std::string out = fmt::format("  - record: {}\n    expr: {}\n", name, quoted(expression()));
    return out + (once_in(3) ? "    labels: {tier: gold, b: \"\"}\n" : "");
  }

  std::string alerting(std::string_view name) {
    std::string out = fmt::format("  - alert: {}\n    expr: {}\n", name, quoted(expression()));
    out += once_in(2) ? "    for: " + pick({"1m", "2m", "30s", "0s"}) + '\n' : "";
    out += once_in(3) ? "    keep_firing_for: " + pick({"1m", "2m"}) + '\n' : "";
    out += "    labels:\n      severity: page\n";
    if (once_in(2)) {
      out += fmt::format("      made: {}\n", quoted(random_template(rng_)));
    }
    out += "    annotations:\n";
    for (const std::string_view annotation : {"one", "two", "three"}) {
      out += fmt::format("      {}: {}\n", annotation, quoted(random_template(rng_)));
    }
    return out;
  }

  Rng& rng_;
};

}  // namespace

std::string quoted(const std::string& text) {
  return json_string(text);
}

RandomRules random_rules(Rng& rng, const std::string& rule_file) {
  RuleMaker maker(rng);
  return {.rules = maker.rules(), .tests = maker.tests(rule_file)};
}

}  // namespace firedrill::oracle
