#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "harness/cli/commands.hpp"
#include "harness/cli/config_file.hpp"
#include "harness/core/units.hpp"
#include "harness/text/escape.hpp"
#include "mock_services/http/serve.hpp"
#include "mock_services/proxy/standalone.hpp"

namespace firedrill::cli {

int serve_proxies(const ProxyCommand& command, const Terminal& terminal) {
  std::optional<Json> config;
  if (!command.config.empty()) {
    config = read_config(
        command.config, terminal, [](const Json& json, Diagnostics&) { return Json(json); });
    if (!config) {
      return invalid;
    }
  }
  http::ServeOptions options;
  options.server.address = command.host;
  options.server.port = command.port;
  const std::optional<proxy::Refusal> refusal =
      proxy::serve(std::move(options), {.host = command.host, .seed = Seed{command.seed}}, config);
  if (!refusal) {
    return all_met;
  }
  if (refusal->status == 400) {
    std::cerr << "error: " << command.config << ": " << escape_terminal(refusal->message) << "\n";
    return invalid;
  }
  std::cerr << "firedrill: " << escape_terminal(refusal->message) << "\n";
  return harness_failed;
}

}  // namespace firedrill::cli
