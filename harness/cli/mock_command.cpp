#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/cli/commands.hpp"
#include "harness/cli/config_file.hpp"
#include "harness/scenario/find.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/own_parts.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/source_file.hpp"
#include "mock_services/auth_provider/load.hpp"
#include "mock_services/auth_provider/standalone.hpp"
#include "mock_services/gateway/standalone.hpp"
#include "mock_services/http/certificate.hpp"
#include "mock_services/http/serve.hpp"
#include "mock_services/pager/config.hpp"
#include "mock_services/pager/standalone.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/provider.hpp"
#include "mock_services/service/service.hpp"

namespace firedrill::cli {
namespace {

/// A queue may take its time, and the supervisor ends whoever is left when the run ends.
constexpr Duration longest_handover = std::chrono::minutes(30);

int exit_code_of(const std::string& error) {
  if (!error.empty()) {
    std::cerr << "firedrill: " << error << "\n";
    return harness_failed;
  }
  return all_met;
}

enum class Requests {
  logged,
  unlogged,
};

int serve_service(http::ServeOptions options,
                  mock::ServiceSettings settings,
                  Requests requests = Requests::unlogged) {
  std::weak_ptr<mock::Service> served;
  if (settings.hands_over) {
    options.longest_leave = longest_handover;
    options.on_leave = [&served] {
      if (const std::shared_ptr<mock::Service> service = served.lock()) {
        service->hand_over();
      }
    };
  }
  const std::string error = http::serve(options, [&](boost::asio::io_context& context) {
    const auto service = std::make_shared<mock::Service>(context, std::move(settings));
    served = service;
    const auto handle = [service](http::Request request, http::Responder respond) {
      service->handle(std::move(request), std::move(respond));
    };
    return requests == Requests::logged ? http::logged(handle) : http::Handler(handle);
  });
  return exit_code_of(error);
}

/// One replica of a scenario: how `run --live` starts its services.
int mock_replica(const MockCommand& command, const Terminal& terminal) {
  auto order = read_config(command.replica, terminal, mock::read_replica_order);
  if (!order) {
    return invalid;
  }
  Result<SourceText> source = read_scenario_file(order->scenario);
  if (!source) {
    std::cerr << "error: " << source.error().message << "\n";
    return invalid;
  }
  const std::string file =
      order->beside.empty() ? order->scenario : order->beside + "/scenario.json";
  const LoadResult loaded = load_scenario({file, std::string(source->bytes())});
  if (!loaded.scenario || !mock::fill_from(*loaded.scenario, order->settings)) {
    std::cerr << "error: " << order->scenario << " has no such service and version\n";
    return invalid;
  }
  if (order->settings.life == 1) {
    mock::age_caches(*loaded.scenario, order->settings);
  }
  http::ServeOptions options{.listens_at = order->listens_at};
  options.server.port = order->port;
  options.server.share_port = true;
  const bool is_gateway = order->settings.upstream.has_value();
  if (is_gateway && speaks_no_http(*find_service(*loaded.scenario, order->settings.name))) {
    return exit_code_of(gateway::serve(std::move(options), *order));
  }
  for (const mock::Entrance& entrance : order->entrances) {
    options.doors.push_back({.port = entrance.port,
                             .header = std::string(mock::door_header),
                             .value = entrance.caller,
                             .hides = {std::string(mock::caller_header),
                                       std::string(mock::caller_age_header),
                                       std::string(mock::caller_version_header)}});
  }
  if (is_gateway) {
    order->settings.version.clear();  // the program's behind it, which changes
  } else {
    mock::answer_as_provider(*loaded.scenario, order->settings);
  }
  order->settings.hands_over = !is_gateway;
  return serve_service(std::move(options), std::move(order->settings));
}

/// A certificate for this run; what clients have to trust goes into a file. "", or what went wrong.
std::string use_tls(const MockCommand& command, http::ServerOptions& server) {
  http::Certified certified = http::make_certificate(command.bind);
  server.tls = std::move(certified.identity);
  std::ofstream file(command.ca_out, std::ios::binary | std::ios::trunc);
  file << certified.authority << std::flush;
  return file ? "" : "cannot write " + quote(command.ca_out);
}

/// Where and how the command wants to be served; nothing, after saying why on stderr, if it cannot.
std::optional<http::ServeOptions> listening(const MockCommand& command) {
  http::ServeOptions options;
  options.server.port = command.port;
  options.server.address = command.bind;
  const std::string error = command.tls ? use_tls(command, options.server) : "";
  if (exit_code_of(error) != all_met) {
    return std::nullopt;
  }
  return options;
}

int mock_service(const MockCommand& command, const Terminal& terminal) {
  std::optional<mock::ServiceSettings> settings{std::in_place};
  if (!command.config.empty()) {
    settings = read_config(command.config, terminal, mock::read_service_settings);
  }
  if (!settings) {
    return invalid;
  }
  std::optional<http::ServeOptions> options = listening(command);
  return options ? serve_service(*std::move(options), *std::move(settings), Requests::logged)
                 : harness_failed;
}

int mock_auth(const MockCommand& command, const Terminal& terminal) {
  std::optional<auth::Config> config = auth::default_config();
  if (!command.config.empty()) {
    config = read_config(command.config, terminal, auth::load_config);
  }
  if (!config) {
    return invalid;
  }
  std::optional<http::ServeOptions> options = listening(command);
  return options ? exit_code_of(auth::serve(*std::move(options), *std::move(config)))
                 : harness_failed;
}

int mock_pager(const MockCommand& command, const Terminal& terminal) {
  std::optional<pager::Config> config{std::in_place};
  if (!command.config.empty()) {
    config = read_config(command.config, terminal, pager::load_config);
  }
  if (!config) {
    return invalid;
  }
  std::optional<http::ServeOptions> options = listening(command);
  return options ? exit_code_of(pager::serve(*std::move(options), *std::move(config)))
                 : harness_failed;
}

}  // namespace

int mock(const MockCommand& command, const Terminal& terminal) {
  if (command.quiet) {
    std::clog.setstate(std::ios_base::badbit);
  }
  if (command.kind == "auth") {
    return mock_auth(command, terminal);
  }
  if (command.kind == "pager") {
    return mock_pager(command, terminal);
  }
  return command.replica.empty() ? mock_service(command, terminal)
                                 : mock_replica(command, terminal);
}

}  // namespace firedrill::cli
