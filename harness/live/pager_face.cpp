#include "harness/live/pager_face.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/http/admin.hpp"
#include "mock_services/http/json_body.hpp"
#include "mock_services/http/server.hpp"
#include "mock_services/pager/pager.hpp"

namespace firedrill::live {
namespace {

constexpr std::string_view run_service = "firedrill";
constexpr std::size_t longest_text = 1024;
constexpr std::size_t token_bytes = 24;

pager::WallTime wall_now() {
  return std::chrono::system_clock::now();
}

/// "[FIRING:2] AuthDown (checkout)" is AuthDown (checkout).
std::string alert_name(const std::string& title) {
  const auto end = title.starts_with('[') ? title.find("] ") : std::string::npos;
  return end == std::string::npos ? title : title.substr(end + 2);
}

/// Nothing happens to an incident by itself: the run's pager says what does.
pager::Config config_of(std::string token) {
  pager::Config config;
  config.api_token = std::move(token);
  config.may_reopen = false;
  config.policy.levels = {{.notify = "", .escalates_after = longest_duration}};
  return config;
}

}  // namespace

class PagerFace::State {
 public:
  State(Scheduler& scheduler, const OnCall& on_call, PagerDeeds deeds, std::string token)
      : scheduler_(scheduler),
        on_call_(on_call),
        deeds_(std::move(deeds)),
        token_(std::move(token)) {}

  /// "", or why it cannot listen.
  std::string listen() {
    Result<http::Server> server = http::Server::start(
        scheduler_.io(), {}, [this](const http::Request& request, http::Responder respond) {
          handle(request, std::move(respond));
        });
    if (!server) {
      return server.error().message;
    }
    server_ = *std::move(server);
    pager_.emplace(config_of(token_), server_->url(), listeners());
    return "";
  }

  const std::string& url() const { return server_->url(); }

  const std::string& token() const { return token_; }

  void show(const std::vector<ShownIncident>& open) {
    pager::Incidents& incidents = pager_->incidents();
    std::map<std::string, Shown> before = std::exchange(shown_, {});
    for (const ShownIncident& one : open) {
      const auto found = before.find(one.key);
      if (found != before.end() && found->second.number == one.number) {
        shown_[one.key] = found->second;
        before.erase(found);
      }
    }
    for (const auto& [key, shown] : before) {
      if (pager::Incident* incident = incidents.find_open(std::string(run_service), key)) {
        incidents.set_status(*incident, Page::Status::resolved, run_service, wall_now());
      }
    }
    for (const ShownIncident& one : open) {
      show(one);
    }
  }

 private:
  /// What of an incident is shown already.
  struct Shown {
    std::uint32_t number = 0;
    std::uint32_t assignment = 0;
  };

  void show(const ShownIncident& one) {
    pager::Incidents& incidents = pager_->incidents();
    const std::string service(run_service);
    pager::Incident* incident = incidents.find_open(service, one.key);
    if (incident == nullptr) {
      const bool is_low = one.urgency == Urgency::low;
      incidents.take({.service = service,
                      .dedup_key = one.key,
                      .title = one.alert,
                      .severity = is_low ? AlertSeverity::warning : AlertSeverity::critical,
                      .agent = service},
                     wall_now());
      incident = incidents.find_open(service, one.key);
      shown_[one.key] = {.number = one.number};
    }
    if (incident == nullptr) {
      return;  // there is no room for it
    }
    const bool waits = one.acknowledged_by.empty();
    incidents.set_status(*incident,
                         waits ? Page::Status::triggered : Page::Status::acknowledged,
                         waits ? run_service : std::string_view(one.acknowledged_by),
                         wall_now());
    if (std::exchange(shown_[one.key].assignment, one.assignment) != one.assignment) {
      incidents.assign(*incident, one.assigned, wall_now());
    }
  }

  pager::Listeners listeners() {
    return {.on_signal = [this](const pager::Signal& signal) { hear(signal); },
            .on_deed = [this](const pager::Deed& deed) { hear(deed); }};
  }

