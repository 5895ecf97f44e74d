#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/parts.hpp"

/// Schedules and escalation policies as PagerDuty's REST API gives them.
namespace firedrill::loading {

struct PagerDutyLayer {
  std::vector<std::string> users;  ///< ids, in the order of their turns
  RotationLayer times;             ///< without people
};

struct PagerDutyOverride {
  std::string user;  ///< id
  ScheduleOverride times;
};

struct PagerDutySchedule {
  std::string id;
  std::string name;
  TimeZone zone;
  std::vector<PagerDutyLayer> layers = {};  ///< the last that has somebody wins
  std::vector<PagerDutyOverride> overrides = {};
};

struct PagerDutyLevel {
  std::vector<std::pair<PageTarget::Kind, std::string>> targets = {};  ///< with their ids
  Assignment assignment = Assignment::everyone;
  Duration escalates_after{};
};

struct PagerDutyPolicy {
  std::string id;
  std::string name;
  std::vector<PagerDutyLevel> levels = {};
  std::uint32_t loops = 0;
};

/// What becomes of the incidents of a service, and whom it pages.
struct PagerDutyService {
  std::string id;
  std::string name;
  std::string policy;                                    ///< id
  std::optional<Duration> acknowledgement_timeout = {};  ///< none: never
  std::optional<Duration> auto_resolve_timeout = {};     ///< none: never
  UrgencyRule urgency = UrgencyRule::high;
  std::vector<std::string> keys = {};  ///< of its integrations; secret
};

/// What some files say, their parts by their ids.
struct PagerDuty {
  bool is_given = false;                                        ///< the scenario names files
  std::vector<std::pair<std::string, std::string>> users = {};  ///< ids and names, each once
  std::vector<PagerDutySchedule> schedules = {};
  std::vector<PagerDutyPolicy> policies = {};
  std::vector<PagerDutyService> services = {};  ///< none has the name of a policy
  JournalInputs inputs = {};                    ///< the files that could be read
};

/// Adds what one file says, an answer to GET /schedules/{id}, GET /escalation_policies/{id},
/// GET /services/{id} or to the lists of them; `file` collects its mistakes, and a warning for each
/// key that it leaves out. Of the layers of a schedule the first wins: an answer lists them from
/// the top. Source: PagerDuty/public-support-scripts, schedule_layer_reorganizer.
void read_pagerduty(Diagnostics& file, PagerDuty& into);

/// Key "pagerduty" of "on_call": all files. A file's mistakes stand where the scenario names it.
PagerDuty read_pagerduty_files(const Json& document, Diagnostics& diagnostics);

/// Behind those that the scenario gives itself; what it describes itself is not added again.
/// `pagerduty` must outlive the names.
void add_names(const PagerDuty& pagerduty, Names& names);

/// People with the usual acknowledgement, in this zone; schedules and policies, of which each
/// service is one too, to which its integrations' keys lead. Each is called
/// where those of the scenario itself have just been read, so that all have the order of the names.
void add_people(const PagerDuty& pagerduty, const TimeZone& zone, OnCall& on_call);
void add_schedules(const PagerDuty& pagerduty, const Names& names, OnCall& on_call);
void add_policies(const PagerDuty& pagerduty, const Names& names, OnCall& on_call);

}  // namespace firedrill::loading
