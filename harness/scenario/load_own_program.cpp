#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/own_texts.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr IntegerRange ports{.least = 1, .most = 65'535};
constexpr DurationRange waiting{.least = std::chrono::milliseconds{1},
                                .most = std::chrono::hours{1}};

constexpr std::array<std::pair<std::string_view, Protocol>, 2> protocols = {
    {{"http", Protocol::http}, {"tcp", Protocol::tcp}}};

/// Whether the text is numbers up to 255 with dots between: "127.0.0.1".
bool is_address(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    unsigned number = 256;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number > 255) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part < 3 && !text.starts_with('.')) {
      return false;
    }
    text.remove_prefix(part < 3 ? 1 : 0);
  }
  return text.empty();
}

/// Names are not resolved: who is met must not depend on who answers.
bool is_origin(std::string_view url, Protocol protocol) {
  const std::string_view scheme = protocol == Protocol::tcp ? "tcp://" : "http://";
  if (!url.starts_with(scheme)) {
    return false;
  }
  url.remove_prefix(scheme.size());
  if (url.ends_with('/')) {
    url.remove_suffix(1);
  }
  const std::size_t colon = url.find(':');
  const std::string_view host = url.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view digits = url.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || port == 0 || end != digits.data() + digits.size()) {
      return false;
    }
  } else if (protocol == Protocol::tcp) {
    return false;  // which has no usual port
  }
  return host == "localhost" || is_address(host);
}

std::string expected_of_attach(std::string_view url, Protocol protocol) {
  if (url.starts_with("https:")) {
    return "expected http: a live run sends its requests without TLS";
  }
  if (protocol == Protocol::tcp) {
    return R"(expected one such as "tcp://127.0.0.1:5432": "protocol" is tcp)";
  }
  return url.starts_with("tcp:")
             ? R"(expected "protocol": "tcp" beside it, or an address of http)"
             : R"(expected one such as "http://127.0.0.1:8080": without a path, and without )"
               "names but localhost, as none is resolved";
}

std::string read_attach(ObjectReader& reader, Protocol protocol) {
  const std::string url = reader.string("attach").value_or("");
  if (!url.empty() && !is_origin(url, protocol)) {
    reader.error("attach",
                 fmt::format("\"attach\" must be an address, found {}", quote(url)),
                 expected_of_attach(url, protocol));
  }
  return url;
}

/// Of a key that has firedrill ask the program something.
void refuse_question(ObjectReader& reader, std::string_view key, std::string label) {
  reader.error(
      key, fmt::format("{} asks by HTTP, and \"protocol\" is tcp", quote(key)), std::move(label));
}

Readiness read_readiness(ObjectReader& reader, const OwnProgram& program) {
  const bool is_attached = !program.command;
  if (reader.has("http")) {
    if (program.protocol == Protocol::tcp) {
      refuse_question(reader, "http", R"(expected "tcp" or "log")");
    }
    refuse_beside(reader, "http", {"tcp", "log"});
    return AnswersHttp{read_url_path(reader, "http").value_or("/")};
  }
  if (is_attached) {
    refuse_beside(reader, "attach", {"log"});
  } else if (reader.has("log")) {
    refuse_beside(reader, "log", {"tcp"});
    return WritesText{reader.string("log").value_or("")};
  }
  if (!reader.boolean("tcp").value_or(true)) {
    reader.error("tcp", "\"tcp\" cannot be false", "leave it out, or say \"http\" or \"log\"");
  }
  return AcceptsConnections{};
}

void read_ready(const Json& json, const Context& context, OwnProgram& program) {
  ObjectReader reader(json, R"("ready")", context.diagnostics);
  program.ready = read_readiness(reader, program);
  replace(program.ready_within, duration_in(reader, "within", waiting));
  reader.finish();
}

