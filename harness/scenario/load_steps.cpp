#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/query.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

enum class Place {
  script,    ///< without a trigger a step starts at 0s
  response,  ///< a trigger must be there
  nested     ///< without a trigger a step follows the one before
};

std::vector<Step> read_steps(const Json& json,
                             std::string_view parent,
                             Place place,
                             const Context& context);

/// Reads one step; the keys are asked for in the order in which a message should list them.
class StepReader {
 public:
  StepReader(const Json& json, Place place, const Context& context)
      : reader_(json, "a step", context.diagnostics),
        place_(place),
        context_(context) {}

  Step read(std::string made_up) {
    Step step;
    step.source = reader_.node().span();
    step.id = read_id(made_up);
    step.trigger = read_trigger();
    replace(step.after, distribution(reader_, "after"));
    read_do(step);
    step.only_if = read_conditions();
    step.why = reader_.string("why").value_or("");
    read_repeat(step);
    if (const Json* steps = reader_.array("steps").value_or(nullptr)) {
      if (steps->items().empty()) {
        reader_.error("steps", "\"steps\" is empty", "expected at least one step");
      }
      step.steps = read_steps(*steps, made_up, Place::nested, context_);
    }
    if (keys_are_known_) {
      reader_.finish();
    }
    return step;
  }

 private:
  std::string read_id(const std::string& made_up) {
    const std::optional<std::string> id = reader_.identifier("id").optional();
    const bool reserved = id && (id->starts_with("script-") || id->starts_with("response-")) &&
                          is_digit((*id)[id->find('-') + 1]);
    if (reserved) {
      reader_.error("id",
                    fmt::format("the id {} is one that firedrill makes up itself", quote(*id)),
                    "expected another name, such as what the step does");
    }
    return id.value_or(made_up);
  }

  Trigger read_trigger() {
    report_second_trigger();
    const auto at = moment_in_run(reader_, "at", context_);
    std::optional<promql::Expression> query = reader_.value("when", read_query).optional();
    if (query) {
      check_selectors(*reader_.node().find("when"), *query, context_);
    }
    std::optional<OnEvent> event = read_event();
    if (at) {
      return AtTime{*at};
    }
    if (query) {
      return WhenQuery{.text = reader_.node().find("when")->as_string(),
                       .query = *std::move(query)};
    }
    if (event) {
      return *std::move(event);
    }
    if (has_trigger() || place_ == Place::nested) {
      return InSequence{};
    }
    if (place_ == Place::response) {
      context_.diagnostics.error(Span{reader_.node().span().begin, reader_.node().span().begin + 1},
                                 "a step of the response needs a trigger",
                                 R"(expected "on" (an event), "when" (PromQL) or "at" (a time))");
    }
    return AtTime{};
  }

  bool has_trigger() const { return reader_.has("at") || reader_.has("when") || reader_.has("on"); }

  void report_second_trigger() {
    std::string_view first;
    for (const std::string_view key : {"at", "when", "on"}) {
      if (!reader_.has(key)) {
        continue;
      }
      if (!first.empty()) {
        context_.diagnostics.add(
            {.message = "a step has one trigger, this one has two",
             .span = reader_.node().member(key)->key_span,
             .label = "expected one of: at, when, on",
             .second = SecondPlace{reader_.node().member(first)->key_span, "the other trigger"}});
        return;
      }
      first = key;
    }
  }

  /// "of" narrows "on", unless the action has an "of" of its own.
  std::optional<OnEvent> read_event() {
    const auto name = reader_.one_of("on", names_of_events_in_play()).optional();
    OnEvent event;
    if (name) {
      event.type = *event_type_from(*name);
      check_somebody_is_paged(event.type);
    }
    if (!action_has_of()) {
      event.of = reader_.string("of").value_or("");
      if (reader_.has("of") && !reader_.has("on")) {
        context_.diagnostics.error(reader_.node().member("of")->key_span,
                                   R"("of" narrows "on", and this step has none)",
                                   R"(expected "on" beside it)");
      } else if (!event.of.empty()) {
        check_subject({reader_.span_of("of"), event.of}, context_.names, context_.diagnostics);
      }
    }
    return name ? std::optional(std::move(event)) : std::nullopt;
  }

  /// Of an unknown action nobody can tell: it is taken to have one.
  void check_somebody_is_paged(EventType type) {
    if (!context_.names.somebody_is_on_call && is_of_paging(type)) {
      reader_.error("on",
                    fmt::format("{} never happens: nobody is on call", to_string(type)),
                    R"(expected "on_call" in the scenario, or another event)");
    }
  }

