#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/pagerduty.hpp"
#include "harness/scenario/paging.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, Assignment>, 2> assignments = {
    {{"everyone", Assignment::everyone}, {"round_robin", Assignment::round_robin}}};
constexpr std::array<std::pair<std::string_view, UrgencyRule>, 3> urgency_rules = {
    {{"by_severity", UrgencyRule::by_severity},
     {"high", UrgencyRule::high},
     {"low", UrgencyRule::low}}};
constexpr DurationRange paging_time{.least = std::chrono::seconds{1}};
/// A shorter one could fill the timeline of a long run.
constexpr DurationRange timeout_range{.least = std::chrono::minutes{1}};

bool is_among(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class LevelReader {
 public:
  LevelReader(const Json& json, const Context& context, OnCall& on_call)
      : reader_(json, "a level of the escalation", context.diagnostics),
        context_(context),
        on_call_(on_call) {}

  EscalationLevel read(PolicyForm form, std::size_t number) {
    const bool may_describe = form == PolicyForm::with_people;
    const bool lists_nobody = context_.names.listed_people.empty() &&
                              (context_.pagerduty == nullptr || !context_.pagerduty->is_given);
    if (may_describe && (lists_nobody || reader_.has("acknowledges"))) {
      describe_person(number);
    } else {
      read_targets();
    }
    replace(level_.assignment, reader_.choice<Assignment>("assignment", assignments).optional());
    replace(level_.escalates_after, duration_in(reader_, "escalates_after", paging_time));
    reader_.finish();
    return std::move(level_);
  }

 private:
  /// The short form: somebody and how they acknowledge, in one place.
  void describe_person(std::size_t number) {
    Person person{.name = reader_.string("notify").required(), .level = number};
    person.acknowledges = read_acknowledges(reader_);
    if (is_among(context_.names.listed_people, person.name)) {
      reader_.error("acknowledges",
                    fmt::format("\"people\" says already how {} acknowledges", quote(person.name)),
                    "expected it there only");
    }
    level_.targets.push_back({PageTarget::Kind::person, on_call_.people.size()});
    on_call_.people.push_back(std::move(person));
  }

  /// Names of those who are described elsewhere.
  void read_targets() {
    const Json* notify = reader_.raw("notify").required();
    if (notify == nullptr) {
      return;
    }
    if (!notify->is_array()) {
      read_target(*notify);
      return;
    }
    if (notify->items().empty()) {
      reader_.error("notify", "\"notify\" is empty: nobody is paged", "expected at least one");
    }
    for (const Json& item : notify->items()) {
      read_target(item);
    }
  }

  void read_target(const Json& json) {
    const std::vector<std::string_view>& people = context_.names.listed_people;
    const std::vector<std::string_view>& schedules = context_.names.schedules;
    const auto name = read_string(json, "notify", context_.diagnostics);
    if (name && is_among(schedules, *name)) {
      level_.targets.push_back({PageTarget::Kind::schedule, index_of(schedules, *name)});
      return;
    }
    std::vector<std::string_view> known = people;
    known.insert(known.end(), schedules.begin(), schedules.end());
    if (name && check_known({json.span(), *name},
                            {schedules.empty() ? "person" : "person or schedule"},
                            known,
                            context_.diagnostics)) {
      level_.targets.push_back({PageTarget::Kind::person, index_of(people, *name)});
    }
  }

  ObjectReader reader_;
  const Context& context_;
  OnCall& on_call_;
  EscalationLevel level_;
};

}  // namespace

std::size_t index_of(const std::vector<std::string_view>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void check_text_key(const JsonMember& member, std::string_view what, Diagnostics& diagnostics) {
  if (member.key.empty()) {
    diagnostics.error(member.key_span,
                      fmt::format("a {} has no name", what),
                      "expected a text that is not empty");
  }
}

void read_policies(ObjectReader& reader, const Context& context, OnCall& on_call) {
  const Json* policies = reader.object("policies").value_or(nullptr);
  if (policies == nullptr) {
    return;
  }
  for (const JsonMember& member : policies->members()) {
    check_text_key(member, "policy", context.diagnostics);
    ObjectReader one(
        member.value, fmt::format("the policy {}", quote(member.key)), context.diagnostics);
    PagingPolicy policy = read_policy(one, PolicyForm::plain, context, on_call);
    policy.name = member.key;
    one.finish();
    on_call.policies.push_back(std::move(policy));
  }
}

PagingPolicy read_policy(ObjectReader& reader,
                         PolicyForm form,
                         const Context& context,
                         OnCall& on_call) {
  PagingPolicy policy;
  if (const Json* levels = reader.array("escalation").required()) {
    if (levels->items().empty()) {
      reader.error(
          "escalation", "\"escalation\" is empty: nobody is on call", "expected at least one");
    }
    for (const Json& level : levels->items()) {
      policy.levels.push_back(
          LevelReader(level, context, on_call).read(form, policy.levels.size()));
    }
  }
  replace(policy.loops, reader.integer("loops", {.least = 0, .most = 100}).optional());
  policy.acknowledgement_timeout = duration_in(reader, "acknowledgement_timeout", timeout_range);
  policy.auto_resolve_timeout = duration_in(reader, "auto_resolve_timeout", timeout_range);
  replace(policy.urgency, reader.choice<UrgencyRule>("urgency", urgency_rules).optional());
  return policy;
}

}  // namespace firedrill::loading
