#include "harness/journal/reader.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/journal/line.hpp"
#include "harness/journal/writer.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"

namespace firedrill {
namespace {

constexpr std::int64_t latest_start = 7'300'000'000'000'000'000;  // ns since 1970: the year 2201
/// A header carries the scenario's text, in which a byte can take six.
constexpr JsonLimits line_limits{.max_bytes = 8 * max_source_bytes};

EventType read_type(LineObject& line, std::string_view key) {
  const std::string& name = line.text(key);
  const std::optional<EventType> type = event_type_from(name);
  if (!type) {
    line.fail(key, "an event type, not " + quote(name));
  }
  return type.value_or(EventType::note);
}

DurationTarget read_duration_target(LineObject& line) {
  DurationTarget target;
  target.from_start = !line.has("from");
  target.from = target.from_start ? EventType::impact_started : read_type(line, "from");
  target.from_of = line.text_if_any("of");
  target.to = read_type(line, "to");
  target.to_of = line.text_if_any("to_of");
  target.by = line.text_if_any("by");
  target.within = line.has("within_ns") ? line.duration("within_ns") : Duration::max();
  target.at_least = line.has("at_least_ns") ? line.duration("at_least_ns") : Duration::zero();
  return target;
}

QuantityTarget read_quantity_target(LineObject& line) {
  QuantityTarget target;
  const std::string& name = line.text("quantity");
  const std::optional<Quantity> quantity = quantity_from(name);
  if (!quantity) {
    line.fail("quantity", "something that is counted, not " + quote(name));
  }
  target.quantity = quantity.value_or(Quantity::pages);
  if (line.has("at_most")) {
    target.at_most = line.number("at_most");
  }
  if (line.has("at_least")) {
    target.at_least = line.number("at_least");
  }
  target.ratio = line.has("ratio");
  return target;
}

TargetDefinition read_target(LineObject line) {
  TargetDefinition target;
  target.name = line.text("name");
  if (line.has("quantity")) {
    target.rule = read_quantity_target(line);
  } else {
    target.rule = read_duration_target(line);
  }
  target.known_miss = line.text_if_any("known_miss");
  LineObject source = line.object("source");
  target.source = {source.natural("begin"), source.natural("end")};
  if (target.source.end < target.source.begin) {
    source.fail("end", "at or after \"begin\"");
  }
  return target;
}

ImpactRule read_impact_rule(LineObject line) {
  ImpactRule rule;
  rule.window = line.duration("window_ns");
  rule.at_least_bad = line.natural("at_least_bad");
  rule.above_ratio = line.number("above_ratio");
  rule.recovered_after = line.duration("recovered_after_ns");
  if (rule.window <= Duration::zero()) {
    line.fail("window_ns", "more than zero");
  }
  return rule;
}

JournalHeader read_header(LineObject line) {
  JournalHeader header;
  if (line.integer("journal") != journal_format_version) {
    line.fail("journal", fmt::format("{}, the only version known here", journal_format_version));
  }
  header.firedrill = line.text("firedrill");
  header.scenario = line.text("scenario");
  header.title = line.text_if_any("title");
  header.scenario_text = line.text("scenario_text");
  for (LineObject& input : line.objects("inputs")) {
    header.inputs.emplace_back(input.text("name"), input.text("sha256"));
  }
  header.seed = line.natural("seed");
  header.clock = line.text("clock");
  header.speed = line.number("speed");
  header.starts_at_unix_ns = line.integer_within("starts_at_unix_ns", latest_start);
  header.utc_offset_minutes = static_cast<int>(line.integer_within("utc_offset_minutes", 24 * 60));
  header.lasts = line.duration("lasts_ns");
  header.impact = read_impact_rule(line.object("impact"));
  header.populations = line.strings("populations");
  for (const LineObject& target : line.objects("targets")) {
    header.targets.push_back(read_target(target));
  }
  header.without = line.text_if_any("without");
  header.allows_commands = line.flag("allows_commands");
  return header;
}

Event read_event(LineObject line) {
  Event event;
  event.id = line.id("event");
  event.happened = line.instant("happened_ns");
  event.known = line.instant("known_ns");
  event.type = read_type(line, "type");
  event.what = line.text_if_any("what");
  event.cause = line.id("cause");
  event.subject = line.text_if_any("subject");
  event.step = line.text_if_any("step");
  event.by = line.text_if_any("by");
  event.outcome = line.text_if_any("outcome");
  event.details = line.texts("details");
  return event;
}

TrafficRecord read_traffic(LineObject line) {
  TrafficRecord record;
  record.population = line.text("traffic");
  record.second = line.instant("second_ns");
  record.good = line.natural("good");
  record.bad = line.natural("bad");
  record.shed = line.natural("shed");
  if (line.has("first_bad_ns")) {
    record.first_bad = line.instant("first_bad_ns");
  }
  record.outcomes = line.counts("outcomes");
  record.bad_outcomes = line.counts("bad_outcomes");
  for (const auto& [bucket, count] : line.pairs("latency")) {
    record.latency.emplace_back(static_cast<std::uint32_t>(bucket), count);
  }
  if (line.has("causes")) {
    for (LineObject& tally : line.objects("causes")) {
      record.causes.push_back({.cause = tally.id("cause"),
                               .bad = tally.natural("bad"),
                               .other = tally.natural("other")});
    }
  }
  return record;
}

ProcessStarts read_starts(LineObject starts) {
  return {.count = starts.natural("count"),
          .p50 = starts.duration("p50_ns"),
          .p99 = starts.duration("p99_ns")};
}

FaultTally read_fault(LineObject& fault) {
  FaultTally tally{.id = fault.text("id"),
                   .kind = fault.text("kind"),
                   .injected_by = fault.id("injected_by"),
                   .planned = fault.natural("planned"),
                   .started = fault.natural("started"),
                   .injected = fault.natural("injected"),
                   .observed = fault.natural("observed")};
  if (fault.has("suppressed_by")) {
    for (LineObject& one : fault.objects("suppressed_by")) {
      suppress(tally.suppressed_by, one.text("id"), one.natural("count"));
    }
  }
  return tally;
}

JournalFooter read_footer(LineObject line) {
  JournalFooter footer;
  footer.ended = line.instant("ended_ns");
  footer.digest = line.text("digest");
  footer.tasks = line.natural("tasks");
  for (LineObject& fault : line.objects("faults")) {
    footer.faults.push_back(read_fault(fault));
  }
  if (line.has("starts")) {
    footer.starts = read_starts(line.object("starts"));
  }
  return footer;
}

void add_event(Journal& journal, LineObject line) {
  Event event = read_event(line);
  if (static_cast<std::size_t>(event.id) != journal.events.size() + 1) {
    line.fail("event", fmt::format("{}, the next id", journal.events.size() + 1));
  }
  if (event.cause != EventId::none && event.cause >= event.id) {
    line.fail("cause", "the id of an earlier event");
  }
  journal.events.push_back(std::move(event));
}

/// Adds one line to the journal; the text says what is wrong with it, if anything is.
std::string add_line(Journal& journal, const Json& json, LineSource& source, bool first) {
  if (!json.is_object()) {
    return "a journal's line must be an object";
  }
  const LineObject line(json, source);
  if (first != line.has("journal")) {
    return first ? "a journal begins with its header, a line with the key \"journal\""
                 : "a second header";
  }
  if (journal.complete) {
    return "there is more after the footer";
  }
  if (first) {
    journal.header = read_header(line);
  } else if (line.has("event")) {
    add_event(journal, line);
  } else if (line.has("traffic")) {
    journal.traffic.push_back(read_traffic(line));
  } else if (line.has("ended_ns")) {
    journal.footer = read_footer(line);
    journal.complete = true;
  } else {
    return "this is no header, event, traffic or footer";
  }
  return source.mistake;
}

Error mistake_in(std::string_view file, std::size_t number, std::string message) {
  return {ErrorCode::invalid_input, std::move(message), fmt::format("{}:{}", file, number)};
}

}  // namespace

Result<Journal> read_journal(std::string_view file, std::string_view text) {
  Journal journal;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t length = text.find('\n');
    const bool cut_short = length == std::string_view::npos;
    LineSource source{.bytes = text.substr(0, length)};
    text.remove_prefix(cut_short ? text.size() : length + 1);
    const Result<Json> json = parse_json(file, source.bytes, line_limits);
    if (!json && cut_short && number > 1) {
      break;
    }
    if (!json) {
      return mistake_in(file, number, json.error().message);
    }
    std::string mistake = add_line(journal, *json, source, number == 1);
    if (!mistake.empty()) {
      return mistake_in(file, number, std::move(mistake));
    }
  }
  if (number == 0) {
    return mistake_in(file, 1, "the journal is empty");
  }
  return journal;
}

}  // namespace firedrill
