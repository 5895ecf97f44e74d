// The steps of a generated scenario that inject faults.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/behaviour/provider_change.hpp"
#include "tests/property/generated/parts.hpp"

namespace firedrill::generated {

void Steps::add_fault(Json& step, int at_ms) {
  step["do"] = "inject";
  clearable_.push_back({.id = step["id"], .at_ms = at_ms, .replicas = 0});
  draw_.maybe(step, "for", 60, [&] { return draw_.seconds(0, 30); });
  const int kind = draw_.number(0, 27);
  if (kind < 2 || kind > 24) {
    add_process_fault(step);
  } else {
    add_request_fault(step, kind);
  }
  if (step["fault"] == "crash") {
    step.erase("for");  // it happens once
  }
  Draw aside = draw_;  // so that all that follows is drawn as without them
  if (step["fault"] == "error_rate" && aside.happens(0.4)) {
    make_stale(step, aside);
  }
  if (step["fault"] == "latency" && !cast_.cached_edges.empty() && aside.happens(0.6)) {
    step["edge"] = aside.one_of(cast_.cached_edges);
    lose_cache(step, aside);
  }
  add_scope(step, aside);
}

/// Whose processes, requests and how many of them.
void Steps::add_scope(Json& step, Draw& draw) const {
  const std::string fault = step["fault"];
  const auto hit =
      std::find_if(cast_.services.begin(), cast_.services.end(), [&](const Cast::Member& service) {
        return step.contains("service") && service.name == step["service"];
      });
  if (hit != cast_.services.end() && hit->has_versions && !hit->is_provider) {
    draw.maybe(step, "version", 30, [&] { return draw.word({"1", "2"}); });
  }
  const std::vector<std::string> of_replicas{"pool_exhaustion",
                                             "descriptor_exhaustion",
                                             "clock_skew",
                                             "stale_config",
                                             "stale_dns",
                                             "crash",
                                             "crash_loop",
                                             "memory_leak",
                                             "slow_start"};
  if (std::find(of_replicas.begin(), of_replicas.end(), fault) != of_replicas.end()) {
    return;
  }
  const std::string place = step.contains("edge") ? step["edge"] : step["service"];
  if (!place.ends_with("identity")) {
    draw.maybe(step, "population", 20, [&] { return draw.one_of(cast_.populations); });
  }
  draw.maybe(step, "share", 20, [&] { return draw.share(); });
  draw.maybe(step, "profile", 30, [&] { return draw.profile(); });
}

/// False: nobody verifies tokens, or another fault is wanted.
bool Steps::add_clock_skew(Json& step) {
  const auto verifier = std::find_if(cast_.services.begin(),
                                     cast_.services.end(),
                                     [](const Cast::Member& service) { return service.verifies; });
  if (verifier == cast_.services.end() || draw_.happens(0.4)) {
    return false;
  }
  step["service"] = verifier->name;
  step["fault"] = "clock_skew";
  step[draw_.word({"ahead", "behind"})] = draw_.seconds(0, 90);
  draw_.maybe(step, "leeway", 30, [&] { return draw_.seconds(0, 20); });
  return true;
}

void Steps::add_provider_fault(Json& step) {
  if (add_clock_skew(step)) {
    return;
  }
  step["service"] = cast_.services.back().name;
  if (draw_.happens(0.3)) {
    const int last = static_cast<int>(provider_changes.size()) - 1;
    step["fault"] = "auth_change";
    step["change"] = provider_changes.at(static_cast<std::size_t>(draw_.number(0, last))).name;
    return;
  }
  step["fault"] = "auth_rate_limited";
  step["allows"] = std::to_string(draw_.number(1, 5)) + "/s";
  draw_.maybe(step, "burst", 50, [&] { return draw_.number(1, 20); });
  draw_.maybe(step, "retry_after", 50, [&] { return draw_.milliseconds(0, 3000); });
}

void Steps::add_request_fault(Json& step, int kind) {
  if (kind < 6 && cast_.services.back().is_provider) {
    add_provider_fault(step);
    return;
  }
  if (kind != 6 && !cast_.edges.empty() && draw_.happens(0.4)) {
    step["edge"] = draw_.one_of(cast_.edges);
  } else {
    const Cast::Member& service = draw_.one_of(cast_.services);
    step["service"] = service.name;
    draw_.maybe(step, "replicas", 30, [&] { return draw_.number(1, service.replicas); });
  }
  if (kind == 6) {
    add_replica_fault(step);
  } else if (kind == 7) {
    step["fault"] = "growing_latency";
    step["by"] = draw_.milliseconds(0, 500);
    step["every"] = draw_.seconds(1, 10);
  } else if (kind == 8) {
    step["fault"] = "latency";
    step["by"] = draw_.spread(1, 2000);
  } else if (kind == 9) {
    step["fault"] = "error_rate";
    step["rate"] = draw_.share();
    draw_.maybe(step, "reply", 40, [&] { return draw_.one_of(std::vector{401, 429, 503}); });
    draw_.maybe(step, "retry_after", 30, [&] { return draw_.milliseconds(0, 3000); });
  } else if (kind == 10) {
    step["fault"] = draw_.word({"fail_first", "fail_every", "drop_first"});
    step["requests"] = draw_.number(1, 50);
  } else if (kind == 11) {
    step["fault"] = "quota";
    step["allows"] = draw_.number(0, 50);
    step["per"] = draw_.seconds(1, 30);
  } else if (kind == 12) {
    step["fault"] = "packet_loss";
    step["rate"] = draw_.share();
    draw_.maybe(step, "burst", 50, [&] { return draw_.number(1, 10); });
  } else if (kind == 13) {
    const auto [fault, key] =
        draw_.one_of(std::vector<std::pair<const char*, const char*>>{{"slow_answers", "by"},
                                                                      {"timeout", "closes_after"},
                                                                      {"dribble", "over"},
                                                                      {"disk_full", "fills_in"}});
    step["fault"] = fault;
    step[key] = draw_.milliseconds(1, 2000);
  } else if (kind == 14) {
    step["fault"] = "bandwidth";
    step["rate"] = "10kB";
    step["size"] = draw_.word({"1kB", "20kB"});
  } else if (kind == 15) {
    step["fault"] = "partition";
    step["loses"] = draw_.word({"both", "answers"});
  } else {
    add_share_of_requests(step);
  }
}

void Steps::add_replica_fault(Json& step) {
  const std::string fault =
      draw_.word({"pool_exhaustion", "cpu_theft", "descriptor_exhaustion", "poison_data"});
  step["fault"] = fault;
  if (fault == "pool_exhaustion") {
    step["left"] = draw_.number(0, 3);
  } else if (fault == "cpu_theft") {
    step["factor"] = draw_.number(1, 50);
  } else if (fault == "descriptor_exhaustion") {
    step["fills_in"] = draw_.milliseconds(0, 20'000);
  } else {
    step["rate"] = draw_.share();
    draw_.maybe(step, "restarts_after", 60, [&] { return draw_.seconds(0, 20); });
  }
}

void Steps::add_share_of_requests(Json& step) {
  step["fault"] = draw_.word({"refuse",
                              "hang",
                              "reset",
                              "truncate",
                              "malformed",
                              "dns_failure",
                              "tls_failure",
                              "headers_too_large",
                              "wrong_content_length",
                              "wrong_content_type",
                              "body_change",
                              "header_change",
                              "bad_chunk",
                              "redirect_loop"});
  draw_.maybe(step, "rate", 50, [&] { return draw_.share(); });
  if (step["fault"] == "dns_failure") {
    draw_.maybe(step, "reason", 50, [&] { return draw_.word({"no_answer", "wrong_address"}); });
  } else if (step["fault"] == "body_change") {
    step["change"][draw_.word({"remove", "retype", "wrap", "replace"})] = "/price";
  } else if (step["fault"] == "header_change") {
    step["change"]["remove"] = "etag";
  }
}

/// A fault that a restart mends, or brings about, in place of errors.
void Steps::make_stale(Json& step, Draw& draw) {
  for (const char* key : {"rate", "reply", "retry_after"}) {
    step.erase(key);
  }
  step["fault"] = draw.word({"stale_config", "stale_dns"});
  if (step["fault"] == "stale_dns") {
    draw.maybe(step, "ttl", 30, [&] { return draw.seconds(1, 20); });
  }
}

/// In place of latency, of an edge that has a cache.
void Steps::lose_cache(Json& step, Draw& draw) {
  for (const char* key : {"by", "service", "replicas"}) {
    step.erase(key);
  }
  step["fault"] = "cache_loss";
  draw.maybe(step, "lost", 50, [&] { return draw.number(1, 100) / 100.0; });
  draw.maybe(step, "refills_in", 50, [&] { return draw.seconds(1, 20); });
}

void Steps::add_process_fault(Json& step) {
  const Cast::Member& service = draw_.one_of(cast_.services);
  step["service"] = service.name;
  draw_.maybe(step, "replicas", 50, [&] { return draw_.number(1, service.replicas); });
  if (draw_.happens(0.4)) {
    step["fault"] = "crash";
    draw_.maybe(step, "restarts_after", 60, [&] { return draw_.seconds(0, 20); });
  } else if (draw_.happens(0.5)) {
    step["fault"] = "memory_leak";
    step["fills_in"] = draw_.milliseconds(500, 20'000);
    step["restarts_after"] = draw_.milliseconds(0, 5000);
  } else if (draw_.happens(0.5)) {
    step["fault"] = "slow_start";
    step["by"] = draw_.milliseconds(0, 9000);
  } else {
    step["fault"] = "crash_loop";
    step["lives"] = draw_.milliseconds(500, 9000);
    step["backoff"] = draw_.milliseconds(0, 5000);
  }
}

}  // namespace firedrill::generated
