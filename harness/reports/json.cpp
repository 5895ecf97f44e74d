#include "harness/reports/json.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/overloaded.hpp"
#include "harness/journal/counts.hpp"
#include "harness/journal/phases.hpp"
#include "harness/journal/query.hpp"
#include "harness/reports/alerting.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/overview.hpp"
#include "harness/text/json_writer.hpp"

namespace firedrill::reports {
namespace {

/// One element of an array, on one line.
class Line {
 public:
  Line() { json_.begin_object(); }

  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  template <class T>
  Line& member(std::string_view key, const T& value) {
    json_.member(key, value);
    return *this;
  }

  Line& seconds(std::string_view key, std::optional<Duration> value) {
    json_.key(key).raw(value ? seconds_number(*value) : "null");
    return *this;
  }

  Line& seconds(std::string_view key, Instant value) {
    return seconds(key, value.time_since_epoch());
  }

  Line& id(std::string_view key, EventId id) {
    json_.key(key);
    id == EventId::none ? json_.null() : json_.value(static_cast<std::uint32_t>(id));
    return *this;
  }

  Line& text_if_any(std::string_view key, const std::string& text) {
    return text.empty() ? *this : member(key, text);
  }

  Line& raw(std::string_view key, std::string_view json) {
    json_.key(key).raw(json);
    return *this;
  }

  std::string done() {
    json_.end_object();
    return std::move(text_);
  }