VersionProbe read_version_probe(const Json& json, const Context& context) {
  VersionProbe probe;
  ObjectReader reader(json, R"("version")", context.diagnostics);
  if (reader.has("metric")) {
    refuse_beside(reader, "metric", {"http", "pointer"});
    probe.source = VersionLabel{.metric = reader.string("metric").required(),
                                .label = reader.string("label").required()};
  } else {
    VersionPage page;
    replace(page.path, read_url_path(reader, "http"));
    need(reader, "http");
    page.pointer = reader.string("pointer").value_or("");
    if (!page.pointer.empty() && !page.pointer.starts_with('/')) {
      reader.error("pointer",
                   fmt::format("{} is no JSON pointer", quote(page.pointer)),
                   R"(expected one such as "/build/version")");
    }
    probe.source = std::move(page);
  }
  replace(probe.within, duration_in(reader, "within", waiting));
  reader.finish();
  return probe;
}

/// A path, or false.
std::string read_metrics(ObjectReader& reader, Protocol protocol) {
  const Json* given = reader.raw("metrics").value_or(nullptr);
  if (given != nullptr && given->is_boolean() && !given->as_boolean()) {
    return "";
  }
  if (protocol == Protocol::tcp) {
    if (given != nullptr) {
      refuse_question(reader, "metrics", "leave it out: its exporter may be a service of its own");
    }
    return "";
  }
  return given == nullptr ? "/metrics" : read_url_path(reader, "metrics").value_or("/metrics");
}

void check_ports(ObjectReader& reader, const OwnProgram& program, std::size_t replicas) {
  if (!program.command) {
    if (replicas != 1) {
      reader.error("attach",
                   fmt::format("\"attach\" is one address, which cannot be {} replicas", replicas),
                   "expected \"replicas\": 1");
    }
  } else if (program.port != 0 && replicas != 1) {
    reader.error("port",
                 fmt::format("\"port\" is one port, which cannot be that of {} replicas", replicas),
                 "leave it out, and use ${port} in \"command\" or \"env\"");
  } else if (!reader.has("port") && !program.command->arguments.empty() &&
             !mentions(*program.command, "port")) {
    reader.error("command",
                 "there is no ${port}, so the program cannot know where to listen",
                 R"(expected ${port} here or in "env", or the key "port")");
  }
}

void check_version_source(ObjectReader& reader, const OwnProgram& program) {
  if (program.version && program.protocol == Protocol::tcp) {
    refuse_question(reader, "version", "leave it out: exit codes of commands are believed");
  } else if (program.version && program.metrics.empty() &&
             std::holds_alternative<VersionLabel>(program.version->source)) {
    reader.error("version",
                 R"("version" reads a metric, but the program has none: "metrics" is false)",
                 R"(expected "http", or the path of its metrics in "metrics")");
  }
}

/// What a program that is started is told: as what it logs in at its auth providers, too.
Placeholders placeholders_of(const OwnRole& role) {
  Placeholders known{.names = {"port", "version", "scratch"}};
  for (const AuthUse& use : role.auth) {
    known.secrets.push_back(use.call.service + ".client_id");
    known.secrets.push_back(use.call.service + ".client_secret");
  }
  return known;
}

OwnProgram read_program(const Json& json, const OwnRole& role, const Context& context) {
  OwnProgram program;
  ObjectReader reader(json, R"("live")", context.diagnostics);
  replace(program.protocol, reader.choice<Protocol>("protocol", protocols).optional());
  if (reader.has("attach")) {
    refuse_beside(reader, "attach", {"command", "env", "cwd", "port"});
    program.attach = read_attach(reader, program.protocol);
  } else {
    program.command = read_own_command(reader, "command", placeholders_of(role), context);
    replace(program.port, reader.integer("port", ports).optional());
  }
  if (const Json* ready = reader.object("ready").value_or(nullptr)) {
    read_ready(*ready, context, program);
  }
  program.metrics = read_metrics(reader, program.protocol);
  if (const Json* version = reader.object("version").value_or(nullptr)) {
    program.version = read_version_probe(*version, context);
  }
  check_version_source(reader, program);
  check_ports(reader, program, role.replicas);
  reader.finish();
  return program;
}

}  // namespace

std::optional<OwnProgram> read_own_program(ObjectReader& reader,
                                           const OwnRole& role,
                                           const Context& context) {
  const Json* json = reader.object("live").value_or(nullptr);
  return json == nullptr ? std::nullopt : std::optional{read_program(*json, role, context)};
}

}  // namespace firedrill::loading
