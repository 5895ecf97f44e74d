#include "mock_services/pager/incident_json.hpp"

#include <fmt/format.h>

#include "harness/text/timestamp.hpp"

namespace firedrill::pager {
namespace {

void write_reference(JsonWriter& writer, std::string_view type, std::string_view summary) {
  writer.begin_object().member("type", type).member("summary", summary).end_object();
}

void write_optional_time(JsonWriter& writer,
                         std::string_view key,
                         const std::optional<WallTime>& time) {
  writer.key(key);
  if (time) {
    writer.value(rfc3339(*time));
  } else {
    writer.null();
  }
}

/// Who it is assigned to, and who has acknowledged it.
void write_people(JsonWriter& writer, const Incident& incident) {
  writer.key("assignments").begin_array();
  for (auto entry = incident.log.rbegin(); entry != incident.log.rend(); ++entry) {
    if (entry->kind == LogKind::notify && incident.is_open()) {
      writer.begin_object().member("at", rfc3339(entry->at)).key("assignee");
      write_reference(writer, "user_reference", entry->text);
      writer.end_object();
      break;
    }
  }
  writer.end_array().key("acknowledgements").begin_array();
  if (!incident.acknowledged_by.empty()) {
    writer.begin_object().member("at", rfc3339(incident.changed)).key("acknowledger");
    write_reference(writer, "user_reference", incident.acknowledged_by);
    writer.end_object();
  }
  writer.end_array();
}

void write_details(JsonWriter& writer, const Incident& incident) {
  writer.key("body").begin_object().member("type", "incident_body").key("details");
  if (incident.details.empty()) {
    writer.null();
  } else {
    writer.raw(incident.details);
  }
  writer.end_object();
}

}  // namespace

std::string rfc3339(WallTime time) {
  return to_rfc3339(
      {.unix_ns = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count() *
                  1'000'000'000});
}

void write_pending_action(JsonWriter& writer, std::string_view type, std::optional<Instant> at) {
  if (at) {
    writer.begin_object()
        .member("type", type)
        .member("at", rfc3339(WallTime(at->time_since_epoch())))
        .end_object();
  }
}

void write_incident(JsonWriter& writer, const Incident& incident, std::string_view url) {
  writer.begin_object()
      .member("id", incident.id)
      .member("type", "incident")
      .member("summary", fmt::format("[#{}] {}", incident.number, incident.title))
      .member("self", fmt::format("{}/incidents/{}", url, incident.id))
      .member("incident_number", incident.number)
      .member("title", incident.title)
      .member("created_at", rfc3339(incident.created))
      .member("updated_at", rfc3339(incident.changed))
      .member("status", status_of(incident))
      .member("incident_key", incident.dedup_key)
      .member("urgency", name_of(incident.urgency))
      .member("severity", name_of(incident.severity))
      .member("assigned_via", "escalation_policy")
      .member("last_status_change_at", rfc3339(incident.changed))
      .key("last_status_change_by");
  write_reference(writer, "user_reference", incident.changed_by);
  write_optional_time(writer, "resolved_at", incident.resolved_at);
  writer.key("service");
  write_reference(writer, "service_reference", incident.service);
  write_people(writer, incident);
  writer.key("pending_actions").begin_array();
  write_pending_action(writer, "escalate", incident.page.escalates_at());
  write_pending_action(writer, "unacknowledge", incident.page.times_out_at());
  write_pending_action(writer, "resolve", incident.page.resolves_at());
  writer.end_array();
  writer.key("alert_counts")
      .begin_object()
      .member("all", incident.page.triggers())
      .member("triggered", incident.is_open() ? incident.page.triggers() : 0)
      .member("resolved", incident.is_open() ? 0 : incident.page.triggers())
      .end_object();
  write_details(writer, incident);
  writer.end_object();
}

void write_log_entry(JsonWriter& writer, const Incident& incident, std::size_t index) {
  const LogEntry& entry = incident.log.at(index);
  const bool is_note = entry.kind == LogKind::annotate;
  writer.begin_object()
      .member("id", fmt::format("R{:07}{:06}", incident.number, index + 1))
      .member("type", fmt::format("{}_log_entry", name_of(entry.kind)))
      .member("summary",
              entry.text.empty() ? fmt::format("{} by {}", name_of(entry.kind), entry.agent)
                                 : entry.text)
      .member("created_at", rfc3339(entry.at))
      .key("agent");
  write_reference(writer, "user_reference", entry.agent);
  writer.key("channel").begin_object().member("type", is_note ? "note" : "api");
  if (!entry.text.empty()) {
    writer.member("summary", entry.text);
  }
  writer.end_object().key("incident").begin_object();
  writer.member("id", incident.id).member("type", "incident_reference");
  writer.end_object().end_object();
}

}  // namespace firedrill::pager
