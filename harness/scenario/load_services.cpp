#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, ServiceKind>, 2> service_kinds = {
    {{"service", ServiceKind::service}, {"auth_provider", ServiceKind::auth_provider}}};
constexpr std::array<std::pair<std::string_view, AbandonedWork>, 2> abandoned_work = {
    {{"finish", AbandonedWork::finish}, {"cancel", AbandonedWork::cancel}}};

WarmUp read_warm_up(const Json& json, const Context& context) {
  WarmUp warm_up;
  ObjectReader reader(json, R"("warm_up")", context.diagnostics);
  warm_up.lasts = reader.duration("lasts").required();
  replace(warm_up.factor, number_in(reader, "factor", {.least = 1, .most = 1000}));
  need(reader, "factor");
  reader.finish();
  return warm_up;
}

/// A key of the other kind of service is a mistake of its own, more telling than "unknown".
void refuse_keys(ObjectReader& reader,
                 std::initializer_list<std::string_view> keys,
                 std::string_view message,
                 std::string_view label) {
  for (const std::string_view key : keys) {
    if (reader.has(key)) {
      reader.ignore(key);
      reader.error(key, fmt::format("{} {}", quote(key), message), std::string(label));
    }
  }
}

/// A version's own program: another one of the same kind.
void read_other_program(ObjectReader& block,
                        const Context& context,
                        const Service& service,
                        Version& version) {
  const std::optional<OwnProgram> other =
      read_own_program(block, {service.replicas, version.behaviour.auth}, context);
  if (!other) {
    return;
  }
  if (!version.live) {
    block.error("live",
                fmt::format("there is no \"live\" in the service {}, of which this is a version",
                            quote(service.name)),
                "all versions of a service are programs of yours, or none");
  } else if (version.live->command.has_value() != other->command.has_value()) {
    block.error("live",
                fmt::format("\"{}\" contradicts the service's \"{}\"",
                            other->command ? "command" : "attach",
                            version.live->command ? "command" : "attach"),
                "all versions are started, or all run already");
  } else if (version.live->protocol != other->protocol) {
    block.error("live",
                "its \"protocol\" contradicts the service's",
                "all versions speak HTTP, or none does");
  }
  version.live = other;
}

/// Only a mock has answers to give.
void read_answers_of(ObjectReader& reader, Version& version) {
  const Json* answers = reader.array("answers").value_or(nullptr);
  if (answers == nullptr) {
    return;
  }
  version.answers = read_answers(*answers, reader.diagnostics());
  if (version.live) {
    reader.error("answers",
                 "\"answers\" are a mock's, and this service is a program of your own",
                 "leave out \"answers\" or \"live\"");
  }
}

/// What runs at t = 0 and what can be deployed, each version with the service's block below it.
void read_versions(ObjectReader& reader, const Context& context, Service& service, Version base) {
  service.version = reader.identifier("version").value_or("");
  const Json* versions = reader.object("versions").value_or(nullptr);
  if (versions == nullptr) {
    base.name = service.version;
    service.versions.push_back(std::move(base));
    return;
  }
  if (versions->members().empty()) {
    reader.error("versions", "\"versions\" is empty", "expected at least one version");
  }
  for (const JsonMember& member : versions->members()) {
    check_name(member, "version", context.diagnostics);
    Version& version = service.versions.emplace_back(base);
    version.name = member.key;
    ObjectReader block(
        member.value, fmt::format("version {}", quote(member.key)), context.diagnostics);
    read_behaviour(block, service.kind == ServiceKind::auth_provider, context, version.behaviour);
    if (service.kind == ServiceKind::service) {
      read_other_program(block, context, service, version);
      read_answers_of(block, version);
    }
    block.finish();
  }
  need(reader, "version");
  if (!service.version.empty()) {
    check_known({reader.span_of("version"), service.version},
                {"version", service.name},
                context.names.services.find(service.name)->second.versions,
                context.diagnostics);
  }
}

Service read_service(const JsonMember& member, const Context& context) {
  Service service;
  service.name = member.key;
  service.source = member.key_span;
  check_name(member, "service", context.diagnostics);
  ObjectReader reader(
      member.value, fmt::format("the service {}", quote(member.key)), context.diagnostics);
  replace(service.kind, reader.choice<ServiceKind>("kind", service_kinds).optional());
  replace(service.third_party, reader.boolean("third_party").optional());
  replace(service.replicas,
          reader.integer("replicas", {.least = 1, .most = most_replicas_of_a_service}).optional());
  Version base;
  read_behaviour(reader, service.kind == ServiceKind::auth_provider, context, base.behaviour);
  if (service.kind == ServiceKind::service) {
    base.live = read_own_program(reader, {service.replicas, base.behaviour.auth}, context);
    read_answers_of(reader, base);
  }
  read_versions(reader, context, service, std::move(base));
  reader.ignore("metrics");  // read_metrics() has read it
  reader.finish();
  return service;
}

}  // namespace

void read_behaviour(ObjectReader& reader,
                    bool auth_provider,
                    const Context& context,
                    Behaviour& behaviour) {
  replace(behaviour.workers, reader.integer("workers", {.least = 1, .most = 100'000}).optional());
  replace(behaviour.queue, reader.integer("queue", {.least = 0, .most = 1'000'000}).optional());
  replace(behaviour.latency, request_delay(reader, "latency"));
  replace(behaviour.startup, duration_in(reader, "startup", {.most = std::chrono::hours{24}}));
  if (const Json* warm_up = reader.object("warm_up").value_or(nullptr)) {
    behaviour.warm_up = read_warm_up(*warm_up, context);
  }
  replace(behaviour.abandoned_work,
          reader.choice<AbandonedWork>("abandoned_work", abandoned_work).optional());
  if (const Json* calls = reader.array("calls").value_or(nullptr)) {
    behaviour.calls = read_calls(*calls, context);
  }
  if (auth_provider) {
    read_contracts(reader, context, behaviour);
    replace(behaviour.token_lifetime,
            duration_in(reader, "token_lifetime", {.least = std::chrono::seconds{1}}));
    refuse_keys(reader,
                {"auth", "live", "answers"},
                "is a key of services, and this is an auth provider",
                "an auth provider is always a mock, and uses no other one");
    return;
  }
  if (const Json* auth = reader.object("auth").value_or(nullptr)) {
    read_auth(*auth, context, behaviour.auth);
  }
  refuse_keys(reader,
              {"contracts", "accepts", "token_lifetime"},
              "is a key of auth providers",
              R"(expected "kind": "auth_provider" in this service)");
}

std::vector<Service> read_services(const Json& json, const Context& context) {
  std::vector<Service> services;
  std::size_t replicas = 0;
  for (const JsonMember& member : json.members()) {
    const std::size_t before = replicas;
    services.push_back(read_service(member, context));
    replicas += services.back().replicas;
    if (before <= most_replicas && replicas > most_replicas) {
      context.diagnostics.error(member.key_span,
                                fmt::format("more than {} replicas in all", most_replicas),
                                "the first service beyond the limit");
    }
  }
  if (services.empty()) {
    context.diagnostics.error(
        json.span(), "\"services\" is empty", "expected at least one service");
  }
  return services;
}

}  // namespace firedrill::loading