 private:
  std::string text_;
  JsonWriter json_{text_};
};

template <class Counts>
std::string object_of(const Counts& counts) {
  Line line;
  for (const auto& [name, count] : counts) {
    line.member(name, count);
  }
  return line.done();
}

std::string failed_and_all(std::uint64_t good, std::uint64_t bad, std::uint64_t shed) {
  return Line()
      .member("requests", good + bad + shed)
      .member("failed", bad)
      .member("shed", shed)
      .done();
}

void write_rule(Line& line, const TargetResult& target, const DurationTarget& rule) {
  line.member("from", rule.from_start ? "start" : to_string(rule.from));
  line.text_if_any("of", rule.from_of).member("to", to_string(rule.to));
  line.text_if_any("to_of", rule.to_of).text_if_any("by", rule.by);
  const bool limited = rule.within != Duration::max();
  line.seconds("limit_s", limited ? std::optional(rule.within) : std::nullopt);
  if (rule.at_least > Duration::zero()) {
    line.seconds("at_least_s", rule.at_least);
  }
  line.seconds("actual_s", target.actual).seconds("margin_s", target.margin);
  if (target.instead) {
    line.member("instead_by", target.instead->by).seconds("instead_s", target.instead->after);
    line.id("instead_event", target.instead->event);
  }
}

void write_number(Line& line, std::string_view key, std::optional<double> number) {
  number ? line.member(key, *number) : line.raw(key, "null");
}

void write_rule(Line& line, const TargetResult& target, const QuantityTarget& rule) {
  line.member("quantity", to_string(rule.quantity)).member("unit", rule.ratio ? "ratio" : "count");
  write_number(line, "at_most", rule.at_most);
  write_number(line, "at_least", rule.at_least);
  write_number(line, "actual", target.actual_count);
  write_number(line, "margin", target.margin_count);
}

std::string target_line(const TargetResult& target) {
  Line line;
  line.member("name", target.definition.name);
  std::visit([&](const auto& rule) { write_rule(line, target, rule); }, target.definition.rule);
  line.member("status", to_string(target.status)).member("censored", target.censored);
  line.id("from_event", target.from).id("to_event", target.to);
  line.text_if_any("known_miss", target.definition.known_miss);
  return line.text_if_any("why", target.why).done();
}

std::string window_line(const ImpactWindow& window) {
  Line populations;
  for (const PopulationImpact& one : window.by_population) {
    populations.raw(one.population, failed_and_all(one.good, one.bad, one.shed));
  }
  Line line;
  line.seconds("start_s", window.start)
      .seconds("end_s", window.open() ? std::nullopt : std::optional(window.end.time_since_epoch()))
      .seconds(
          "mitigated_s",
          window.mitigated ? std::optional(window.mitigated->time_since_epoch()) : std::nullopt)
      .member("peak_error_ratio", window.peak_error_ratio)
      .raw("by_code", object_of(window.by_code))
      .raw("by_population", populations.done())
      .seconds("detected_s",
               window.detected ? std::optional(window.detected->time_since_epoch()) : std::nullopt)
      .member("detected_by", window.detected_by)
      .member("pages", window.pages)
      .id("event", window.started);
  return line.done();
}

std::string alert_line(const AlertPath& path) {
  std::string parts = "[";
  for (const TimeShare& part : path.parts) {
    parts += parts.size() > 1 ? ", " : "";
    parts += Line()
                 .member("what", part.what)
                 .seconds("length_s", part.length)
                 .id("until_event", part.until)
                 .done();
  }
  Line line;
  line.member("alert", path.alert->subject).id("event", path.alert->id);
  line.text_if_any("labels", std::string(detail(*path.alert, "labels").value_or("")));
  line.id("impact_event", path.impact)
      .seconds("from_s", path.from)
      .seconds("fired_s", path.alert->happened)
      .seconds("took_s", path.to - path.from)
      .member("end", to_string(path.end))
      .id("end_event", path.ended_by)
      .seconds("resolved_s",
               path.resolved ? std::optional(path.resolved->time_since_epoch()) : std::nullopt)
      .seconds("resolved_after_recovery_s", path.resolved ? path.reset_lag : std::nullopt)
      .raw("parts", parts + "]");
  return line.done();
}

std::string warning_line(const PipelineWarning& warning) {
  return Line()
      .member("name", warning.name)
      .member("sentence", warning.sentence)
      .id("event", warning.evidence)
      .done();
}

std::string event_line(const JournalHeader& header, const Event& event) {
  Line line;
  line.member("id", static_cast<std::uint32_t>(event.id)).seconds("t_s", event.happened);
  if (event.known != event.happened) {
    line.seconds("known_s", event.known);
  }
  line.member("at", rfc3339(header, event.happened)).member("type", to_string(event.type));
  line.member("what", event.what).id("cause", event.cause);
  line.text_if_any("subject", event.subject).text_if_any("step", event.step);
  line.text_if_any("by", event.by).text_if_any("outcome", event.outcome);
  if (!event.details.empty()) {
    line.raw("details", object_of(event.details));
  }
  return line.done();
}

std::string suppressions_array(const Suppressions& suppressions) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_array();
  for (const Suppression& one : suppressions) {
    writer.begin_object().member("id", one.by).member("count", one.count).end_object();
  }
  writer.end_array();
  return json;
}

std::string fault_object(const FaultTally& fault) {
  Line line;
  line.member("id", fault.id)
      .member("kind", fault.kind)
      .id("event", fault.injected_by)
      .member("planned", fault.planned)
      .member("started", fault.started)
      .member("injected", fault.injected)
      .member("observed", fault.observed)
      .member("suppressed", fault.suppressed());
  if (!fault.suppressed_by.empty()) {
    line.raw("suppressed_by", suppressions_array(fault.suppressed_by));
  }
  return line.done();
}

/// report.json while it is written: members one below the other, array elements a line each.
class Document {
 public:
  explicit Document(const Journal& journal) : journal_(journal), overview_(journal) {}

  std::string written() {
    json_.begin_object();
    identity();
    verdict();
    measures();
    impact();
    traffic();
    lines("alerts", overview_.paths, alert_line);
    lines("warnings", overview_.warnings, warning_line);
    lines("faults", journal_.footer.faults, fault_object);
    lines("events", journal_.events, [&](const Event& event) {
      return event_line(journal_.header, event);
    });
    json_.end_object();
    return out_ + "\n";
  }

 private:
  template <class Range, class ToLine>
  void lines(std::string_view key, const Range& range, ToLine to_line) {
    json_.key(key).begin_array();
    for (const auto& element : range) {
      json_.raw(to_line(element));
    }
    json_.end_array();
  }

