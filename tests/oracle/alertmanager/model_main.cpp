// What our Alertmanager makes of operations at given times: alertmanager_model CONFIG reads the
// operations from its input, as alertmanager_oracle.py writes them, and prints one line of JSON for
// each notification: when, to which URL, what. Times are nanoseconds since the start. With no
// operations (an empty input) it only says whether it reads the configuration: exit 0 or 2.
#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/alertmanager/alertmanager.hpp"
#include "harness/alertmanager/request.hpp"
#include "harness/simulated/scheduler.hpp"
#include "harness/text/source_file.hpp"

namespace {

using namespace firedrill;
using nlohmann::json;

Instant instant(const json& nanoseconds) {
  return Instant{Duration{nanoseconds.get<std::int64_t>()}};
}

std::optional<Instant> optional_instant(const json& object, const char* key) {
  return object.contains(key) ? std::optional(instant(object[key])) : std::nullopt;
}

promql::Labels labels_of(const json& object) {
  std::vector<promql::Labels::Entry> entries;
  for (const auto& [name, value] : object.items()) {
    entries.emplace_back(name, value.get<std::string>());
  }
  return promql::Labels(std::move(entries));
}

class Model {
 public:
  Model(const alertmanager::Config& config, const json& plan)
      : context_{.external_url = plan["external_url"].get<std::string>(),
                 .unix_ns_at_zero = plan["unix_ns_at_zero"].get<std::int64_t>()},
        manager_(config,
                 scheduler_,
                 {.unix_ns_at_zero = context_.unix_ns_at_zero},
                 [this](const auto& notification, auto completion) {
                   deliver(notification, std::move(completion));
                 }) {
    for (const auto& [url, numbers] : plan["refused"].items()) {
      refused_[url] = numbers.get<std::set<int>>();
    }
    for (const json& operation : plan["operations"]) {
      scheduler_.at(instant(operation["at"]), [this, operation] { perform(operation); });
    }
  }

  void run(Instant end) { scheduler_.run_until(end); }

 private:
  void perform(const json& operation) {
    if (operation.contains("alert")) {
      post(operation["alert"]);
    } else if (operation.contains("expire")) {
      manager_.expire_silence(silences_.at(operation["expire"].get<int>()));
    } else {
      const auto matchers = alertmanager::parse_matchers(operation["matchers"].get<std::string>());
      const auto id = manager_.add_silence({.matchers = *matchers,
                                            .from = instant(operation["from"]),
                                            .until = instant(operation["until"])});
      silences_.emplace(operation["silence"].get<int>(), *id);
    }
  }

  void post(const json& alert) {
    alertmanager::Annotations annotations;
    for (const auto& [name, value] : alert["annotations"].items()) {
      annotations.emplace_back(name, value.get<std::string>());
    }
    manager_.post({.labels = labels_of(alert["labels"]),
                   .annotations = std::move(annotations),
                   .starts_at = optional_instant(alert, "starts_at"),
                   .ends_at = optional_instant(alert, "ends_at"),
                   .generator_url = alert["generator_url"].get<std::string>()});
  }

  void deliver(const alertmanager::Notification& notification,
               const std::function<void(alertmanager::Delivery)>& completion) {
    const Result<alertmanager::Request> made = request_of(notification, context_);
    if (!made) {
      completion(alertmanager::Delivery::refused);
      return;
    }
    const alertmanager::Request& request = *made;
    const int number = ++requests_[request.url];
    const bool is_refused =
        refused_.contains(request.url) && refused_[request.url].contains(number);
    const json line{{"at", scheduler_.now().time_since_epoch().count()},
                    {"url", request.url},
                    {"status", is_refused ? 400 : 200},
                    {"body", json::parse(request.body)}};
    std::cout << line.dump() << "\n";
    const auto delivery = delivery_of(*notification.integration, is_refused ? 400 : 200);
    scheduler_.after(std::chrono::milliseconds{5},
                     [completion, delivery] { completion(delivery); });
  }

  alertmanager::MessageContext context_;
  simulated::Scheduler scheduler_;
  std::map<std::string, std::set<int>> refused_;  // which of a URL's requests are answered 400
  std::map<std::string, int> requests_;
  std::map<int, alertmanager::SilenceId> silences_;
  alertmanager::Alertmanager manager_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: alertmanager_model CONFIG < OPERATIONS\n";
    return 2;
  }
  const Result<SourceText> source = read_source_file(argv[1]);
  if (!source) {
    std::cerr << source.error().message << "\n";
    return 4;
  }
  Diagnostics diagnostics(*source);
  const std::optional<alertmanager::Config> config = alertmanager::read_config(diagnostics);
  std::cerr << render(diagnostics);
  if (!config) {
    return 2;
  }
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  if (!input.empty()) {
    const json plan = json::parse(input);
    Model(*config, plan).run(instant(plan["end"]));
  }
  return 0;
}
