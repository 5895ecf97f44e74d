#include "harness/cli/toxiproxy_scenario.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/nearest_fault.hpp"
#include "harness/cli/valid_names.hpp"
#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "harness/scenario/limits.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

constexpr Duration first_fault = std::chrono::minutes(1);
constexpr Duration usual_fault = std::chrono::minutes(1);
constexpr Duration between_faults = std::chrono::minutes(2);  ///< clients are well after one
constexpr Duration shortest_run = std::chrono::minutes(5);
constexpr std::size_t most_upstreams_told = 8;

/// "toxic latency_downstream: latency 1000, jitter 100"
std::string told(const proxy::Toxic& toxic) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : proxy::attributes_of(toxic.kind)) {
    parts.push_back(fmt::format("{} {}", name, value));
  }
  if (toxic.toxicity < 1) {
    parts.push_back(fmt::format("toxicity {}", toxic.toxicity));
  }
  return fmt::format("toxic {}: {}", toxic.name, fmt::join(parts, ", "));
}

/// Makes the lists of a scenario, an entry a text of JSON each.
class Lists {
 public:
  explicit Lists(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void add(const std::vector<proxy::ConfiguredProxy>& proxies) {
    name_services(proxies);
    for (const proxy::ConfiguredProxy& proxy : proxies) {
      add(proxy);
    }
  }

  const std::vector<std::string>& services() const { return services_; }

  const std::vector<std::string>& traffic() const { return traffic_; }

  const std::vector<std::string>& script() const { return script_; }

  Duration lasts() const { return std::max(next_, shortest_run); }

 private:
  /// Who has a valid name keeps it, wherever in the list.
  void name_services(const std::vector<proxy::ConfiguredProxy>& proxies) {
    ValidNames names;
    for (const bool is_valid : {true, false}) {
      for (const proxy::ConfiguredProxy& proxy : proxies) {
        const std::string& wanted = proxy.settings.name;
        if ((valid_name(wanted) == wanted) == is_valid) {
          names_[wanted] = names.give(wanted);
        }
      }
    }
  }

  void add(const proxy::ConfiguredProxy& proxy) {
    const std::string& name = names_.at(proxy.settings.name);
    if (name != proxy.settings.name) {
      diagnostics_.warning(proxy.name_span,
                           fmt::format("{} is no name for a service, which is called {}",
                                       quote(proxy.settings.name),
                                       quote(name)));
    }
    services_.push_back(json_string(name) + ": {}");
    traffic_.push_back(fmt::format(R"({{"name": {}, "to": {}, "rate": "10/s"}})",
                                   json_string(population_names_.give(name + "-clients")),
                                   json_string(name)));
    if (!proxy.settings.enabled) {
      script_.push_back(fmt::format(
          R"({{"id": {}, "at": "0s", "do": "inject", "fault": "refuse", "service": {},
     "why": "its proxy is disabled"}})",
          json_string(step_id(name + "_disabled")),
          json_string(name)));
    }
    for (const proxy::ConfiguredToxic& toxic : proxy.toxics) {
      if (next_ <= longest_run) {
        add(toxic, proxy.settings.enabled, name);
      }
    }
  }

  void add(const proxy::ConfiguredToxic& configured, bool enabled, const std::string& service) {
    const proxy::Toxic& toxic = configured.toxic;
    const Result<FaultKeys> fault =
        enabled ? nearest_fault(toxic)
                : Error{ErrorCode::invalid_input, "nothing gets through a disabled proxy"};
    if (!fault) {
      diagnostics_.warning(
          configured.span,
          fmt::format("the toxic {} is left out: {}", quote(toxic.name), fault.error().message));
      return;
    }
    if (!fault->assumes.empty()) {
      diagnostics_.warning(
          configured.span,
          fmt::format(
              "the toxic {} is the fault {}: {}", quote(toxic.name), fault->fault, fault->assumes));
    }
    std::string keys;
    for (const auto& [key, value] : fault->keys) {
      keys += fmt::format("{}: {}, ", json_string(key), value);
    }
    const Duration lasts = toxic.ttl.value_or(usual_fault);
    script_.push_back(
        fmt::format(R"({{"id": {}, "at": {}, "do": "inject", "fault": {}, "service": {},
     {}"for": {},
     "why": {}}})",
                    json_string(step_id(service + "_" + toxic.name)),
                    json_string(to_text(next_)),
                    json_string(fault->fault),
                    json_string(service),
                    keys,
                    json_string(to_text(lasts)),
                    json_string(told(toxic))));
    next_ += lasts + between_faults;
    if (next_ > longest_run) {
      diagnostics_.error(configured.span, "one after the other, the toxics take more than 30 days");
    }
  }

  /// "script-1" would be an id that firedrill makes up itself.
  std::string step_id(const std::string& wanted) {
    const bool is_made_up = wanted.starts_with("script-") || wanted.starts_with("response-");
    return step_ids_.give(is_made_up ? "toxic-" + wanted : wanted);
  }

  Diagnostics& diagnostics_;
  std::map<std::string, std::string> names_;  ///< of the services, by the proxy's
  ValidNames population_names_;
  ValidNames step_ids_;
  std::vector<std::string> services_;
  std::vector<std::string> traffic_;
  std::vector<std::string> script_;
  Duration next_ = first_fault;
};

/// "db leads to 127.0.0.1:5432, web to web:80"
std::string upstreams(const std::vector<proxy::ConfiguredProxy>& proxies) {
  std::string text;
  for (std::size_t i = 0; i < proxies.size(); ++i) {
    if (i == most_upstreams_told) {
      return fmt::format("{} and {} more", text, proxies.size() - i);
    }
    const proxy::ProxySettings& settings = proxies[i].settings;
    text += fmt::format("{}{}{} to {}",
                        i == 0 ? "" : ", ",
                        settings.name,
                        i == 0 ? " leads" : "",
                        settings.upstream);
  }
  return text;
}

/// The entries, a line each, in the brackets; "[]" without any.
std::string block(char open, const std::vector<std::string>& entries, char close) {
  return entries.empty()
             ? fmt::format("{}{}", open, close)
             : fmt::format("{}\n    {}\n  {}", open, fmt::join(entries, ",\n    "), close);
}

}  // namespace

std::string toxiproxy_scenario(const std::vector<proxy::ConfiguredProxy>& proxies,
                               const ImportNames& names,
                               Diagnostics& diagnostics) {
  Lists lists(diagnostics);
  lists.add(proxies);
  const std::string name = valid_name(names.scenario);
  const std::string description = fmt::format(
      "Imported from {}, where {}. A beginning: say which service calls which and how long it "
      "waits, which alerts watch, who is on call, and your own targets.",
      names.file,
      upstreams(proxies));
  return fmt::format(R"({{
  "firedrill": 1,
  "name": {},
  "title": {},
  "description": {},
  "lasts": {},
  "services": {},
  "traffic": {},
  "script": {},
  "targets": {{"failed_requests": {{"at_most": 0}}}}
}}
)",
                     json_string(name.starts_with('.') ? "from" + name : name),
                     json_string("What the toxics of " + names.file + " do to clients"),
                     json_string(description),
                     json_string(to_text(lists.lasts())),
                     block('{', lists.services(), '}'),
                     block('[', lists.traffic(), ']'),
                     block('[', lists.script(), ']'));
}

}  // namespace firedrill::cli