  void identity() {
    const JournalHeader& header = journal_.header;
    const std::string sha256 = header.inputs.empty() ? std::string{} : header.inputs.front().second;
    json_.member("firedrill", header.firedrill);
    json_.key("scenario")
        .raw(Line().member("name", header.scenario).member("sha256", sha256).done());
    json_.member("seed", header.seed)
        .member("digest", journal_.footer.digest)
        .member("clock", header.clock)
        .member("speed", header.speed);
    if (!header.without.empty()) {
      json_.member("without", header.without);
    }
    json_.key("lasted_s").raw(seconds_number(end_of(journal_)));
    json_.member("complete", journal_.complete);
    if (const auto& starts = journal_.footer.starts) {
      json_.key("starts").raw(Line()
                                  .member("count", starts->count)
                                  .seconds("p50_s", starts->p50)
                                  .seconds("p99_s", starts->p99)
                                  .done());
    }
  }

  void verdict() {
    const Assessment& assessment = overview_.assessment;
    json_.member("verdict", to_string(assessment.verdict)).key("reasons").begin_array();
    for (const std::string& reason : assessment.reasons) {
      json_.value(reason);
    }
    json_.end_array();
    lines("targets", assessment.targets, target_line);
  }

  void measures() {
    Line lengths;
    std::vector<std::string> censored;
    for (const Phase& phase : phases(journal_, overview_.windows)) {
      const std::string key = std::string(phase.name) + "_s";
      lengths.seconds(key, phase.length);
      if (phase.censored) {
        censored.push_back(key);
      }
    }
    json_.key("phases").raw(lengths.done()).key("censored_phases").begin_array();
    for (const std::string& key : censored) {
      json_.value(key);
    }
    json_.end_array();
    const IncidentCounts counts = count(journal_, overview_.windows);
    Line line;
    line.member("impact_windows", counts.impact_windows)
        .member("missed_detections", counts.missed_detections)
        .member("pages", counts.pages)
        .member("false_pages", counts.false_pages)
        .member("false_alerts", false_alerts(overview_.paths))
        .member("failed_requests", counts.traffic.bad);
    write_number(line, "budget_consumed", counts.budget_consumed);
    json_.key("counts").raw(line.done());
  }

  void impact() {
    const IncidentClocks clocks = incident_clocks(journal_, overview_.windows);
    json_.key("clocks").raw(Line()
                                .seconds("from_change_s", clocks.from_change)
                                .seconds("from_impact_s", clocks.from_impact)
                                .member("censored", clocks.censored)
                                .done());
    lines("impact_windows", overview_.windows, window_line);
  }

  void traffic() {
    std::map<std::string, TrafficTotals> by_population;
    std::map<EventId, std::uint64_t> by_cause;
    std::uint64_t unattributed = 0;
    for (const TrafficRecord& record : journal_.traffic) {
      if (record.second < Instant{}) {
        continue;
      }
      TrafficTotals& totals = by_population[record.population];
      totals.good += record.good;
      totals.bad += record.bad;
      totals.shed += record.shed;
      std::uint64_t attributed = 0;
      for (const CauseTally& tally : record.causes) {
        by_cause[tally.cause] += tally.bad;
        attributed += tally.bad;
      }
      unattributed += record.bad - std::min(record.bad, attributed);
    }
    Line populations;
    for (const auto& [name, totals] : by_population) {
      populations.raw(name, failed_and_all(totals.good, totals.bad, totals.shed));
    }
    Line causes;
    for (const auto& [cause, bad] : by_cause) {
      causes.member(std::to_string(static_cast<std::uint32_t>(cause)), bad);
    }
    const TrafficTotals totals = total_traffic(journal_);
    json_.key("traffic").raw(Line()
                                 .member("requests", totals.requests())
                                 .member("failed", totals.bad)
                                 .member("shed", totals.shed)
                                 .raw("by_population", populations.done())
                                 .raw("failed_by_cause", causes.done())
                                 .member("failed_unattributed", unattributed)
                                 .done());
  }

  const Journal& journal_;
  Overview overview_;
  std::string out_;
  JsonWriter json_{out_, {.indent = 1}};
};

}  // namespace

std::string json(const Journal& journal) {
  return Document(journal).written();
}

}  // namespace firedrill::reports
