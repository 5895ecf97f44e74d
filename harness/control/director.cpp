#include "harness/control/director.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/control/asleep.hpp"
#include "harness/journal/query.hpp"
#include "harness/scenario/find.hpp"

namespace firedrill::control {
namespace {

const std::string script = "script";
const std::string response = "response";

/// A response to an acknowledgement is the work of whoever acknowledged.
std::string doer_of(const Event& trigger, const std::string& otherwise) {
  const bool person = trigger.type == EventType::acknowledged && !trigger.by.empty();
  return otherwise == response && person ? trigger.by : otherwise;
}

/// What follows a hand-off is the work of whoever took over.
std::string doer_after(const Step& step, const std::string& by) {
  const auto* hand_off = step.action ? std::get_if<actions::HandOff>(&*step.action) : nullptr;
  return hand_off == nullptr ? by : hand_off->to;
}

bool follows(const Step& step) {
  return std::holds_alternative<InSequence>(step.trigger);
}

}  // namespace

struct Director::Sequence {
  const std::vector<Step>& steps;
  std::string by;
  Finished finished;
  std::size_t next = 0;
};

Director::Director(Timeline& timeline, World& world, const Scenario& scenario, Seed seed)
    : timeline_(timeline),
      scenario_(scenario),
      seed_(seed),
      actions_(timeline, world, scenario) {
  timeline_.listen([this](const Event& event) { hear(event); });
}

void Director::start() {
  arm_all(scenario_.script, script);
  arm_all(scenario_.response, response);
}

std::string Director::act(const std::string& step_id, const std::string& who, EventId cause) {
  const Step* step = find_step(scenario_.response, step_id);
  if (step == nullptr) {
    return fmt::format("the response has no step \"{}\"", step_id);
  }
  if (!may_run(*step)) {
    return fmt::format("the step \"{}\" is not to run: its \"if\" does not hold", step_id);
  }
  Firings& firings = firings_[step->id];
  if (firings.all == most_firings) {
    return fmt::format("the step \"{}\" has run {} times", step_id, most_firings);
  }
  ++firings.all;
  if (step->repeat) {
    begin(*step, {.cause = cause, .by = who}, [](EventId /*last*/) {});
    return "";
  }
  by_hand_.try_emplace(step->id);
  begin(*step, {.cause = cause, .by = who}, [this, step](EventId last) {
    ByHand& done = by_hand_[step->id];
    done.ended = last;
    for (const Finished& goes_on : std::exchange(done.waiting, {})) {
      goes_on(last);
    }
  });
  return "";
}

void Director::on_evaluation(const QueryHolds& holds) {
  for (Armed& armed : armed_) {  // fire() only schedules: nothing is armed meanwhile
    const auto* when = std::get_if<WhenQuery>(&armed.step->trigger);
    if (when == nullptr || armed.spent) {
      continue;
    }
    const Result<bool> result = holds(when->query);
    if (!result) {
      note_error(armed, result.error().message);
      continue;
    }
    const bool held = std::exchange(armed.held, *result);
    if (armed.held && !held) {
      armed.spent = !armed.step->repeat;
      fire(*armed.step, {.by = armed.by});
    }
  }
}

void Director::note_error(Armed& armed, const std::string& message) {
  if (std::exchange(armed.failed, true)) {
    return;
  }
  timeline_.record(
      {.type = EventType::query_failed,
       .what = fmt::format("the trigger of {} cannot be evaluated: {}", armed.step->id, message),
       .subject = armed.step->id,
       .step = armed.step->id,
       .by = armed.by});
}

/// Once. Only later, as who listens to that event may not be told of it while events are told.
void Director::note_limit(const Step& step, const Context& context) {
  if (std::exchange(firings_[step.id].limit_told, true)) {
    return;
  }
  timeline_.scheduler().after(Duration::zero(), [this, &step, context] {
    timeline_.record(
        {.type = EventType::step_not_started,
         .what = fmt::format("{} does not begin again: it did {} times", step.id, most_firings),
         .cause = context.cause,
         .subject = step.id,
         .step = step.id,
         .by = context.by,
         .outcome = "too_often"});
  });
}

void Director::arm_all(const std::vector<Step>& steps, const std::string& by) {
  for (const Step& step : steps) {
    arm(step, by);
  }
}

void Director::arm_nested(const Step& step, const std::string& by) {
  for (const Step& nested : step.steps) {
    if (!follows(nested)) {
      arm(nested, by);
    }
  }
}

void Director::arm(const Step& step, const std::string& by) {
  const Context context{.by = by};
  const auto* time = std::get_if<AtTime>(&step.trigger);
  if (time != nullptr || follows(step)) {  // one with nothing before it starts with the run
    const Duration at = time == nullptr ? Duration::zero() : time->at;
    timeline_.scheduler().at(Instant{at}, [this, &step, context] { fire(step, context); });
    return;
  }
  const auto same = std::find_if(
      armed_.begin(), armed_.end(), [&](const Armed& armed) { return armed.step == &step; });
  if (same == armed_.end()) {
    armed_.push_back({.step = &step, .by = by});
  } else {
    same->spent = false;  // its parent has fired again
  }
}

void Director::hear(const Event& event) {
  if (is_idle_acknowledgement(event)) {
    return;
  }
  for (Armed& armed : armed_) {  // fire() only schedules: nothing is armed meanwhile
    const auto* on = std::get_if<OnEvent>(&armed.step->trigger);
    if (on != nullptr && !armed.spent && event.type == on->type && is_about(event, on->of)) {
      armed.spent = !armed.step->repeat;
      fire(*armed.step, {.cause = event.id, .by = doer_of(event, armed.by)});
    }
  }
}

void Director::fire(const Step& step, const Context& context) {
  Firings& firings = firings_[step.id];
  if (by_hand_.contains(step.id)) {
    return;
  }
  if (firings.all == most_firings) {
    note_limit(step, context);
    return;
  }
  ++firings.all;
  timeline_.scheduler().after(delay_of(step), [this, &step, context] {
    if (!by_hand_.contains(step.id)) {
      begin(step, context, [](EventId /*last*/) {});
    }
  });
}

void Director::begin(const Step& step, const Context& context, Finished finished) {
  if (!may_run(step)) {
    ++firings_[step.id].passed_over;
    finished(context.cause);
    return;
  }
  arm_nested(step, context.by);
  const auto nested = std::make_shared<Sequence>(Sequence{
      .steps = step.steps, .by = doer_after(step, context.by), .finished = std::move(finished)});
  if (!step.action) {
    outcomes_.insert_or_assign(step.id, Outcome::ok);
    go_on(nested, context.cause);
    return;
  }
  actions_.run({.step = &step, .cause = context.cause, .by = context.by},
               [this, &step, nested](const ActionEnd& end) {
                 outcomes_.insert_or_assign(step.id, end.outcome);
                 if (!end.stopped) {
                   go_on(nested, end.event);
                 }
               });
}

void Director::go_on(const SequencePtr& sequence, EventId last) {
  const auto& steps = sequence->steps;
  while (sequence->next < steps.size() && !follows(steps[sequence->next])) {
    ++sequence->next;
  }
  if (sequence->next == steps.size()) {
    sequence->finished(last);
    return;
  }
  const Step& step = steps[sequence->next++];
  timeline_.scheduler().after(delay_of(step), [this, sequence, last, &step] {
    const Finished goes_on = [this, sequence, &step](EventId end) {
      if (outcomes_.contains(step.id) && outcomes_.at(step.id) == Outcome::ok) {
        sequence->by = doer_after(step, sequence->by);
      }
      go_on(sequence, end);
    };
    const auto by_hand = by_hand_.find(step.id);
    if (by_hand == by_hand_.end()) {
      ++firings_[step.id].all;
      begin(step, {.cause = last, .by = sequence->by}, goes_on);
    } else if (by_hand->second.ended) {
      goes_on(last);
    } else {
      by_hand->second.waiting.push_back(goes_on);
    }
  });
}

bool Director::may_run(const Step& step) const {
  return std::all_of(step.only_if.begin(), step.only_if.end(), [&](const auto& condition) {
    const auto outcome = outcomes_.find(condition.first);
    return outcome != outcomes_.end() && outcome->second == condition.second;
  });
}

Duration Director::delay_of(const Step& step) {
  const auto found =
      delays_.try_emplace(step.id, stream(seed_, "step/" + step.id + "/after")).first;
  return step.after.sample(found->second);
}

void Director::report_remaining_steps() {
  actions_.report_unfinished();
  report_idle_steps(scenario_.script, script);
  report_idle_steps(scenario_.response, response);
}

void Director::report_idle_steps(const std::vector<Step>& steps, const std::string& by) {
  const auto& events = timeline_.events();
  const bool is_unwell = std::any_of(events.begin(), events.end(), [](const Event& event) {
    return event.type == EventType::steady_state_failed;
  });
  for (const Step& step : steps) {
    const auto found = firings_.find(step.id);
    const Firings fired = found == firings_.end() ? Firings{} : found->second;
    if (fired.all > fired.passed_over) {
      report_idle_steps(step.steps, by);
      continue;
    }
    const bool triggered = fired.passed_over > 0;
    const std::string_view why = is_unwell   ? "nothing begins without a steady state"
                                 : triggered ? "its \"if\" did not hold"
                                             : "its time never came";
    timeline_.record({.type = EventType::step_not_started,
                      .what = fmt::format("{} never began: {}", step.id, why),
                      .subject = step.id,
                      .step = step.id,
                      .by = by,
                      .outcome = triggered ? "passed_over" : "never_triggered"});
  }
}

std::vector<FaultTally> Director::planned_faults() const {
  std::map<std::string_view, EventId> first_of_step;
  for (const Event& event : timeline_.events()) {
    if (event.type == EventType::fault_injected) {
      first_of_step.emplace(event.step, event.id);
    }
  }
  std::vector<FaultTally> tallies;
  for (const Step* step : injecting_steps(scenario_)) {
    const auto found = firings_.find(step->id);
    const Firings fired = found == firings_.end() ? Firings{.all = 1} : found->second;
    const auto first = first_of_step.find(step->id);
    tallies.push_back({.id = step->id,
                       .kind = std::string{kind_of(std::get<actions::Inject>(*step->action).fault)},
                       .injected_by = first == first_of_step.end() ? EventId::none : first->second,
                       .planned = fired.all - fired.passed_over});
  }
  return tallies;
}

}  // namespace firedrill::control
