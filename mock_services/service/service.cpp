#include "mock_services/service/service.hpp"

#include <string>
#include <utility>

#include "mock_services/http/admin.hpp"
#include "mock_services/service/admin.hpp"
#include "mock_services/service/late_turns.hpp"
#include "mock_services/service/replica.hpp"

namespace firedrill::mock {

class Service::State {
 public:
  State(boost::asio::io_context& context, ServiceSettings given)
      : settings(std::move(given)),
        replica(context, settings),
        admin(context, settings, replica),
        late_turns(context, settings.note(late_turns_suffix)) {}

  ServiceSettings settings;
  Replica replica;
  ServiceAdmin admin;
  LateTurns late_turns;
};

Service::Service(boost::asio::io_context& context, ServiceSettings settings)
    : state_(std::make_unique<State>(context, std::move(settings))) {}

Service::~Service() = default;

void Service::hand_over() {
  state_->replica.hand_over();
}

bool Service::is_for_another(const http::Request& request) const {
  const std::string* life = request.headers.find(life_header);
  const unsigned own = state_->settings.life;
  return life != nullptr && own > 0 && *life != std::to_string(own);
}

void Service::handle(http::Request request, http::Responder respond) {
  const bool is_gateway = state_->settings.upstream.has_value();
  if (is_gateway && !request.path.starts_with(http::admin_prefix)) {
    state_->replica.serve(std::move(request), std::move(respond));
  } else if (request.path == "/healthz") {
    http::Reply reply = http::text_reply(200, "ok\n");
    if (!state_->settings.version.empty()) {
      reply.headers.set(version_header, state_->settings.version);
    }
    if (state_->settings.life > 0) {
      reply.headers.set(life_header, std::to_string(state_->settings.life));
    }
    state_->replica.hits().count("GET /healthz", reply.status);
    respond(std::move(reply));
  } else if (request.path == "/metrics" && state_->replica.accepts_nothing()) {
    respond(http::Hang{});
  } else if (request.path == "/metrics") {
    state_->replica.hits().count("GET /metrics", 200);
    http::Reply reply = http::text_reply(200, state_->replica.metrics());
    reply.headers.set("content-type", "text/plain; version=0.0.4; charset=utf-8");
    respond(std::move(reply));
  } else if (request.path.starts_with(http::admin_prefix) && is_for_another(request)) {
    respond(http::admin_error(mock::misdirected, "another process of this replica is meant"));
  } else if (request.path.starts_with(http::admin_prefix)) {
    http::Reply reply = state_->admin.answer(request);
    const bool is_elsewhere = reply.status == 404 && state_->settings.answer;
    respond(is_elsewhere ? state_->settings.answer(request) : http::Answer(std::move(reply)));
  } else {
    state_->replica.serve(std::move(request), std::move(respond));
  }
}

}  // namespace firedrill::mock
