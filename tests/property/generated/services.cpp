#include <algorithm>
#include <utility>

#include "tests/property/generated/parts.hpp"

// Services, their calls and auth, and the clients.

namespace firedrill::generated {
namespace {

Json retry(Draw& draw) {
  Json retry = Json::object();
  draw.maybe(retry, "attempts", 70, [&] { return draw.number(1, 4); });
  draw.maybe(retry, "backoff", 50, [&] { return draw.milliseconds(0, 400); });
  draw.maybe(retry, "factor", 30, [&] { return draw.number(1, 3); });
  draw.maybe(retry, "jitter", 50, [&] { return draw.word({"none", "full"}); });
  draw.maybe(retry, "budget", 30, [&] { return draw.share(); });
  return retry;
}

/// What calls and auth uses have in common.
void add_call_policy(Draw& draw, Json& call) {
  draw.maybe(call, "timeout", 70, [&] { return draw.milliseconds(200, 3000); });
  draw.maybe(call, "fails", 40, [&] {
    return Json{{"reply", draw.one_of(std::vector{200, 429, 500, 503})}};
  });
  draw.maybe(call, "network", 30, [&] { return draw.spread(1, 9); });
  draw.maybe(call, "retry", 25, [&] { return retry(draw); });
  draw.maybe(call, "breaker", 25, [&] {
    return Json{{"failures", draw.number(1, 9)},
                {"open_for", draw.seconds(1, 20)},
                {"probes", draw.number(1, 3)}};
  });
}

Json call_of(Draw& draw, const std::string& service) {
  Json call = {{"service", service}};
  add_call_policy(draw, call);
  draw.maybe(call, "share", 20, [&] { return draw.share(); });
  return call;
}

Json auth_use(Draw& draw, const char* speaks) {
  Json use = {{"speaks", speaks}};
  add_call_policy(draw, use);
  draw.maybe(use, "tokens", 50, [&] {
    if (draw.happens(0.3)) {
      return Json("per_request");
    }
    return Json{{"cache", draw.seconds(1, 60)}, {"strict", draw.happens(0.3)}};
  });
  draw.maybe(use, "verifies", 30, [&] {
    return draw.happens(0.5) ? Json(draw.happens(0.7))
                             : Json(draw.word({"keys", "introspection", "userinfo"}));
  });
  Draw aside = draw;  // so that all that follows is drawn as without them
  aside.maybe(use, "logs_in", 20, [&] { return aside.happens(0.8); });
  if (use.contains("tokens") && use["tokens"].is_object() && aside.happens(0.3)) {
    use["tokens"]["grant"] = aside.word({"client_credentials", "refresh_token"});
  }
  const bool asks_provider =
      use.contains("verifies") && use["verifies"].is_string() && use["verifies"] != "keys";
  draw.maybe(use, "keys", asks_provider ? 0 : 30, [&] {
    return Json{{"cache", draw.seconds(1, 60)},
                {"cooldown", draw.seconds(0, 30)},
                {"refetch_unknown", draw.happens(0.5)},
                {"strict", draw.happens(0.3)},
                {"lookup", draw.word({"by_id", "first"})}};
  });
  draw.maybe(use, "when_unavailable", 40, [&] {
    return draw.word({"fail_closed", "fail_open", "use_cached"});
  });
  return use;
}

/// Keys that a service or one of its versions may have.
void add_behaviour(Draw& draw, Json& block) {
  draw.maybe(block, "workers", 40, [&] { return draw.number(2, 32); });
  draw.maybe(block, "queue", 40, [&] { return draw.number(0, 50); });
  draw.maybe(block, "latency", 80, [&] { return draw.spread(1, 60); });
  draw.maybe(block, "startup", 70, [&] { return draw.seconds(0, 8); });
  draw.maybe(block, "warm_up", 20, [&] {
    return Json{{"lasts", draw.seconds(0, 20)}, {"factor", draw.number(1, 6)}};
  });
  draw.maybe(block, "abandoned_work", 30, [&] { return draw.word({"finish", "cancel"}); });
}

Json provider(Draw& draw, Cast& cast) {
  Cast::Member member{.name = "identity", .replicas = draw.number(1, 2), .is_provider = true};
  Json service = {
      {"kind", "auth_provider"},
      {"third_party", draw.happens(0.7)},
      {"replicas", member.replicas},
      {"contracts",
       {{"v1",
         {{"token_auth", Json::array({"client_secret_basic"})},
          {"pkce", Json::array({"none", "S256"})}}},
        {"v2",
         {{"token_auth", Json::array({"private_key_jwt"})}, {"pkce", Json::array({"S256"})}}}}}};
  service["accepts"] = draw.happens(0.3) ? Json::array({"v1", "v2"}) : Json::array({"v1"});
  draw.maybe(service, "token_lifetime", 40, [&] { return draw.seconds(1, 90); });
  member.has_versions = draw.happens(0.4);
  if (member.has_versions) {
    service["version"] = "1";
    service["versions"] = {{"1", Json::object()}, {"2", {{"accepts", Json::array({"v2"})}}}};
  }
  cast.services.push_back(std::move(member));
  return service;
}

Json service(Draw& draw, Cast::Member& member) {
  member.replicas = draw.number(1, 4);
  Json service = {{"replicas", member.replicas}};
  add_behaviour(draw, service);
  member.has_versions = draw.happens(0.6);
  if (member.has_versions) {
    service["version"] = "1";
    service["versions"] = {{"1", Json::object()}, {"2", Json::object()}};
    if (draw.happens(0.5)) {
      add_behaviour(draw, service["versions"]["2"]);
    }
  }
  return service;
}

/// Calls from one service to some of those behind it, one after the other or side by side.
void add_calls(Draw& draw, Json& services, Cast& cast, std::size_t caller) {
  Json calls = Json::array();
  Json group = Json::array();
  for (std::size_t callee = caller + 1; callee < cast.services.size(); ++callee) {
    if (cast.services[callee].is_provider || draw.happens(0.4)) {
      continue;
    }
    Json call = call_of(draw, cast.services[callee].name);
    cast.edges.push_back(cast.services[caller].name + "->" + cast.services[callee].name);
    if (call.contains("share") && call["share"] < 1) {
      cast.cached_edges.push_back(cast.edges.back());
    }
    (draw.happens(0.3) ? group : calls).push_back(std::move(call));
  }
  if (!group.empty()) {
    calls.push_back(std::move(group));
  }
  if (!calls.empty()) {
    services[cast.services[caller].name]["calls"] = std::move(calls);
  }
}

void add_auth(Draw& draw, Json& services, Cast& cast, Cast::Member& member) {
  Json& use = services[member.name]["auth"]["identity"];
  use = auth_use(draw, "v1");
  member.verifies =
      use.contains("verifies") && (use["verifies"] == true || use["verifies"] == "keys");
  cast.edges.push_back(member.name + "->identity");
  if (member.has_versions && draw.happens(0.6)) {
    services[member.name]["versions"]["2"]["auth"]["identity"] = {{"speaks", "v2"}};
  }
}

Json rate(Draw& draw, const Cast& cast) {
  const auto per_second = [&] { return std::to_string(draw.number(2, 12)) + "/s"; };
  if (draw.happens(0.7)) {
    return per_second();
  }
  Json points = Json::array({{{"at", "0s"}, {"rate", per_second()}}});
  points.push_back({{"at", draw.seconds(1, cast.lasts_s / 2)},
                    {"rate", draw.happens(0.2) ? "0/s" : per_second()},
                    {"ramp", draw.happens(0.5)}});
  return points;
}

}  // namespace

Json services(Draw& draw, Cast& cast) {
  Json services = Json::object();
  const int count = draw.number(1, 3);
  for (int i = 0; i < count; ++i) {
    Cast::Member member{.name = "service-" + std::to_string(i)};
    services[member.name] = service(draw, member);
    cast.services.push_back(std::move(member));
  }
  const bool has_provider = draw.happens(0.6);
  if (has_provider) {
    services["identity"] = provider(draw, cast);
  }
  for (std::size_t caller = 0; caller < cast.services.size(); ++caller) {
    Cast::Member& member = cast.services[caller];
    if (member.is_provider) {
      continue;
    }
    add_calls(draw, services, cast, caller);
    if (has_provider && draw.happens(0.6)) {
      add_auth(draw, services, cast, member);
    }
  }
  return services;
}

Json traffic(Draw& draw, Cast& cast) {
  Json traffic = Json::array();
  const bool has_provider = cast.services.back().is_provider;
  for (int i = draw.number(1, 2); i > 0; --i) {
    const std::string name = "clients-" + std::to_string(i);
    Json population = {
        {"name", name}, {"to", draw.one_of(cast.services).name}, {"rate", rate(draw, cast)}};
    draw.maybe(population, "arrivals", 50, [&] { return draw.word({"constant", "poisson"}); });
    draw.maybe(population, "timeout", 50, [&] { return draw.milliseconds(500, 5000); });
    draw.maybe(population, "network", 30, [&] { return draw.spread(1, 20); });
    draw.maybe(population, "retry", 20, [&] { return retry(draw); });
    draw.maybe(population, "good", 30, [&] {
      return Json{{"statuses", Json::array({"2xx", 401})}, {"within", draw.seconds(1, 3)}};
    });
    if (has_provider) {
      draw.maybe(population, "token", 60, [&] {
        return Json{{"from", "identity"}, {"lifetime", draw.seconds(1, 90)}};
      });
    }
    cast.populations.push_back(name);
    traffic.push_back(std::move(population));
  }
  return traffic;
}

}  // namespace firedrill::generated
