#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/scenario/shown_metrics.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill::loading {

/// A name as it stands in the file.
struct Mention {
  Span span;
  std::string_view name;
};

struct ServiceNames {
  bool auth_provider = false;
  bool speaks_http = true;  ///< its programs of the user's own, in a live run
  std::vector<std::string_view> uses_keys_of = {};  ///< providers, to verify users' tokens
  std::size_t replicas = 1;
  std::vector<std::string_view> versions = {};
  std::vector<std::string_view> contracts = {};  ///< of all versions
  std::vector<Mention> callees = {};             ///< of all versions, auth providers included
  /// Of these those that a version does not call for each request.
  std::vector<std::string_view> callees_of_some = {};
};

struct StepName {
  const Json* node = nullptr;
  const StepName* parent = nullptr;  ///< the step in whose "steps" it stands
  std::size_t place = 0;             ///< in the list in which it stands
  std::string_view action = {};      ///< its "do"; empty if it has none
  bool begins_with_run = false;      ///< a step of the script itself that has no trigger
  std::optional<Duration> at = {};   ///< its trigger "at", since t = 0, if that can be read
};

/// What a scenario file calls its parts, gathered from the JSON before anything is checked, so that
/// a mistake inside a service does not turn every mention of it into an unknown name. Views into
/// the document, which must outlive it.
struct Names {
  bool has_start = false;              ///< whether the file says when t = 0 is
  std::optional<Timestamp> starts_at;  ///< that, if it can be read
  std::map<std::string_view, ServiceNames> services;
  bool somebody_is_on_call = false;
  std::vector<std::string_view> populations;
  std::vector<std::string_view> alerts;         ///< of rules
  std::vector<std::string_view> watchers;       ///< health checks and heartbeats
  std::vector<std::string_view> people;         ///< all, however they are described
  std::vector<std::string_view> listed_people;  ///< in "people"
  std::vector<std::string_view> schedules;
  std::vector<std::string_view> policies;
  std::map<std::string, StepName, std::less<>> steps;  ///< those without an id by the id made up
  std::string first_restart;   ///< id of the first step that restarts something; empty: none does
  std::string first_rollback;  ///< likewise
  std::vector<ShownMetric> shown;          ///< every metric of a block "metrics"
  std::vector<std::string_view> recorded;  ///< what rules record
};

/// Whether no list or object is larger than its limit; reports those that are. What comes later
/// compares names with each other and calls itself for what is nested, which these limits bound.
bool check_sizes(const Json& document, Diagnostics& diagnostics);

/// Collects the names and reports step ids that are given twice and more steps than allowed.
Names gather_names(const Json& document, Diagnostics& diagnostics);

/// Whether an "at" is meant as a moment on the calendar: no duration has a "-" in it.
inline bool is_date(std::string_view at) {
  return at.find('-') != std::string_view::npos && !at.starts_with('-');
}

/// Whether a step says itself when it begins.
bool has_trigger(const Json& step);

/// The id of a step that gives none itself: "script-1", "response-1-2".
std::string made_up_id(std::string_view parent, std::size_t index);

/// A JSON text as a mention of what it names.
inline Mention mention_of(const Json& text) {
  return {text.span(), text.as_string()};
}

}  // namespace firedrill::loading
