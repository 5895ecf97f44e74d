#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/scenario/load.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"
#include "mock_services/auth_provider/load.hpp"
#include "mock_services/auth_provider/standalone.hpp"
#include "mock_services/http/certificate.hpp"
#include "mock_services/http/serve.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/provider.hpp"
#include "mock_services/service/service.hpp"

namespace firedrill::cli {
namespace {

/// What `read` makes of a JSON file; nothing, after saying why on stderr, if there are mistakes.
template <class Read>
auto read_config(const std::string& path, const Terminal& terminal, Read read)
    -> std::optional<decltype(read(std::declval<const Json&>(), std::declval<Diagnostics&>()))> {
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    std::cerr << "error: " << source.error().message << "\n";
    return std::nullopt;
  }
  Diagnostics diagnostics(*source);
  const std::optional<Json> json = parse_json(*source, diagnostics);
  std::optional<decltype(read(*json, diagnostics))> config;
  if (json) {
    config = read(*json, diagnostics);
  }
  if (!diagnostics.empty()) {
    std::cerr << render(diagnostics, {.color = terminal.color_errors});
  }
  return diagnostics.has_errors() ? std::nullopt : std::move(config);
}

int exit_code_of(const std::string& error) {
  if (!error.empty()) {
    std::cerr << "firedrill: " << error << "\n";
    return harness_failed;
  }
  return all_met;
}

int serve_service(const http::ServeOptions& options, mock::ServiceSettings settings) {
  const std::string error = http::serve(options, [&](boost::asio::io_context& context) {
    const auto service = std::make_shared<mock::Service>(context, std::move(settings));
    return [service](http::Request request, http::Responder respond) {
      service->handle(std::move(request), std::move(respond));
    };
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
  const LoadResult loaded = load_scenario(*std::move(source));
  if (!loaded.scenario || !mock::fill_from(*loaded.scenario, order->settings)) {
    std::cerr << "error: " << order->scenario << " has no such service and version\n";
    return invalid;
  }
  mock::answer_as_provider(
      *loaded.scenario, fmt::format("http://127.0.0.1:{}", order->port), order->settings);
  http::ServeOptions options{.listens_at = order->listens_at};
  options.server.port = order->port;
  options.server.share_port = true;
  return serve_service(options, std::move(order->settings));
}

int mock_service(const MockCommand& command, const Terminal& terminal) {
  mock::ServiceSettings settings;
  if (!command.config.empty()) {
    auto read = read_config(command.config, terminal, mock::read_service_settings);
    if (!read) {
      return invalid;
    }
    settings = *std::move(read);
  }
  http::ServeOptions options;
  options.server.port = command.port;
  options.server.address = command.bind;
  return serve_service(options, std::move(settings));
}

/// A certificate for this run; what clients have to trust goes into a file. "", or what went wrong.
std::string use_tls(const MockCommand& command, http::ServerOptions& server) {
  http::Certified certified = http::make_certificate(command.bind);
  server.tls = std::move(certified.identity);
  std::ofstream file(command.ca_out, std::ios::binary | std::ios::trunc);
  file << certified.authority << std::flush;
  return file ? "" : "cannot write " + quote(command.ca_out);
}

int mock_auth(const MockCommand& command, const Terminal& terminal) {
  auth::Config config = auth::default_config();
  if (!command.config.empty()) {
    auto read = read_config(command.config, terminal, auth::load_config);
    if (!read) {
      return invalid;
    }
    config = *std::move(read);
  }
  http::ServeOptions options;
  options.server.port = command.port;
  options.server.address = command.bind;
  if (command.tls) {
    if (const std::string error = use_tls(command, options.server); !error.empty()) {
      return exit_code_of(error);
    }
  }
  return exit_code_of(auth::serve(std::move(options), std::move(config)));
}

}  // namespace

int mock(const MockCommand& command, const Terminal& terminal) {
  if (command.kind == "auth") {
    return mock_auth(command, terminal);
  }
  return command.replica.empty() ? mock_service(command, terminal)
                                 : mock_replica(command, terminal);
}

}  // namespace firedrill::cli
