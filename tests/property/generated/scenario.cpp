#include "tests/property/generated/scenario.hpp"

#include <utility>

#include "tests/property/generated/parts.hpp"

namespace firedrill::generated {
namespace {

/// An expression of a kind that people alert on, about this scenario's services and clients.
std::string expression(Draw& draw, const Cast& cast) {
  const std::string service = "service='" + draw.one_of(cast.services).name + "'";
  switch (draw.number(0, 9)) {
    case 0:
      return "sum(rate(http_requests_total{" + service +
             ",code=~'5..'}[20s])) / "
             "sum(rate(http_requests_total{" +
             service + "}[20s])) > 0.05";
    case 1:
      return "up == 0";
    case 2:
      return "histogram_quantile(0.9, sum by (le) (rate("
             "http_request_duration_seconds_bucket{" +
             service + "}[20s]))) > 0.2";
    case 3:
      return "sum by (population) (rate(client_requests_total{outcome='bad'}[15s])) > 0.1";
    case 4:
      return "absent(up{job='" + draw.one_of(cast.services).name + "'})";
    case 5:
      return "http_requests_in_flight > 2 unless on (instance) up == 0";
    case 6:
      return "max_over_time(http_queue_length[30s]) >= 1 or changes(up[1m]) > 0";
    case 7:
      return "increase(auth_requests_total{result!='ok'}[30s] offset 5s) > 0";
    case 8:
      return "up / on () up";  // cannot be evaluated: which of them divides which?
    default:
      return "vector(1)";
  }
}

Json customer_reports(Draw& draw, const Cast& cast) {
  Json report = {{"population", draw.one_of(cast.populations)}, {"after", draw.spread(0, 20000)}};
  draw.maybe(report, "at_least", 50, [&] { return draw.share(); });
  return Json::array({std::move(report)});
}

Json before(Draw& draw) {
  Json before = {{"settle", draw.seconds(15, 25)}};
  draw.maybe(before, "steady_state", 20, [&] {
    return Json::array({"up", "sum(rate(client_requests_total[10s])) >= 0"});
  });
  return before;
}

Json impact(Draw& draw) {
  return {{"window", draw.seconds(1, 15)},
          {"at_least", draw.number(1, 6)},
          {"above", draw.number(0, 20) / 100.0},
          {"recovered_after", draw.seconds(0, 30)}};
}

Json monitoring(Draw& draw) {
  return {{"scrape_interval", draw.seconds(2, 10)},
          {"evaluation_interval", draw.seconds(2, 10)},
          {"offset", draw.word({"aligned", "random"})}};
}

Json outages(Draw& draw) {
  const auto from_s = draw.number(0, 40);
  return Json::array({{{"from", std::to_string(from_s) + "s"},
                       {"until", std::to_string(from_s + draw.number(1, 40)) + "s"}}});
}

/// With all that could keep such a run from being passed anyway.
void take_away_traffic(Draw& draw, Json& scenario) {
  const bool before_too = draw.happens(0.5);
  for (Json& population : scenario["traffic"]) {
    population["rate"] =
        before_too
            ? Json("0/s")
            : Json::array({{{"at", "0s"}, {"rate", "5/s"}}, {{"at", "1ns"}, {"rate", "0/s"}}});
    population["timeout"] = "1s";
  }
  scenario["script"] = Json::array();
  scenario["response"] = Json::array();
  scenario["alerts"] = Json::array();
  scenario["targets"] = {{"pages", {{"at_most", 0}}}};
}

void take_away_alerts(Json& scenario) {
  for (Json& alert : scenario["alerts"]) {
    alert["expr"] = "up == 2";
  }
  scenario["customer_reports"] = Json::array();
}

void take_away_acknowledgement(Json& scenario) {
  scenario["on_call"] = {
      {"escalation", Json::array({{{"notify", "ann"}, {"acknowledges", "never"}}})}};
}

}  // namespace

Json alerts(Draw& draw, Cast& cast) {
  Json alerts = Json::array();
  for (int i = draw.number(0, 3); i > 0; --i) {
    const std::string name = "Alert" + std::to_string(i);
    Json alert = {{"alert", name}, {"expr", expression(draw, cast)}};
    draw.maybe(alert, "for", 40, [&] { return draw.seconds(0, 20); });
    draw.maybe(alert, "keep_firing_for", 30, [&] { return draw.seconds(0, 20); });
    draw.maybe(alert, "labels", 50, [&] {
      return Json{{"severity", draw.word({"page", "critical", "ticket"})}};
    });
    draw.maybe(alert, "annotations", 30, [&] { return Json{{"summary", "it is bad"}}; });
    cast.alerts.push_back(name);
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

namespace {

Json listed_person(Draw& draw) {
  Json person = {{"acknowledges", draw.spread(0, 20000)}};
  draw.maybe(person, "at_night", 50, [&] {
    return Json{{"from", draw.word({"00:00", "09:46"})},
                {"to", "23:00"},
                {"sleeps_through", draw.share()},
                {"falls_asleep", draw.share()}};
  });
  draw.maybe(person, "notified", 50, [&] {
    const Json first = {{"by", draw.word({"push", "sms", "email", "chat"})}};
    const Json second = {{"by", "phone"}, {"after", draw.seconds(1, 20)}};
    return Json{{"high", Json::array({first, second})}};
  });
  return person;
}

/// People and a schedule beside those whom the levels describe.
void add_people(Json& on_call, Draw& draw, Cast& cast) {
  Json layer = {{"people", {"dan", "eve"}}, {"starts", "2023-11-09T00:00:00Z"}, {"turn", "1m"}};
  draw.maybe(layer, "only", 50, [&] {
    return Json::array({{{"from", "09:46"}, {"to", draw.word({"09:47", "23:00"})}}});
  });
  on_call["schedules"] = {{"rota", {{"layers", Json::array({layer})}}}};
  for (const char* person : {"dan", "eve"}) {
    on_call["people"][person] = listed_person(draw);
    cast.people.emplace_back(person);
  }
  Json level = {{"notify", {"rota", "eve"}},
                {"assignment", draw.word({"everyone", "round_robin"})},
                {"escalates_after", draw.seconds(1, 30)}};
  if (draw.happens(0.3)) {
    level["notify"] = "rota";
  }
  on_call["escalation"].push_back(std::move(level));
}

}  // namespace

Json on_call(Draw& draw, Cast& cast) {
  Json on_call = {{"escalation", Json::array()}};
  draw.maybe(on_call, "delivery", 50, [&] { return draw.spread(0, 5000); });
  draw.maybe(on_call, "loss", 30, [&] { return draw.share(); });
  draw.maybe(on_call, "loops", 30, [&] { return draw.number(0, 2); });
  draw.maybe(on_call, "urgency", 30, [&] { return draw.word({"by_severity", "high", "low"}); });
  draw.maybe(on_call, "acknowledgement_timeout", 60, [] { return "1m"; });
  draw.maybe(on_call, "auto_resolve_timeout", 20, [] { return "1m"; });
  if (draw.happens(0.5)) {
    add_people(on_call, draw, cast);
  }
  for (const char* person : {"ann", "bob", "cyd"}) {
    const bool never = draw.happens(0.3);
    Json level = {{"notify", person},
                  {"acknowledges", never ? Json("never") : draw.spread(0, 20000)}};
    draw.maybe(level, "escalates_after", 70, [&] { return draw.seconds(1, 30); });
    on_call["escalation"].push_back(std::move(level));
    cast.people.emplace_back(person);
    if (draw.happens(0.5)) {
      break;
    }
  }
  return on_call;
}

Json targets(Draw& draw, const Cast& cast, const std::vector<std::string>& steps) {
  Json targets = Json::object();
  for (const char* name : {"detect", "page", "acknowledge", "rollback", "recover"}) {
    draw.maybe(targets, name, 25, [&] { return draw.seconds(1, cast.lasts_s); });
  }
  for (const char* name : {"pages", "false_pages", "missed_detections", "impact_windows"}) {
    draw.maybe(targets, name, 15, [&] { return Json{{"at_most", draw.number(0, 3)}}; });
  }
  draw.maybe(targets, "failed_requests", 25, [&] {
    return draw.happens(0.5) ? Json{{"at_most", "20%"}} : Json{{"at_least", draw.number(0, 9)}};
  });
  if (!steps.empty()) {
    draw.maybe(targets, "own", 25, [&] {
      return Json{{"from", draw.word({"fault_injected", "action_started", "rollout_started"})},
                  {"of", draw.one_of(steps)},
                  {"to", draw.word({"fault_cleared", "action_finished", "alert_firing"})},
                  {"within", draw.seconds(5, 60)},
                  {"at_least", draw.seconds(0, 5)}};
    });
  }
  if (targets.empty()) {
    targets["recover"] = {{"within", "30s"}, {"known_miss", "T-1"}};
  }
  return targets;
}

namespace {

/// Removes what nothing in the scenario can start or stop. The loader refuses it.
void take_away_idle_targets(Json& scenario) {
  Json& targets = scenario["targets"];
  if (!scenario.contains("on_call")) {
    targets.erase("page");
    targets.erase("acknowledge");
  }
  const std::string steps = scenario["script"].dump() + scenario["response"].dump();
  if (steps.find(R"("rollback")") == std::string::npos) {
    targets.erase("rollback");
  }
  if (targets.empty()) {
    targets["recover"] = "30s";
  }
}

}  // namespace

std::string scenario(Seed seed, Lacking lacking) {
  Draw draw(stream(seed, "test/generated_scenario"));
  Cast cast{.lasts_s = draw.number(30, 90)};
  Json scenario = {{"firedrill", 1},
                   {"name", "generated"},
                   {"starts_at", draw.word({"2000-01-01T00:00:00Z", "2023-11-09T09:45:00+01:00"})},
                   {"lasts", std::to_string(cast.lasts_s) + "s"},
                   {"before", before(draw)},
                   {"monitoring", monitoring(draw)}};
  draw.maybe(scenario, "impact", 70, [&] { return impact(draw); });
  scenario["services"] = services(draw, cast);
  scenario["traffic"] = traffic(draw, cast);
  scenario["alerts"] = alerts(draw, cast);
  draw.maybe(scenario, "customer_reports", 40, [&] { return customer_reports(draw, cast); });
  draw.maybe(scenario, "on_call", 80, [&] { return on_call(draw, cast); });
  Steps steps(draw, cast);
  scenario["script"] = steps.script();
  scenario["response"] = steps.response();
  scenario["targets"] = targets(draw, cast, steps.ids());
  take_away_idle_targets(scenario);
  switch (lacking) {
    case Lacking::nothing:
      break;
    case Lacking::traffic:
      take_away_traffic(draw, scenario);
      break;
    case Lacking::alerts:
      take_away_alerts(scenario);
      break;
    case Lacking::acknowledgement:
      take_away_acknowledgement(scenario);
      break;
  }
  draw.maybe(scenario["monitoring"], "outages", 20, [&] { return outages(draw); });
  return scenario.dump(2);
}

}  // namespace firedrill::generated