  bool action_has_of() const {
    const Json* kind = reader_.node().find("do");
    if (kind == nullptr || !kind->is_string()) {
      return kind != nullptr;
    }
    const std::string& name = kind->as_string();
    const auto known = action_kinds();
    return name == actions::Rollback::kind || name == actions::Clear::kind ||
           std::none_of(known.begin(), known.end(), [&](const ActionInfo& info) {
             return info.kind == name;
           });
  }

  void read_do(Step& step) {
    if (!reader_.has("do")) {
      reader_.ignore("do");
      if (reader_.node().is_object() && !reader_.has("steps")) {
        context_.diagnostics.error(
            Span{reader_.node().span().begin, reader_.node().span().begin + 1},
            "a step needs something to do",
            R"(expected "do" (an action) or "steps")");
      }
      if (reader_.has("via")) {
        context_.diagnostics.error(
            reader_.node().member("via")->key_span,
            R"("via" says how an action is done, and this step does nothing)",
            R"(expected "do" beside it)");
        reader_.ignore("via");
      }
      return;
    }
    step.action = parse_action(reader_);
    keys_are_known_ = step.action.has_value() && fault_is_known();
    if (step.action) {
      check_action(reader_.node(), *step.action, context_);
    }
    step.via = reader_.string("via").value_or("");
    if (!step.via.empty()) {
      find_service({reader_.span_of("via"), step.via}, context_.names, context_.diagnostics);
    }
  }

  /// Nobody asks for the keys of a fault that does not exist.
  bool fault_is_known() const {
    const Json* fault = reader_.node().find("fault");
    if (fault == nullptr || !fault->is_string()) {
      return fault == nullptr;
    }
    const std::span<const FaultInfo> kinds = fault_kinds();
    return std::any_of(kinds.begin(), kinds.end(), [fault](const FaultInfo& info) {
      return info.kind == fault->as_string();
    });
  }

  std::map<std::string, Outcome> read_conditions() {
    std::map<std::string, Outcome> conditions;
    const Json* json = reader_.object("if").value_or(nullptr);
    if (json == nullptr) {
      return conditions;
    }
    if (json->members().empty()) {
      reader_.error("if", "\"if\" is empty", R"(expected {"STEP": "ok"})");
    }
    for (const JsonMember& member : json->members()) {
      check_condition(member);
      if (const auto outcome = read_outcome(member)) {
        conditions.emplace(member.key, *outcome);
      }
    }
    return conditions;
  }

  void check_condition(const JsonMember& member) {
    const StepName* step =
        find_step({member.key_span, member.key}, context_.names, context_.diagnostics);
    if (step == nullptr) {
      return;
    }
    if (step->action.empty()) {
      context_.diagnostics.error(
          member.key_span,
          fmt::format("the step {} has no action, so it never has an outcome", quote(member.key)),
          R"(expected a step with "do")");
    } else if (step->node == &reader_.node()) {
      context_.diagnostics.error(member.key_span, "a step cannot wait for itself");
    } else if (const StepName* self = step_at(reader_.node(), context_.names);
               self != nullptr && begins_before(*self, *step)) {
      context_.diagnostics.error(
          member.key_span,
          fmt::format("the step {} begins later than the step that asks how it ended",
                      quote(member.key)),
          "expected a step that comes before this one");
    }
  }

  std::optional<Outcome> read_outcome(const JsonMember& member) {
    std::vector<std::string_view> names;
    for (const Outcome outcome : outcomes()) {
      names.push_back(to_string(outcome));
    }
    ObjectReader conditions(*reader_.node().find("if"), R"("if")", context_.diagnostics);
    const auto name = conditions.one_of(member.key, names).optional();
    return name ? outcome_from(*name) : std::nullopt;
  }

  void read_repeat(Step& step) {
    step.repeat = reader_.boolean("repeat").value_or(false);
    if (step.repeat && !reader_.has("when") && !reader_.has("on")) {
      reader_.error(
          "repeat", "only a step with \"on\" or \"when\" can repeat", "a time comes once");
    }
  }

  ObjectReader reader_;
  Place place_;
  const Context& context_;
  bool keys_are_known_ = true;
};

std::vector<Step> read_steps(const Json& json,
                             std::string_view parent,
                             Place place,
                             const Context& context) {
  std::vector<Step> steps;
  for (const Json& item : json.items()) {
    const std::string made_up = made_up_id(parent, steps.size() + 1);
    steps.push_back(StepReader(item, place, context).read(made_up));
  }
  return steps;
}

}  // namespace

std::vector<Step> read_script(const Json& json, const Context& context) {
  return read_steps(json, "script", Place::script, context);
}

std::vector<Step> read_response(const Json& json, const Context& context) {
  return read_steps(json, "response", Place::response, context);
}

}  // namespace firedrill::loading