  void hear(const pager::Signal& signal) {
    const std::string key = signal.service + "/" + signal.dedup_key;
    if (signal.action == pager::Signal::Action::trigger) {
      scheduler_.post([this, key, alert = alert_name(signal.title)] { deeds_.raise(key, alert); });
    } else if (signal.action == pager::Signal::Action::resolve) {
      scheduler_.post([this, key] { deeds_.clear(key); });
    }
  }

  void hear(const pager::Deed& deed) {
    scheduler_.post([this,
                     kind = deed.kind,
                     key = deed.incident.dedup_key,
                     who = deed.agent,
                     text = deed.text] {
      switch (kind) {
        case pager::Deed::Kind::acknowledge:
          deeds_.acknowledge(key, who);
          break;
        case pager::Deed::Kind::resolve:
          deeds_.resolve(key, who);
          break;
        case pager::Deed::Kind::note:
          deeds_.note(text, who);
          break;
        case pager::Deed::Kind::trigger:  // refused before
          break;
      }
    });
  }

  bool is_for_pager(const http::Request& request) const {
    return request.path.starts_with("/incidents") ||
           (on_call_.external_alerts &&
            (request.path == "/v2/enqueue" || request.path == "/alertmanager"));
  }

  void handle(const http::Request& request, http::Responder respond) {
    if (is_for_pager(request)) {
      respond(pager_->handle(request, wall_now()));
      return;
    }
    const std::string_view deed =
        request.path.starts_with(http::admin_prefix) && request.method == "POST"
            ? std::string_view(request.path).substr(http::admin_prefix.size())
            : "";
    const std::string* given = request.headers.find("authorization");
    if (deed != "act" && deed != "note") {
      respond(http::admin_error(404, "there is no such place"));
    } else if (given == nullptr || *given != "Token token=" + token_) {
      respond(http::admin_error(401, "this wants the run's token"));
    } else {
      carry_out(deed, request, std::move(respond));
    }
  }

  void carry_out(std::string_view deed, const http::Request& request, http::Responder respond) {
    const bool is_act = deed == "act";
    http::JsonBody body(request);
    std::string what;
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "a deed", body.diagnostics());
      const std::string_view key = is_act ? "step" : "text";
      what = reader.string(key).required();
      if (what.size() > longest_text) {
        reader.error(
            key, fmt::format("{} has {} bytes, {} at most", quote(key), what.size(), longest_text));
      }
      reader.finish();
    }
    if (auto refusal = http::admin_refusal(body)) {
      respond(*std::move(refusal));
      return;
    }
    const std::string* from = request.headers.find("from");
    const std::string who = from == nullptr || from->empty() ? "somebody" : from->substr(0, 255);
    // std::function wants what it holds to be copyable.
    const auto answer = std::make_shared<http::Responder>(std::move(respond));
    scheduler_.post([this, is_act, what, who, answer] {
      std::string why_not;
      if (is_act) {
        why_not = deeds_.act(what, who);
      } else {
        deeds_.note(what, who);
      }
      (*answer)(why_not.empty() ? http::json_reply(200, "{}\n") : http::admin_error(409, why_not));
    });
  }

  Scheduler& scheduler_;
  const OnCall& on_call_;
  PagerDeeds deeds_;
  std::string token_;
  std::optional<pager::Pager> pager_;
  std::optional<http::Server> server_;
  std::map<std::string, Shown> shown_;  ///< by key, those that are open
};

Result<std::unique_ptr<PagerFace>> PagerFace::start(Scheduler& scheduler,
                                                    const OnCall& on_call,
                                                    PagerDeeds deeds) {
  auto state =
      std::make_unique<State>(scheduler, on_call, std::move(deeds), auth::random_id(token_bytes));
  if (const std::string wrong = state->listen(); !wrong.empty()) {
    return Error{ErrorCode::not_done, "the run's pager: " + wrong};
  }
  return std::unique_ptr<PagerFace>(new PagerFace(std::move(state)));
}

PagerFace::PagerFace(std::unique_ptr<State> state) : state_(std::move(state)) {}

PagerFace::~PagerFace() = default;

const std::string& PagerFace::url() const {
  return state_->url();
}

const std::string& PagerFace::token() const {
  return state_->token();
}

void PagerFace::show(const std::vector<ShownIncident>& open) {
  state_->show(open);
}

}  // namespace firedrill::live
