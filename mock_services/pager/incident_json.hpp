#pragma once

#include <string_view>

#include "harness/text/json_writer.hpp"
#include "mock_services/pager/incident.hpp"

namespace firedrill::pager {

/// An incident as PagerDuty's REST API shows it, with the members that a responder's tool reads.
/// `url` is where the pager is reached.
void write_incident(JsonWriter& writer, const Incident& incident, std::string_view url);

/// Line `index` of its log, likewise.
void write_log_entry(JsonWriter& writer, const Incident& incident, std::size_t index);

/// "2026-11-22T06:52:44Z"
std::string rfc3339(WallTime time);

}  // namespace firedrill::pager
