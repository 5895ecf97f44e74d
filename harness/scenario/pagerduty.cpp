#include "harness/scenario/pagerduty.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "harness/scenario/pagerduty_fields.hpp"
#include "harness/scenario/paging.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"

namespace firedrill::loading {
namespace {

constexpr IntegerRange delay_minutes{.least = 1, .most = 60 * 24 * 30};
constexpr IntegerRange loop_range{.least = 0, .most = 100};
constexpr IntegerRange turn_range{.least = 60, .most = std::int64_t{366} * 86'400};
constexpr IntegerRange iso_days{.least = 1, .most = 7};
constexpr std::array<std::pair<std::string_view, Assignment>, 2> strategies = {
    {{"assign_to_everyone", Assignment::everyone}, {"round_robin", Assignment::round_robin}}};

std::optional<std::int64_t> moment(ObjectReader& reader, std::string_view key) {
  const auto given =
      is_given(reader, key) ? reader.timestamp(key).optional() : std::optional<Timestamp>{};
  return given ? std::optional(unix_seconds(*given)) : std::nullopt;
}

class FileReader {
 public:
  FileReader(Diagnostics& diagnostics, PagerDuty& into) : diagnostics_(diagnostics), into_(into) {}

  void read(const Json& document) {
    ObjectReader reader(document, "PagerDuty's answer", diagnostics_);
    const auto all_read = [this] {
      return into_.schedules.size() + into_.policies.size() + into_.services.size();
    };
    const std::size_t before = all_read();
    for_each(reader, "schedule", "schedules", [this](const Json& json) { read_schedule(json); });
    for_each(reader, "escalation_policy", "escalation_policies", [this](const Json& json) {
      read_policy(json);
    });
    for_each(reader, "service", "services", [this](const Json& json) {
      read_pagerduty_service(json, into_, diagnostics_);
    });
    if (all_read() == before && !diagnostics_.has_errors()) {
      diagnostics_.error(
          document.span(),
          "there is neither a schedule nor an escalation policy nor a service",
          R"(expected "schedule", "escalation_policy", "service" or a list of them)");
    }
    warn_of_others(reader,
                   {"schedule", "schedules", "escalation_policy", "escalation_policies", "service"},
                   diagnostics_);
  }

 private:
  /// Each of the list and the one alone, as an answer has either.
  template <class Read>
  static void for_each(ObjectReader& reader,
                       std::string_view one,
                       std::string_view all,
                       const Read& read_item) {
    if (is_given(reader, one)) {
      read_item(*reader.raw(one).required());
    }
    if (const Json* list = reader.array(all).value_or(nullptr)) {
      for (const Json& item : list->items()) {
        read_item(item);
      }
    }
  }

  /// The id of a user, whose name is remembered.
  std::string read_user(const Json& json) {
    ObjectReader reader(json, "a user", diagnostics_);
    std::string id = reader.string("id").required();
    const auto& users = into_.users;
    const bool known =
        std::any_of(users.begin(), users.end(), [&](const auto& user) { return user.first == id; });
    if (!known && !id.empty()) {
      std::string name = name_in(reader, id);
      const bool taken = std::any_of(
          users.begin(), users.end(), [&](const auto& user) { return user.second == name; });
      into_.users.emplace_back(id, taken ? fmt::format("{} ({})", name, id) : name);
      if (taken) {
        diagnostics_.warning(json.span(),
                             fmt::format("another user is named {} too: this one goes by {}",
                                         quote(name),
                                         quote(into_.users.back().second)));
      }
    }
    return id;
  }

  void add_user(const Json& json, std::vector<std::string>& ids) {
    if (std::string id = read_user(json); !id.empty()) {
      ids.push_back(std::move(id));
    }
  }

  void read_schedule(const Json& json) {
    ObjectReader reader(json, "a schedule", diagnostics_);
    PagerDutySchedule schedule{.id = reader.string("id").required(), .name = {}, .zone = {}};
    schedule.name = name_in(reader, schedule.id);
    schedule.zone = read_time_zone(reader).value_or(TimeZone{});
    need(reader, "time_zone");
    if (const Json* layers = reader.array("schedule_layers").required()) {
      if (layers->items().empty()) {
        reader.error("schedule_layers", "\"schedule_layers\" is empty: nobody is on call");
      }
      for (const Json& layer : layers->items()) {
        read_layer(layer, schedule);
      }
    }
    std::reverse(schedule.layers.begin(), schedule.layers.end());
    if (is_given(reader, "overrides_subschedule")) {
      read_overrides(*reader.raw("overrides_subschedule").required(), schedule);
    }
    warn_of_others(
        reader, {"name", "time_zone", "schedule_layers", "overrides_subschedule"}, diagnostics_);
    add_part(std::move(schedule), "schedule", into_.schedules, reader, diagnostics_);
  }

  void read_layer(const Json& json, PagerDutySchedule& schedule) {
    ObjectReader reader(json, "a layer of a schedule", diagnostics_);
    PagerDutyLayer layer;
    replace(layer.times.from_unix_s, moment(reader, "start"));
    need(reader, "start");
    replace(layer.times.to_unix_s, moment(reader, "end"));
    replace(layer.times.first_turn_unix_s, moment(reader, "rotation_virtual_start"));
    need(reader, "rotation_virtual_start");
    replace(layer.times.turn_s,
            reader.integer("rotation_turn_length_seconds", turn_range).optional());
    need(reader, "rotation_turn_length_seconds");
    if (const Json* users = reader.array("users").required()) {
      for (const Json& item : users->items()) {
        const Json* user = item.find("user");
        add_user(user == nullptr ? item : *user, layer.users);
      }
    }
    if (const Json* restrictions = reader.array("restrictions").value_or(nullptr)) {
      for (const Json& restriction : restrictions->items()) {
        read_restriction(restriction, layer.times.only);
      }
    }
    warn_of_others(reader,
                   {"name",
                    "start",
                    "end",
                    "rotation_virtual_start",
                    "rotation_turn_length_seconds",
                    "restrictions"},
                   diagnostics_);
    if (!layer.users.empty()) {
      schedule.layers.push_back(std::move(layer));
    } else if (reader.has("users") && !is_given(reader, "end")) {  // an old one may lose them
      reader.error("users", "\"users\" is empty: nobody is on call in this layer");
    }
  }

  void read_restriction(const Json& json, std::vector<WeeklyWindow>& only) {
    constexpr std::array<std::string_view, 2> types = {"daily_restriction", "weekly_restriction"};
    ObjectReader reader(json, "a restriction", diagnostics_);
    const std::string_view type = reader.one_of("type", types).value_or(types[0]);
    need(reader, "type");
    const bool weekly = type == types[1];
    const std::int64_t most = weekly ? WeeklyWindow::week_s : WeeklyWindow::day_s;
    const std::int64_t from = read_start(reader);
    const std::int64_t length =
        reader.integer("duration_seconds", {.least = 1, .most = most}).value_or(most);
    need(reader, "duration_seconds");
    std::int64_t first = 1;
    if (weekly) {
      first = reader.integer("start_day_of_week", iso_days).value_or(1);
      need(reader, "start_day_of_week");
    }
    for (std::int64_t day = first; day <= (weekly ? first : 7); ++day) {
      only.push_back({.from_s = (day - 1) * WeeklyWindow::day_s + from, .length_s = length});
    }
    warn_of_others(
        reader, {"start_time_of_day", "duration_seconds", "start_day_of_week"}, diagnostics_);
  }

  /// "08:00:00", in seconds since midnight.
  static std::int64_t read_start(ObjectReader& reader) {
    const std::string text = reader.string("start_time_of_day").required();
    const std::optional<std::int64_t> seconds = clock_seconds(text);
    if (!seconds && !text.empty()) {
      reader.error(
          "start_time_of_day",
          fmt::format("\"start_time_of_day\" must be a time of day, found {}", quote(text)),
          R"(expected for example "08:00:00")");
    }
    return seconds.value_or(0);
  }

  static std::optional<std::int64_t> clock_seconds(const std::string& text) {
    const auto moment = parse_timestamp("1970-01-01T" + text + "Z");
    return moment ? std::optional(unix_seconds(*moment)) : std::nullopt;
  }

  void read_overrides(const Json& json, PagerDutySchedule& schedule) {
    ObjectReader reader(json, "the overrides of a schedule", diagnostics_);
    const Json* entries = reader.array("rendered_schedule_entries").value_or(nullptr);
    if (entries == nullptr) {
      return;
    }
    for (const Json& entry : entries->items()) {
      ObjectReader one(entry, "an override", diagnostics_);
      PagerDutyOverride each;
      const auto from = moment(one, "start");
      need(one, "start");
      const auto to = moment(one, "end");
      need(one, "end");
      if (const Json* user = one.object("user").required()) {
        each.user = read_user(*user);
      }
      if (from && to && !each.user.empty()) {
        each.times.from_unix_s = *from;
        each.times.to_unix_s = *to;
        schedule.overrides.push_back(std::move(each));
      }
      warn_of_others(one, {"start", "end", "user"}, diagnostics_);
    }
  }

  void read_policy(const Json& json) {
    ObjectReader reader(json, "an escalation policy", diagnostics_);
    PagerDutyPolicy policy{.id = reader.string("id").required(), .name = {}};
    policy.name = name_in(reader, policy.id);
    if (const Json* rules = reader.array("escalation_rules").required()) {
      if (rules->items().empty()) {
        reader.error("escalation_rules", "\"escalation_rules\" is empty: nobody is on call");
      }
      for (const Json& rule : rules->items()) {
        policy.levels.push_back(read_rule(rule));
      }
    }
    replace(policy.loops, reader.integer("num_loops", loop_range).optional());
    warn_of_others(reader, {"name", "escalation_rules", "num_loops"}, diagnostics_);
    add_part(std::move(policy), "escalation policy", into_.policies, reader, diagnostics_);
  }

  PagerDutyLevel read_rule(const Json& json) {
    PagerDutyLevel level;
    ObjectReader reader(json, "an escalation rule", diagnostics_);
    const auto minutes = reader.integer("escalation_delay_in_minutes", delay_minutes).optional();
    need(reader, "escalation_delay_in_minutes");
    level.escalates_after = std::chrono::minutes{minutes.value_or(1)};
    if (is_given(reader, "escalation_rule_assignment_strategy")) {
      read_strategy(*reader.raw("escalation_rule_assignment_strategy").required(), level);
    }
    if (const Json* targets = reader.array("targets").required()) {
      if (targets->items().empty()) {
        reader.error("targets", "\"targets\" is empty: nobody is paged");
      }
      for (const Json& target : targets->items()) {
        read_target(target, level);
      }
    }
    warn_of_others(
        reader,
        {"escalation_delay_in_minutes", "escalation_rule_assignment_strategy", "targets"},
        diagnostics_);
    return level;
  }

  void read_strategy(const Json& json, PagerDutyLevel& level) {
    if (json.is_string()) {  // as older answers have it
      const auto found = std::find_if(strategies.begin(), strategies.end(), [&](const auto& each) {
        return each.first == json.as_string();
      });
      level.assignment = found == strategies.end() ? level.assignment : found->second;
      return;
    }
    ObjectReader reader(json, "an assignment strategy", diagnostics_);
    replace(level.assignment, reader.choice<Assignment>("type", strategies).optional());
  }

  void read_target(const Json& json, PagerDutyLevel& level) {
    constexpr std::array<std::string_view, 4> types = {
        "user_reference", "user", "schedule_reference", "schedule"};
    ObjectReader reader(json, "a target", diagnostics_);
    const auto type = reader.one_of("type", types).optional();
    need(reader, "type");
    if (!type) {
      return;
    }
    const bool is_person = type->starts_with("user");
    std::string id = is_person ? read_user(json) : reader.string("id").required();
    if (!id.empty()) {
      level.targets.emplace_back(is_person ? PageTarget::Kind::person : PageTarget::Kind::schedule,
                                 std::move(id));
    }
  }

  Diagnostics& diagnostics_;
  PagerDuty& into_;
};

}  // namespace

void read_pagerduty(Diagnostics& file, PagerDuty& into) {
  if (const std::optional<Json> document = parse_json(file.source(), file)) {
    FileReader(file, into).read(*document);
  }
}

}  // namespace firedrill::loading
