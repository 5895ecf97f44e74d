#include <cstddef>
#include <utility>

#include "tests/property/generated/parts.hpp"

// Script and response: triggers, actions, faults, nesting.

namespace firedrill::generated {
namespace {

/// Events that can trigger a step whatever the scenario has.
const std::vector<const char*> common_events = {"impact_started",
                                                "mitigated",
                                                "recovered",
                                                "alert_firing",
                                                "alert_resolved",
                                                "page_lost",
                                                "replica_down",
                                                "action_finished"};

/// Events that need somebody on call.
const std::vector<const char*> people_events = {"page_delivered", "acknowledged", "escalated"};

const std::vector<const char*> conditions = {
    "up == 0",
    "sum(rate(client_requests_total{outcome='bad'}[15s])) > 0.2",
    "absent(http_requests_total{code=~'5..'})",
    "count(up) by (job) > 1"};

}  // namespace

Json Steps::script() {
  Json steps = Json::array();
  for (int i = draw_.number(0, 4); i > 0; --i) {
    steps.push_back(step(Place::script));
  }
  return steps;
}

Json Steps::response() {
  Json steps = Json::array();
  for (int i = draw_.number(0, 2); i > 0; --i) {
    steps.push_back(step(Place::response));
  }
  return steps;
}

std::string Steps::event() {
  const bool of_people = !cast_.people.empty() && draw_.happens(0.5);
  return draw_.word(of_people ? people_events : common_events);
}

/// Gives the step a trigger, or none; when it starts.
int Steps::add_trigger(Json& step, Place place) {
  const int kind = draw_.number(0, 9);
  const bool at = place == Place::script ? kind < 6 : kind == 0;
  int start_ms = unknown;
  if (at) {
    const int at_s = draw_.number(0, cast_.lasts_s - 5);
    step["at"] = std::to_string(at_s) + "s";
    start_ms = at_s * 1000;
  } else if (kind == 7) {
    step["when"] = draw_.word(conditions);
  } else if (kind > 7 || place == Place::response) {
    step["on"] = event();
  } else if (place == Place::script) {
    start_ms = 0;  // it begins with the run
  }
  draw_.maybe(step, "after", 30, [&] {
    const int after_ms = draw_.number(0, 5000);
    const bool varies = draw_.happens(0.5);
    start_ms = varies || start_ms == unknown ? unknown : start_ms + after_ms;
    return varies ? Json{{"exponential", {{"mean", "2s"}}}} : Json(std::to_string(after_ms) + "ms");
  });
  if (step.contains("on") || step.contains("when")) {
    draw_.maybe(step, "repeat", 15, [&] { return true; });
  }
  return start_ms;
}

Json Steps::step(Place place, int depth) {
  Json step = {{"id", "step-" + std::to_string(++made_)}};
  const int at_ms = add_trigger(step, place);
  if (depth == 2 || draw_.happens(0.9)) {
    add_action(step, at_ms);
    add_conditions(step, at_ms);
    narrow_trigger(step);
    ids_.push_back(step["id"]);
    actions_.push_back({.id = step["id"], .at_ms = at_ms});
  }
  if (!step.contains("do") || (depth < 2 && draw_.happens(0.3))) {
    step["steps"] = Json::array();
    for (int i = draw_.number(1, 2); i > 0; --i) {
      step["steps"].push_back(this->step(Place::nested, depth + 1));
    }
  }
  return step;
}

/// Makes it wait for an event about one step or service.
void Steps::narrow_trigger(Json& step) {
  if (!step.contains("on") || step["do"] == "rollback" || step["do"] == "clear" ||
      draw_.happens(0.5)) {
    return;
  }
  if (ids_.empty() || draw_.happens(0.3)) {
    step["on"] = "replica_down";
    step["of"] = draw_.one_of(cast_.services).name;
  } else {
    step["on"] =
        draw_.word({"fault_injected", "fault_cleared", "action_started", "rollout_finished"});
    step["of"] = draw_.one_of(ids_);
  }
}

void Steps::add_conditions(Json& step, int at_ms) {
  if (const Done* earlier = before(actions_, at_ms)) {
    draw_.maybe(step, "if", 20, [&] {
      return Json{{earlier->id, draw_.word({"ok", "refused", "no_effect", "partial"})}};
    });
  }
  draw_.maybe(step, "via", 15, [&] { return draw_.one_of(cast_.services).name; });
  draw_.maybe(step, "why", 15, [&] { return "because \"it\" said so\n"; });
}

void Steps::add_action(Json& step, int at_ms) {
  bool done = false;
  while (!done) {
    done = true;
    switch (draw_.number(0, 11)) {
      case 0:
      case 1:
        add_deploy(step, at_ms);
        break;
      case 2:
        done = add_rollback(step, at_ms);
        break;
      case 3:
        add_restart(step);
        break;
      case 4:
        done = add_rotation(step);
        break;
      case 5:
        add_purge(step);
        break;
      case 6:
        add_shedding(step, at_ms);
        break;
      case 7:
        done = add_clear(step, at_ms);
        break;
      case 8:
        step["do"] = "note";
        step["text"] = "something happens";
        draw_.maybe(step, "as", 50, [&] { return "diagnosed"; });
        break;
      default:
        add_fault(step, at_ms);
    }
  }
}

void Steps::add_rollout(Json& step, int replicas) {
  if (replicas > 1 && draw_.happens(0.5)) {
    step["rollout"] = "rolling";
    draw_.maybe(step, "batches", 40, [&] { return draw_.number(2, replicas); });
  }
  draw_.maybe(step, "takes", 60, [&] { return draw_.seconds(0, 20); });
  if (step["do"] == "restart") {
    return;
  }
  draw_.maybe(step, "takes_effect", 40, [&] {
    return draw_.word({"at_end", "per_batch", "on_restart"});
  });
  draw_.maybe(step, "in_flight", 30, [&] { return draw_.word({"finish", "drop"}); });
}

void Steps::add_deploy(Json& step, int at_ms) {
  const Cast::Member& service = draw_.one_of(cast_.services);
  if (!service.has_versions) {
    return add_fault(step, at_ms);
  }
  step["do"] = "deploy";
  step["service"] = service.name;
  step["version"] = draw_.happens(0.9) ? "2" : "1";
  add_rollout(step, service.replicas);
  deploys_.push_back({.id = step["id"], .at_ms = at_ms, .replicas = service.replicas});
}

/// One of them that is not known to come only later; null if that is what one drew.
const Steps::Done* Steps::before(const std::vector<Done>& done, int at_ms) {
  if (done.empty()) {
    return nullptr;
  }
  const Done& drawn = draw_.one_of(done);
  const bool certain = drawn.at_ms != unknown && drawn.at_ms <= at_ms;  // a parent may be late
  return at_ms == unknown || certain ? &drawn : nullptr;
}

/// False if there is nothing to roll back by then.
bool Steps::add_rollback(Json& step, int at_ms) {
  const Done* deploy = before(deploys_, at_ms);
  if (deploy == nullptr) {
    return false;
  }
  step["do"] = "rollback";
  step["of"] = deploy->id;
  add_rollout(step, deploy->replicas);
  return true;
}

void Steps::add_restart(Json& step) {
  const Cast::Member& service = draw_.one_of(cast_.services);
  step["do"] = "restart";
  step["service"] = service.name;
  add_rollout(step, service.replicas);
}

bool Steps::add_rotation(Json& step) {
  if (!cast_.services.back().is_provider) {
    return false;
  }
  step["do"] = "rotate_keys";
  step["service"] = cast_.services.back().name;
  draw_.maybe(step, "overlap", 50, [&] { return draw_.seconds(0, 60); });
  return true;
}

void Steps::add_purge(Json& step) {
  step["do"] = "purge_cache";
  step["service"] = draw_.one_of(cast_.services).name;
  step["cache"] = draw_.word({"tokens", "keys", "all"});
}

void Steps::add_shedding(Json& step, int at_ms) {
  step["do"] = "shed_load";
  step["share"] = draw_.share();
  draw_.maybe(step, "population", 50, [&] { return draw_.one_of(cast_.populations); });
  draw_.maybe(step, "for", 50, [&] { return draw_.seconds(0, 30); });
  clearable_.push_back({.id = step["id"], .at_ms = at_ms, .replicas = 0});
}

bool Steps::add_clear(Json& step, int at_ms) {
  const Done* fault = before(clearable_, at_ms);
  if (fault == nullptr) {
    return false;
  }
  step["do"] = "clear";
  step["of"] = fault->id;
  return true;
}

}  // namespace firedrill::generated
