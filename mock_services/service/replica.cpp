#include "mock_services/service/replica.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "mock_services/service/caller.hpp"
#include "mock_services/service/handover.hpp"
#include "mock_services/service/replica_visit.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {
namespace {

constexpr std::uint16_t overloaded = 503;

bool is_too_large(const http::Request& request) {
  const std::vector<http::Headers::Line>& lines = request.headers.lines();
  return std::any_of(lines.begin(), lines.end(), [](const http::Headers::Line& line) {
    return line.name == service_token_header && line.value.size() > longest_service_token;
  });
}

}  // namespace

Replica::Replica(boost::asio::io_context& context, const ServiceSettings& settings)
    : context_(context),
      settings_(settings),
      clock_(settings.speed),
      client_(context),
      faults_(settings.ordinal, settings.seed, settings.behaviour.latency.mean(), settings.version),
      header_faults_(settings),
      fault_counts_(settings.note(fault_counts_suffix)),
      refresh_book_(settings.shared_note(".refresh")),
      metrics_({.service = settings.name,
                .instance = settings.instance(),
                .version = settings.version,
                .ordinal = settings.ordinal},
               settings.shown),
      work_(stream(settings.seed, settings.instance() + "/work")),
      warm_at_(settings.warm_at ? clock_.incident_at(*settings.warm_at)
                                : clock_.incident() + settings.behaviour.warm_up.lasts),
      started_unix_s_(Clock::unix_s()) {
  plan_steps(context);
}

Replica::~Replica() = default;

void Replica::plan_steps(boost::asio::io_context& context) {
  for (const AuthUse& use : settings_.behaviour.auth) {
    const std::size_t auth = auth_.size();
    const CacheAges ages =
        auth < settings_.cache_ages.size() ? settings_.cache_ages[auth] : CacheAges{};
    auth_.push_back({.client = AuthClient(use, clock_, settings_.speed, ages),
                     .edge = add_edge(context, use.call)});
    if (use.verifies) {
      steps_.push_back({.kind = Step::Kind::verify, .auth = auth});
    }
    if (use.logs_in) {
      steps_.push_back({.kind = Step::Kind::log_in, .auth = auth});
    }
    if (use.needs_token()) {
      steps_.push_back({.kind = Step::Kind::token, .auth = auth});
    }
  }
  steps_.push_back({.kind = Step::Kind::work});
  for (const std::vector<Call>& group : settings_.behaviour.calls) {
    Step step{.kind = Step::Kind::calls};
    for (const Call& call : group) {
      step.edges.push_back(add_edge(context, call));
    }
    steps_.push_back(std::move(step));
  }
}

std::size_t Replica::add_edge(boost::asio::io_context& context, const Call& call) {
  const std::string name =
      fmt::format("call/{}->{}/{}", settings_.instance(), call.service, edges_.size());
  edges_.push_back(std::make_unique<Edge>(
      context, clock_, upstream_to(call.service), call, settings_.seed, name));
  return edges_.size() - 1;
}

Upstream& Replica::upstream_to(const std::string& service) {
  for (const auto& [name, upstream] : upstreams_) {
    if (name == service) {
      return *upstream;
    }
  }
  const auto found = settings_.addresses.find(service);
  const std::vector<http::Origin> replicas =
      found == settings_.addresses.end() ? std::vector<http::Origin>{} : found->second;
  return *upstreams_.emplace_back(service, std::make_unique<Upstream>(client_, replicas)).second;
}

void Replica::serve(http::Request request, http::Responder respond) {
  const auto visit = std::make_shared<Visit>(context_, std::move(request), std::move(respond));
  ++visits_;
  visit->arrived = clock_.wire();
  visit->work = settings_.behaviour.latency.sample(work_);
  if (settings_.upstream || settings_.behaviour.abandoned_work == AbandonedWork::cancel) {
    visit->respond.when_gone([this, visit] { forsake(visit); });
  }
  if (settings_.hands_over) {  // nobody else may skip the faults
    if (const std::optional<Handover> handover = handover_of(visit->request.headers)) {
      take_over(visit, *handover);
      return;
    }
  }
  apply_faults(visit);
}

std::size_t Replica::workers() const {
  return std::min<std::size_t>(settings_.behaviour.workers, faults_.workers_left());
}

void Replica::admit(const VisitPointer& visit) {
  if (settings_.upstream) {
    forward(visit);
  } else if (successor_) {
    pass_on(visit);
  } else if (is_too_large(visit->request)) {
    finish(visit, code::headers_too_large);
  } else if (busy_ < workers() && queue_.empty()) {
    begin(visit);
  } else if (queue_.size() < settings_.behaviour.queue) {
    queue_.push_back(visit);
  } else {
    finish(visit, overloaded);
  }
}

void Replica::begin(const VisitPointer& visit) {
  ++busy_;
  visit->has_worker = true;
  proceed(visit);
}

void Replica::proceed(const VisitPointer& visit) {
  for (; visit->step < steps_.size(); ++visit->step) {
    const Step& step = steps_[visit->step];
    switch (step.kind) {
      case Step::Kind::work:
        work(visit);
        return;
      case Step::Kind::verify:
        verify(visit, auth_[step.auth]);
        break;
      case Step::Kind::log_in:
        log_in(visit, auth_[step.auth]);
        break;
      case Step::Kind::token:
        fetch_token(visit, auth_[step.auth]);
        break;
      case Step::Kind::calls:
        launch(visit, step.edges);
        break;
    }
    if (visit->ended || visit->open_calls > 0) {
      return;
    }
  }
  finish(visit, 200);
}

