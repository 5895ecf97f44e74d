#include "mock_services/pager/pager.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/core/sha256.hpp"
#include "mock_services/pager/alertmanager.hpp"
#include "mock_services/pager/event.hpp"
#include "mock_services/pager/opsgenie.hpp"
#include "mock_services/pager/slack.hpp"
#include "mock_services/pager/state.hpp"

namespace firedrill::pager {
namespace {

constexpr std::string_view enqueue = "enqueue";
constexpr std::string_view alertmanager = "alertmanager";
constexpr std::string_view slack = "slack";
constexpr std::string_view opsgenie = "opsgenie";
constexpr std::string_view rest_door = "rest";

/// "": there is no such place.
std::string_view door_of(const http::Request& request) {
  const bool posts = request.method == "POST";
  if (posts && request.path == "/v2/enqueue") {
    return enqueue;
  }
  if (posts && request.path == "/alertmanager") {
    return alertmanager;
  }
  if (posts && request.path.starts_with("/services/")) {
    return slack;
  }
  if (posts && is_of_opsgenie(request.path)) {
    return opsgenie;
  }
  return request.path == "/incidents" || request.path.starts_with("/incidents/") ? rest_door : "";
}

}  // namespace

const std::array<std::string_view, 5>& door_names() {
  static constexpr std::array<std::string_view, 5> names = {
      enqueue, alertmanager, slack, opsgenie, rest_door};
  return names;
}

http::Reply throttled_reply(std::string_view door) {
  if (door == enqueue) {
    return throttled_event_reply();
  }
  if (door == rest_door) {
    http::Reply reply =
        http::json_reply(429, R"({"error":{"message":"Rate Limit Exceeded","code":2020}})");
    reply.headers.add("ratelimit-limit", "960");
    reply.headers.add("ratelimit-remaining", "0");
    reply.headers.add("ratelimit-reset", "60");
    return reply;
  }
  http::Reply reply = http::text_reply(429, door == slack ? "rate_limited" : "too many requests");
  reply.headers.add("retry-after", "1");
  return reply;
}

Pager::Pager(Config config, const std::string& url, Listeners listeners)
    : state_(std::make_unique<PagerState>(std::move(config), url, std::move(listeners))) {}

Pager::Pager(Pager&&) noexcept = default;
Pager& Pager::operator=(Pager&&) noexcept = default;
Pager::~Pager() = default;

http::Answer Pager::handle(const http::Request& request, WallTime now) {
  PagerState& state = *state_;
  state.advance(now + state.clock_offset);
  if (request.path.starts_with(http::admin_prefix)) {
    http::Reply reply = state.admin(request, now);
    state.advance(now + state.clock_offset);
    return reply;
  }
  std::optional<http::Answer> answer = state.answer(request, now + state.clock_offset);
  if (!answer) {
    state.hits.count("other", 404);
    return http::text_reply(404, "there is no such place\n");
  }
  return *std::move(answer);
}

Incidents& Pager::incidents() {
  return state_->incidents;
}

PagerState::PagerState(Config given, std::string where, Listeners who)
    : config(std::move(given)),
      url(std::move(where)),
      listeners(std::move(who)),
      incidents(config.policy) {
  reset();
}

void PagerState::reset() {
  incidents.clear();
  faults.clear();
  inbox.clear();
  hits.clear();
  senders.clear();
  pending.clear();
  clock_offset = Duration{};
  for (const Fault& fault : config.faults) {
    faults.add(fault);
  }
}

void PagerState::advance(WallTime now) {
  while (!pending.empty() && pending.begin()->first <= now) {
    auto due = pending.extract(pending.begin());
    incidents.advance(due.key());
    happen(std::move(due.mapped()), due.key());
  }
  incidents.advance(now);
}

std::optional<http::Answer> PagerState::answer(const http::Request& request, WallTime now) {
  const std::string_view door = door_of(request);
  if (door.empty()) {
    return std::nullopt;
  }
  return behind(door, request, now);
}

http::Answer PagerState::behind(std::string_view door, const http::Request& request, WallTime now) {
  Strike strike = faults.strike(door, as_instant(now));
  http::Answer answer = strike.instead      ? *std::move(strike.instead)
                        : strike.throttled  ? http::Answer(throttled_reply(door))
                        : door == rest_door ? http::Answer(rest(request, now))
                                            : http::Answer(take(door, request, strike, now));
  answer.delay = strike.delay;
  hits.count(door, http::status_of(answer), strike.any);
  return answer;
}

http::Reply PagerState::take(std::string_view door,
                             const http::Request& request,
                             const Strike& strike,
                             WallTime now) {
  Effect effect{.received = {.door = std::string(door),
                             .at = now,
                             .path = request.path.substr(0, 255),
                             .body = request.body}};
  if (door == slack) {
    Taken<std::string> message = read_slack(request);
    if (auto* refusal = std::get_if<http::Reply>(&message)) {
      return std::move(*refusal);
    }
    effect.received.body = std::get<std::string>(std::move(message));
    return enter(effect, http::text_reply(200, "ok"), strike);
  }
  Taken<Signal> taken = door == enqueue    ? read_event(request)
                        : door == opsgenie ? read_opsgenie(request)
                                           : read_webhook(request);
  if (auto* refusal = std::get_if<http::Reply>(&taken)) {
    return std::move(*refusal);
  }
  Signal signal = std::get<Signal>(std::move(taken));
  if (door == enqueue && sends_too_much(signal, now)) {
    return throttled_reply(door);
  }
  shorten(signal);
  if (signal.dedup_key.empty()) {
    signal.dedup_key = sha256_hex(fmt::format("{}/{}", signal.service, ++keys_made)).substr(0, 32);
  }
  http::Reply done = door == enqueue    ? accepted_reply(signal.dedup_key)
                     : door == opsgenie ? opsgenie_reply(signal)
                                        : http::json_reply(200, "{}\n");
  effect.signal = std::move(signal);
  return enter(effect, std::move(done), strike);
}

/// As often as the strike says, now or later.
http::Reply PagerState::enter(const Effect& effect, http::Reply done, const Strike& strike) {
  const WallTime now = effect.received.at;
  if (pending.size() + strike.copies > most_pending && strike.effect_delay > Duration{}) {
    return throttled_reply(effect.received.door);
  }
  for (std::uint32_t copy = 0; copy < strike.copies; ++copy) {
    if (strike.effect_delay > Duration{}) {
      pending.emplace(now + strike.effect_delay, effect);
    } else {
      happen(effect, now);
    }
  }
  return done;
}

void PagerState::happen(Effect effect, WallTime now) {
  effect.received.at = now;
  inbox.put(std::move(effect.received));
  if (!effect.signal) {
    return;
  }
  if (listeners.on_signal) {
    listeners.on_signal(*effect.signal);
  } else {
    incidents.take(*effect.signal, now);
  }
}

/// PagerDuty's limit of one integration: as a bucket, which is its sliding minute but for the edge.
bool PagerState::sends_too_much(const Signal& signal, WallTime now) {
  if (config.events_per_minute == 0) {
    return false;
  }
  if (senders.size() >= most_routing_keys && !senders.contains(signal.service)) {
    senders.erase(senders.begin());
  }
  const RateLimit limit{.per_second = config.events_per_minute / 60.0,
                        .burst = config.events_per_minute};
  return !senders[signal.service].take(limit, as_instant(now));
}

void Inbox::put(Received one) {
  bytes_ += one.body.size();
  all_.push_back(std::move(one));
  while (all_.size() > most || bytes_ > most_bytes) {
    bytes_ -= all_.front().body.size();
    all_.pop_front();
  }
}

void Inbox::clear() {
  all_.clear();
  bytes_ = 0;
}

}  // namespace firedrill::pager
