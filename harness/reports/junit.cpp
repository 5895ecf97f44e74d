#include "harness/reports/junit.hpp"

#include <string_view>

#include <fmt/format.h>

#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/reports/failure.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/overview.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::reports {
namespace {

/// `time` has at most three decimals.
std::string milliseconds(Duration duration) {
  return seconds_number(std::chrono::round<std::chrono::milliseconds>(duration));
}

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, escape_xml_attribute(value));
}

std::string property(std::string_view name, std::string_view value) {
  return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
}

/// <failure>, <error> or <skipped>, with the message as attribute and in the text.
std::string finding(std::string_view element,
                    std::string_view type,
                    std::string_view message,
                    std::string_view body) {
  const std::string kind = element == "skipped" ? "" : attribute("type", type);
  return fmt::format("      <{0}{1}{2}>{3}</{0}>\n",
                     element,
                     kind,
                     attribute("message", message),
                     escape_xml_text(body));
}

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "; "));
}

class Suite {
 public:
  Suite(const Journal& journal, const JunitOptions& options)
      : journal_(journal),
        options_(options),
        assessment_(assess(journal)) {}

  JunitSuite written() {
    for (const TargetResult& target : assessment_.targets) {
      add_case(target.definition.name,
               milliseconds(target.actual.value_or(Duration::zero())),
               finding_of(target));
    }
    if (assessment_.targets.empty()) {
      const std::string reasons = joined(assessment_.reasons);
      ++suite_.errors;
      add_case("targets", "0.0", finding("error", "inconclusive", reasons, reasons));
    }
    suite_.xml = opening() + properties() + cases_ + "  </testsuite>\n";
    return std::move(suite_);
  }

 private:
  void add_case(std::string_view name, std::string_view time, const std::string& content) {
    ++suite_.tests;
    cases_ += "    <testcase" + attribute("classname", journal_.header.scenario + ".targets") +
              attribute("name", name) + attribute("time", time);
    cases_ += content.empty() ? "/>\n" : ">\n" + content + "    </testcase>\n";
  }

  std::string finding_of(const TargetResult& target) {
    const std::string body = failure(journal_, target, {.file = options_.file});
    if (target.excused() && assessment_.doubts.empty()) {
      ++suite_.skipped;
      const std::string message =
          "known miss " + target.definition.known_miss + ": " + sentence(target);
      return finding("skipped", "", message, body);
    }
    if (!assessment_.doubts.empty() && target.status == TargetStatus::met) {
      ++suite_.errors;
      const std::string message =
          sentence(target) + ", but the run proves nothing: " + joined(assessment_.doubts);
      return finding("error", "inconclusive", message, message + "\n");
    }
    if (target.status == TargetStatus::met) {
      return "";
    }
    const bool failed = target.status == TargetStatus::missed &&
                        assessment_.verdict == RunVerdict::missed && !target.excused();
    ++(failed ? suite_.failures : suite_.errors);
    return finding(
        failed ? "failure" : "error", failed ? "missed" : "inconclusive", sentence(target), body);
  }

  std::string opening() const {
    return "  <testsuite" + attribute("name", journal_.header.scenario) +
           attribute("tests", std::to_string(suite_.tests)) +
           attribute("failures", std::to_string(suite_.failures)) +
           attribute("errors", std::to_string(suite_.errors)) +
           attribute("skipped", std::to_string(suite_.skipped)) +
           attribute("time", milliseconds(end_of(journal_).time_since_epoch())) +
           attribute("timestamp", rfc3339(journal_.header, Instant{}).substr(0, 19)) +
           attribute("hostname", "localhost") + ">\n";
  }

  std::string properties() const {
    const JournalHeader& header = journal_.header;
    const bool live = header.clock == "live";
    std::string text = "    <properties>\n";
    text += property("firedrill", header.firedrill);
    text += property("time_unit", live ? "seconds of incident time" : "simulated seconds");
    text += property("clock", header.clock);
    text += property("seed", std::to_string(header.seed));
    text += property("digest", journal_.footer.digest);
    text += property("verdict", to_string(assessment_.verdict));
    text += property("replay", replay_command(header, options_.file));
    return text + "    </properties>\n";
  }

  const Journal& journal_;
  const JunitOptions& options_;
  Assessment assessment_;
  JunitSuite suite_;
  std::string cases_;
};

}  // namespace

JunitSuite junit_suite(const Journal& journal, const JunitOptions& options) {
  return Suite(journal, options).written();
}

JunitSuite junit_suite_of_error(const std::string& scenario, const std::string& message) {
  JunitSuite suite{.tests = 1, .errors = 1};
  suite.xml = "  <testsuite" + attribute("name", scenario) +
              " tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.0\">\n";
  suite.xml += "    <testcase" + attribute("classname", scenario + ".targets") +
               " name=\"run\" time=\"0.0\">\n";
  suite.xml += finding("error", "not_done", message, message + "\n");
  suite.xml += "    </testcase>\n  </testsuite>\n";
  return suite;
}

std::string junit(const std::vector<JunitSuite>& suites) {
  JunitSuite all;
  for (const JunitSuite& suite : suites) {
    all.xml += suite.xml;
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.errors += suite.errors;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"firedrill\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}"
      "</testsuites>\n",
      all.tests,
      all.failures,
      all.errors,
      all.xml);
}

}  // namespace firedrill::reports
