#include "harness/journal/writer.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "harness/core/overloaded.hpp"
#include "harness/journal/target.hpp"
#include "harness/text/json_writer.hpp"

namespace firedrill {
namespace {

std::int64_t nanoseconds(Instant instant) {
  return instant.time_since_epoch().count();
}

/// Absent from the line when empty: most events use few of their fields.
void text_member(JsonWriter& json, std::string_view key, const std::string& text) {
  if (!text.empty()) {
    json.member(key, text);
  }
}

void id_value(JsonWriter& json, EventId id) {
  if (id == EventId::none) {
    json.null();
  } else {
    json.value(static_cast<std::uint32_t>(id));
  }
}

void write_duration_target(JsonWriter& json, const DurationTarget& target) {
  if (!target.from_start) {
    json.member("from", to_string(target.from));
    text_member(json, "of", target.from_of);
  }
  json.member("to", to_string(target.to));
  text_member(json, "to_of", target.to_of);
  text_member(json, "by", target.by);
  if (target.within != Duration::max()) {
    json.member("within_ns", target.within.count());
  }
  if (target.at_least != Duration::zero()) {
    json.member("at_least_ns", target.at_least.count());
  }
}

void write_quantity_target(JsonWriter& json, const QuantityTarget& target) {
  json.member("quantity", to_string(target.quantity));
  if (target.at_most) {
    json.member("at_most", *target.at_most);
  }
  if (target.at_least) {
    json.member("at_least", *target.at_least);
  }
  if (target.ratio) {
    json.member("ratio", true);
  }
}

void write_target(JsonWriter& json, const TargetDefinition& target) {
  json.begin_object().member("name", target.name);
  std::visit(Overloaded{[&](const DurationTarget& rule) { write_duration_target(json, rule); },
                        [&](const QuantityTarget& rule) { write_quantity_target(json, rule); }},
             target.rule);
  json.key("source")
      .begin_object()
      .member("begin", target.source.begin)
      .member("end", target.source.end)
      .end_object();
  text_member(json, "known_miss", target.known_miss);
  json.end_object();
}

void write_impact_rule(JsonWriter& json, const ImpactRule& rule) {
  json.key("impact")
      .begin_object()
      .member("window_ns", rule.window.count())
      .member("at_least_bad", rule.at_least_bad)
      .member("above_ratio", rule.above_ratio)
      .member("recovered_after_ns", rule.recovered_after.count())
      .end_object();
}

/// Counts by name as an object.
void write_counts(JsonWriter& json,
                  std::string_view key,
                  const std::vector<std::pair<std::string, std::uint64_t>>& counts) {
  if (counts.empty()) {
    return;
  }
  json.key(key).begin_object();
  for (const auto& [name, count] : counts) {
    json.member(name, count);
  }
  json.end_object();
}

void write_details(JsonWriter& json, const Event& event) {
  if (event.details.empty()) {
    return;
  }
  json.key("details").begin_object();
  for (auto entry = event.details.begin(); entry != event.details.end(); ++entry) {
    const bool first = std::none_of(event.details.begin(), entry, [&](const auto& earlier) {
      return earlier.first == entry->first;
    });
    if (first) {
      json.member(entry->first, entry->second);
    }
  }
  json.end_object();
}

void write_fault(JsonWriter& json, const FaultTally& fault) {
  json.begin_object().member("id", fault.id).member("kind", fault.kind).key("injected_by");
  id_value(json, fault.injected_by);
  json.member("planned", fault.planned)
      .member("started", fault.started)
      .member("injected", fault.injected)
      .member("observed", fault.observed);
  if (!fault.suppressed_by.empty()) {
    json.key("suppressed_by").begin_array();
    for (const Suppression& one : fault.suppressed_by) {
      json.begin_object().member("id", one.by).member("count", one.count).end_object();
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace

void JournalWriter::header(const JournalHeader& header) {
  JsonWriter json(line_);
  json.begin_object()
      .member("journal", journal_format_version)
      .member("firedrill", header.firedrill)
      .member("scenario", header.scenario);
  text_member(json, "title", header.title);
  json.member("seed", header.seed)
      .member("clock", header.clock)
      .member("speed", header.speed)
      .member("starts_at_unix_ns", header.starts_at_unix_ns)
      .member("utc_offset_minutes", header.utc_offset_minutes)
      .member("lasts_ns", header.lasts.count());
  text_member(json, "without", header.without);
  if (header.allows_commands) {
    json.member("allows_commands", true);
  }
  write_impact_rule(json, header.impact);
  json.key("populations").begin_array();
  for (const std::string& population : header.populations) {
    json.value(population);
  }
  json.end_array().key("targets").begin_array();
  for (const TargetDefinition& target : header.targets) {
    write_target(json, target);
  }
  json.end_array().key("inputs").begin_array();
  for (const auto& [name, sha256] : header.inputs) {
    json.begin_object().member("name", name).member("sha256", sha256).end_object();
  }
  json.end_array().member("scenario_text", header.scenario_text).end_object();
  finish_line();
}

void JournalWriter::event(const Event& event) {
  JsonWriter json(line_);
  json.begin_object()
      .member("event", static_cast<std::uint32_t>(event.id))
      .member("type", to_string(event.type))
      .member("happened_ns", nanoseconds(event.happened))
      .member("known_ns", nanoseconds(event.known))
      .key("cause");
  id_value(json, event.cause);
  text_member(json, "what", event.what);
  text_member(json, "subject", event.subject);
  text_member(json, "step", event.step);
  text_member(json, "by", event.by);
  text_member(json, "outcome", event.outcome);
  write_details(json, event);
  json.end_object();
  finish_line();
}

void JournalWriter::traffic(const TrafficRecord& record) {
  JsonWriter json(line_);
  json.begin_object()
      .member("traffic", record.population)
      .member("second_ns", nanoseconds(record.second))
      .member("good", record.good)
      .member("bad", record.bad)
      .member("shed", record.shed);
  if (record.first_bad) {
    json.member("first_bad_ns", nanoseconds(*record.first_bad));
  }
  write_counts(json, "outcomes", record.outcomes);
  write_counts(json, "bad_outcomes", record.bad_outcomes);
  json.key("latency").begin_array();
  for (const auto& [bucket, count] : record.latency) {
    json.begin_array().value(bucket).value(count).end_array();
  }
  json.end_array();
  if (!record.causes.empty()) {
    json.key("causes").begin_array();
    for (const CauseTally& tally : record.causes) {
      json.begin_object()
          .member("cause", static_cast<std::uint32_t>(tally.cause))
          .member("bad", tally.bad)
          .member("other", tally.other)
          .end_object();
    }
    json.end_array();
  }
  json.end_object();
  finish_line();
}

void JournalWriter::footer(const JournalFooter& footer) {
  JsonWriter json(line_);
  json.begin_object()
      .member("ended_ns", nanoseconds(footer.ended))
      .member("digest", footer.digest)
      .member("tasks", footer.tasks)
      .key("faults")
      .begin_array();
  for (const FaultTally& fault : footer.faults) {
    write_fault(json, fault);
  }
  json.end_array();
  if (footer.starts) {
    json.key("starts")
        .begin_object()
        .member("count", footer.starts->count)
        .member("p50_ns", footer.starts->p50.count())
        .member("p99_ns", footer.starts->p99.count())
        .end_object();
  }
  json.end_object();
  finish_line();
}

void JournalWriter::finish_line() {
  line_.push_back('\n');
  sink_(line_);
  line_.clear();
}

void write_journal(const Journal& journal, const JournalWriter::Sink& sink) {
  constexpr Duration one_second = std::chrono::seconds{1};
  JournalWriter writer(sink);
  writer.header(journal.header);
  auto record = journal.traffic.begin();
  for (const Event& event : journal.events) {
    for (; record != journal.traffic.end() && record->second + one_second <= event.known;
         ++record) {
      writer.traffic(*record);
    }
    writer.event(event);
  }
  for (; record != journal.traffic.end(); ++record) {
    writer.traffic(*record);
  }
  if (journal.complete) {
    writer.footer(journal.footer);
  }
}

}  // namespace firedrill
