#include "harness/live/monitoring_face.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "harness/promql/exposition.hpp"
#include "harness/text/timestamp.hpp"
#include "mock_services/http/json_body.hpp"
#include "mock_services/http/server.hpp"
#include "mock_services/pager/pager.hpp"

namespace firedrill::live {
namespace {

constexpr std::string_view alerts_path = "/api/v2/alerts";
constexpr std::string_view receivers_prefix = "/receivers/";
constexpr Duration hand_on_timeout = std::chrono::seconds{10};  // wire clock, as Prometheus has it
constexpr JsonLimits body_limits{
    .max_bytes = std::size_t{1} << 20U, .max_depth = 16, .max_nodes = 100'000};

pager::WallTime this_moment() {
  return std::chrono::system_clock::now();
}

std::string text_in(const Json* object, std::string_view key) {
  const Json* found = object == nullptr ? nullptr : object->find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

const Json* first_of(const Json* array) {
  return array != nullptr && array->is_array() && !array->items().empty() ? &array->items().front()
                                                                          : nullptr;
}

/// Prometheus gives a firing alert an end that lies minutes ahead.
PrometheusAlert read_alert(const Json& json, pager::WallTime now) {
  std::vector<promql::Labels::Entry> entries;
  const Json* labels = json.find("labels");
  for (const JsonMember& member :
       labels != nullptr && labels->is_object() ? labels->members() : Json::Members{}) {
    entries.emplace_back(member.key, member.value.is_string() ? member.value.as_string() : "");
  }
  const Result<Timestamp> ends = parse_timestamp(text_in(&json, "endsAt"));
  return {.labels = promql::Labels{std::move(entries)},
          .summary = text_in(json.find("annotations"), "summary"),
          .resolved = ends && Duration{ends->unix_ns} <= now.time_since_epoch()};
}

/// "firing 4c7cb3f9b1f5d7a2 ...", as alertmanager::redirected() has it written.
void read_alerts(std::string_view told, AlertmanagerMessage& message) {
  message.firing = !told.starts_with("resolved");
  for (std::size_t begin = told.find(' '); begin < told.size();) {
    const std::size_t end = std::min(told.find(' ', ++begin), told.size());
    message.alerts.emplace_back(told.substr(begin, end - begin));
    begin = end;
  }
}

void read_webhook(const Json& body, AlertmanagerMessage& message) {
  const std::string status = text_in(&body, "status");
  message.firing = status == "firing";
  const Json* alerts = body.find("alerts");
  for (const Json& alert :
       alerts != nullptr && alerts->is_array() ? alerts->items() : Json::Items{}) {
    if (text_in(&alert, "status") == status) {
      message.alerts.push_back(text_in(&alert, "fingerprint"));
    }
  }
}

void read_pagerduty(const Json& body, AlertmanagerMessage& message) {
  const Json* payload = body.find("payload");
  message.title = text_in(payload, "summary");
  message.severity = text_in(payload, "severity");  // of an end too
  const Json* details = payload == nullptr ? nullptr : payload->find("custom_details");
  read_alerts(text_in(details, "firedrill"), message);
  message.firing = text_in(&body, "event_action") == "trigger";
}

/// What closes an alert does not say which.
void read_opsgenie(const Json& body, const std::string& path, AlertmanagerMessage& message) {
  read_alerts(text_in(body.find("details"), "firedrill"), message);
  message.firing = !path.ends_with("/close");
}

void read_slack(const Json& body, AlertmanagerMessage& message) {
  const Json* attachment = first_of(body.find("attachments"));
  message.title = text_in(attachment, "title");
  read_alerts(text_in(attachment, "callback_id"), message);
}

/// A request to a receiver, as the pager knows it.
struct Addressed {
  std::size_t receiver = 0;
  http::Request request = {};
};

std::optional<Addressed> addressed(const http::Request& request) {
  if (request.method != "POST" || !request.path.starts_with(receivers_prefix)) {
    return std::nullopt;
  }
  Addressed found;
  const char* const begin = request.path.data() + receivers_prefix.size();
  const char* const end = request.path.data() + request.path.size();
  const auto [rest, error] = std::from_chars(begin, end, found.receiver);
  if (error != std::errc{}) {
    return std::nullopt;
  }
  found.request = request;
  found.request.path = std::string(rest, end);
  return found;
}

}  // namespace

class MonitoringFace::State {
 public:
  State(Scheduler& scheduler, MonitoringListener listener, std::function<ScrapeResult()> metrics)
      : scheduler_(scheduler),
        listener_(std::move(listener)),
        metrics_(std::move(metrics)),
        client_(scheduler.io()) {}

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
    pager::Config config;
    config.events_per_minute = 0;
    pager_.emplace(
        std::move(config),
        server_->url(),
        pager::Listeners{.on_signal = [this](const pager::Signal& signal) { heard_ = signal; }});
    return "";
  }

  const http::Server& server() const { return *server_; }

  void name_receivers(std::vector<alertmanager::Addressee> receivers) {
    receivers_ = std::move(receivers);
  }

  void hand_on_to(const http::Origin& alertmanager) { alertmanager_ = alertmanager; }

 private:
  void handle(const http::Request& request, http::Responder respond) {
    if (request.method == "GET" && request.path == "/metrics") {
      respond(metrics_page());
    } else if (request.method == "POST" && request.path == alerts_path) {
      take_alerts(request);
      hand_on(request, std::move(respond));
    } else if (const std::optional<Addressed> told = addressed(request);
               told && told->receiver < receivers_.size()) {
      respond(take_message(*told));
    } else {
      respond(http::text_reply(404, "there is no such place\n"));
    }
  }

  http::Reply metrics_page() {
    promql::ExpositionWriter page;
    for (const ScrapedSample& sample : metrics_().samples) {
      promql::ExpositionWriter::Entries labels;
      for (const auto& [name, value] : sample.labels) {
        if (name != promql::name_label && name != "job" && name != "instance") {
          labels.emplace_back(name, value);
        }
      }
      page.sample(sample.labels.get(promql::name_label), labels, sample.value);
    }
    http::Reply reply = http::text_reply(200, page.take());
    reply.headers.set("content-type", promql::exposition_type);
    return reply;
  }

  void take_alerts(const http::Request& request) {
    const http::JsonBody body(request, body_limits);
    if (body.json() == nullptr || !body.json()->is_array()) {
      return;  // Alertmanager says so
    }
    for (const Json& json : body.json()->items()) {
      scheduler_.post(
          [this, alert = read_alert(json, this_moment())] { listener_.on_alert(alert); });
    }
  }

  void hand_on(const http::Request& request, http::Responder respond) {
    if (!alertmanager_) {
      respond(http::text_reply(503, "Alertmanager is not ready\n"));
      return;
    }
    http::Request same = http::request_to("POST", request.target);
    same.headers.add("content-type", "application/json");
    same.body = request.body;
    // std::function wants what it holds to be copyable.
    const auto answer = std::make_shared<http::Responder>(std::move(respond));
    client_.send(*alertmanager_, same, hand_on_timeout, [answer](http::Exchange exchange) {
      (*answer)(exchange.reached == http::Reached::answered
                    ? std::move(exchange.reply)
                    : http::text_reply(503, "Alertmanager does not answer\n"));
    });
  }

  http::Answer take_message(const Addressed& told) {
    heard_.reset();
    http::Answer answer = pager_->handle(told.request, this_moment());
    const auto* reply = std::get_if<http::Reply>(&answer.delivery);
    if (reply != nullptr && reply->status < 300) {
      scheduler_.post([this, message = message_of(told)] { listener_.on_message(message); });
    }
    return answer;
  }

  AlertmanagerMessage message_of(const Addressed& told) const {
    const alertmanager::Addressee& addressee = receivers_[told.receiver];
    AlertmanagerMessage message{.receiver = addressee.receiver,
                                .integration = addressee.integration,
                                .address = addressee.address,
                                .beside = addressee.beside};
    if (heard_) {
      message.key = heard_->dedup_key;
      message.title = heard_->title;
      message.severity = name_of(heard_->severity);
    }
    const http::JsonBody body(told.request, body_limits);
    if (body.json() == nullptr) {  // a form of Slack's
      return message;
    }
    if (addressee.integration == "slack") {
      read_slack(*body.json(), message);
    } else if (addressee.integration == "webhook") {
      read_webhook(*body.json(), message);
    } else if (addressee.integration == "opsgenie") {
      read_opsgenie(*body.json(), told.request.path, message);
    } else {
      read_pagerduty(*body.json(), message);
    }
    return message;
  }

  Scheduler& scheduler_;
  MonitoringListener listener_;
  std::function<ScrapeResult()> metrics_;
  http::Client client_;
  std::vector<alertmanager::Addressee> receivers_;
  std::optional<http::Origin> alertmanager_;
  std::optional<pager::Signal> heard_;  ///< by the request that is being answered
  std::optional<pager::Pager> pager_;
  std::optional<http::Server> server_;
};

Result<std::unique_ptr<MonitoringFace>> MonitoringFace::start(
    Scheduler& scheduler, MonitoringListener listener, std::function<ScrapeResult()> metrics) {
  auto state = std::make_unique<State>(scheduler, std::move(listener), std::move(metrics));
  if (const std::string wrong = state->listen(); !wrong.empty()) {
    return Error{ErrorCode::not_done, "the pager for Alertmanager: " + wrong};
  }
  return std::unique_ptr<MonitoringFace>(new MonitoringFace(std::move(state)));
}

MonitoringFace::MonitoringFace(std::unique_ptr<State> state) : state_(std::move(state)) {}

MonitoringFace::~MonitoringFace() = default;

const std::string& MonitoringFace::url() const {
  return state_->server().url();
}

http::Origin MonitoringFace::origin() const {
  return {.address = "127.0.0.1", .port = state_->server().port()};
}

void MonitoringFace::name_receivers(std::vector<alertmanager::Addressee> receivers) {
  state_->name_receivers(std::move(receivers));
}

void MonitoringFace::hand_on_to(const http::Origin& alertmanager) {
  state_->hand_on_to(alertmanager);
}

}  // namespace firedrill::live