void Replica::work(const VisitPointer& visit) {
  visit->timer.expires_after(warmed(visit->work));
  visit->timer.async_wait([this, visit](const boost::system::error_code& error) {
    if (!error && !visit->ended) {
      ++visit->step;
      proceed(visit);
    }
  });
}

/// Slower for a while after it has got ready.
Duration Replica::warmed(Duration work) const {
  return settings_.behaviour.warm_up.slowed(work, warm_at_ - clock_.incident());
}

void Replica::launch(const VisitPointer& visit, const std::vector<std::size_t>& edges) {
  visit->calls.clear();
  for (const std::size_t index : edges) {
    Edge& edge = *edges_[index];
    if (!edge.is_due() && !is_added(*visit, edge)) {
      continue;
    }
    ++visit->open_calls;
    http::Request request = http::request_to("GET", "/");
    name_caller(request.headers, settings_);
    for (const std::string_view passed_on :
         {std::string_view("authorization"), token_header, request_header, population_header}) {
      if (const std::string* value = visit->request.headers.find(passed_on)) {
        request.headers.add(passed_on, *value);
      }
    }
    for (const Auth& auth : auth_) {
      if (!auth.client.token().empty()) {
        request.headers.add(service_token_header, "Bearer " + auth.client.token());
      }
    }
    visit->calls.push_back(edge.call(
        std::move(request),
        [this, visit, &edge](const CallAnswer& answer) { call_ended(visit, edge, answer); },
        {.on_attempt = [this, &edge](const CallAnswer& answer, Duration took) {
          metrics_.called({.callee = edge.policy().service, .code = answer.code}, took);
        }}));
  }
}

void Replica::call_ended(const VisitPointer& visit, const Edge& edge, const CallAnswer& answer) {
  --visit->open_calls;
  if (visit->ended) {
    return;
  }
  const bool failed = is_failure(answer.code);
  if (failed || answer.code >= 400) {
    visit->cause = either(answer.cause, visit->cause);
    const auto fails = static_cast<std::uint16_t>(edge.policy().fails.reply);
    const std::uint16_t reply = failed ? fails : answer.code;
    if (reply >= 300) {
      finish(visit, reply);
      return;
    }
  } else {
    visit->cause = either(visit->cause, answer.cause);
  }
  if (visit->open_calls == 0) {
    ++visit->step;
    proceed(visit);
  }
}

/// The caller has given up, and the service cancels what nobody waits for.
void Replica::forsake(const VisitPointer& visit) {
  if (!visit->ended) {
    visit->timer.cancel();
    client_.cancel(visit->exchange);
    queue_.erase(std::remove(queue_.begin(), queue_.end(), visit), queue_.end());
    finish(visit, code::client_closed_request);
  }
}

void Replica::finish(const VisitPointer& visit, std::uint16_t code) {
  for (Edge::Ongoing& call : visit->calls) {
    call.abandon();
  }
  visit->calls.clear();
  http::Answer answer = own_answer(visit->request, code);
  if (auto* reply = std::get_if<http::Reply>(&answer.delivery)) {
    metrics_.answered(reply->status, clock_.wire() - visit->arrived);
    sign(*visit, *reply);
  }
  leave(*visit);
  deliver(visit, std::move(answer));
}

http::Answer Replica::own_answer(const http::Request& request, std::uint16_t code) const {
  if (code != 200) {
    return http::text_reply(code, fmt::format("{} {}\n", code, http::reason_phrase(code)));
  }
  if (settings_.answer) {
    return settings_.answer(request);
  }
  const auto canned =
      std::find_if(settings_.canned.begin(), settings_.canned.end(), [&](const CannedReply& one) {
        return one.path == request.path && one.method == request.method;
      });
  return canned != settings_.canned.end() ? canned->reply : http::text_reply(200, "200 OK\n");
}

/// What is known about how the answer came to be.
void Replica::sign(const Visit& visit, http::Reply& reply) const {
  if (visit.cause != EventId::none) {
    reply.headers.set(cause_header, std::to_string(static_cast<std::uint32_t>(visit.cause)));
  }
  if (!settings_.version.empty()) {
    reply.headers.set(version_header, settings_.version);
  }
}

/// Its worker goes on with the first in the queue: later, so that a long queue of requests that end
/// at once does not end in one deep recursion.
void Replica::leave(Visit& visit) {
  visit.ended = true;
  --visits_;
  if (!visit.has_worker) {
    return;
  }
  --busy_;
  serve_queue();
}

void Replica::serve_queue() {
  boost::asio::post(context_, [this] {
    while (!queue_.empty() && busy_ < workers()) {
      const VisitPointer next = std::move(queue_.front());
      queue_.pop_front();
      begin(next);
    }
  });
}

bool Replica::empty_caches(bool tokens, bool keys) {
  for (Auth& auth : auth_) {
    if (tokens) {
      auth.client.purge_tokens();
    }
    if (keys) {
      auth.client.purge_keys();
    }
  }
  return !auth_.empty();
}

std::string Replica::metrics() const {
  return metrics_.exposed(
      {.in_flight = visits_, .queue_length = queue_.size(), .process_start_s = started_unix_s_});
}

}  // namespace firedrill::mock
