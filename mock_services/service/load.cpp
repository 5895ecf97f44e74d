#include "mock_services/service/load.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/actions/inject.hpp"
#include "harness/scenario/find.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::mock {
namespace {

using loading::Context;

/// One address, or several, of a service that is called.
void read_addresses(const Json& json, Diagnostics& diagnostics, ServiceSettings& settings) {
  for (const JsonMember& member : json.members()) {
    std::vector<http::Origin>& origins = settings.addresses[member.key];
    const std::vector<Json> one{member.value};
    for (const Json& url : member.value.is_array() ? member.value.items() : one) {
      const Result<http::Origin> origin =
          url.is_string() ? http::parse_origin(url.as_string())
                          : Error{ErrorCode::invalid_input, url.described() + " is no address"};
      if (origin) {
        origins.push_back(*origin);
      } else {
        diagnostics.error(url.span(), origin.error().message, R"(such as "http://127.0.0.1:8080")");
      }
    }
  }
}

std::optional<http::Origin> read_upstream(ObjectReader& reader) {
  const std::optional<std::string> url = reader.string("upstream").optional();
  if (!url) {
    return std::nullopt;
  }
  const Result<http::Origin> origin = http::parse_origin(*url);
  if (!origin) {
    reader.error("upstream", origin.error().message, R"(such as "http://127.0.0.1:8080")");
    return std::nullopt;
  }
  return *origin;
}

/// A gateway does not work: what says how it would is a mistake.
void refuse_work_of_gateway(const Json& document, ObjectReader& reader) {
  constexpr std::array<std::string_view, 4> of_gateways{
      "name", "seed", "upstream", "header_faults"};
  for (const JsonMember& member : document.members()) {
    if (std::find(of_gateways.begin(), of_gateways.end(), member.key) == of_gateways.end()) {
      reader.error(member.key,
                   fmt::format("{} has no effect beside \"upstream\"", quote(member.key)),
                   "the upstream works on the requests");
    }
  }
}

std::vector<CannedReply> replies_of(const std::vector<CannedAnswer>& answers) {
  std::vector<CannedReply> replies;
  for (const CannedAnswer& answer : answers) {
    CannedReply& canned = replies.emplace_back(
        CannedReply{.method = answer.method, .path = answer.path, .reply = {}});
    canned.reply.status = answer.status;
    canned.reply.body = answer.body;
    for (const HeaderLine& line : answer.headers) {
      canned.reply.headers.add(line.name, line.value);
    }
  }
  return replies;
}

Seed read_seed(ObjectReader& reader) {
  const std::string text = reader.string("seed").value_or("1");
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || last != end) {
    reader.error("seed", quote(text) + " is no seed", "expected a whole number in quotes");
  }
  return Seed{number};
}

std::optional<HeaderFaultLimits> read_header_faults(ObjectReader& outer) {
  const Json* object = outer.object("header_faults").value_or(nullptr);
  if (object == nullptr) {
    return std::nullopt;
  }
  constexpr Duration longest = std::chrono::hours{1};
  ObjectReader reader(*object, "header faults", outer.diagnostics());
  const auto share = [&](std::string_view key) -> std::optional<Probability> {
    const std::optional<double> ratio = reader.ratio(key).optional();
    return ratio ? std::optional{*Probability::from(*ratio)} : std::nullopt;
  };
  HeaderFaultLimits limits{.abort = share("abort"), .delay = share("delay")};
  limits.longest_delay = reader.duration("longest_delay").value_or(limits.longest_delay);
  if (limits.longest_delay <= Duration::zero() || limits.longest_delay > longest) {
    reader.error("longest_delay", "\"longest_delay\" must be above 0 and at most 1h");
  }
  if (reader.has("longest_delay") && !reader.has("delay")) {
    reader.error("longest_delay", "\"longest_delay\" has no effect without \"delay\"");
  }
  if (!reader.has("abort") && !reader.has("delay")) {
    reader.error("", "header faults need \"abort\", \"delay\" or both");
  }
  reader.finish();
  return limits;
}

/// Of the version of the provider that runs at first.
Duration token_lifetime(const Scenario& scenario, const std::string& provider) {
  for (const Service& service : scenario.services) {
    for (const Version& version : service.versions) {
      if (service.name == provider && version.name == service.version) {
        return version.behaviour.token_lifetime;
      }
    }
  }
  return std::chrono::hours{1};
}

}  // namespace

ServiceSettings read_service_settings(const Json& document, Diagnostics& diagnostics) {
  ServiceSettings settings;
  ObjectReader reader(document, "a mock service", diagnostics);
  settings.name = reader.identifier("name").value_or("service");
  settings.version = reader.identifier("version").value_or("");
  settings.seed = read_seed(reader);
  if (const Json* addresses = reader.object("addresses").value_or(nullptr)) {
    read_addresses(*addresses, diagnostics, settings);
  }
  loading::Names names;
  for (const auto& [name, origins] : settings.addresses) {
    names.services[name] = {};
  }
  const Context context{names, diagnostics, Duration::max()};
  loading::read_behaviour(reader, false, context, settings.behaviour);
  if (const Json* answers = reader.array("answers").value_or(nullptr)) {
    settings.canned = replies_of(loading::read_answers(*answers, diagnostics));
  }
  settings.header_faults = read_header_faults(reader);
  settings.upstream = read_upstream(reader);
  if (settings.upstream) {
    refuse_work_of_gateway(document, reader);
  }
  if (reader.has("auth")) {
    reader.error("auth", "\"auth\" needs a scenario: a mock alone knows no contracts");
  }
  reader.finish();
  return settings;
}

KeyGenerations read_key_generations(ObjectReader& reader) {
  constexpr std::int64_t most = 0xffff'ffff;
  const auto oldest = reader.integer("oldest_key", {.least = 0, .most = most}).value_or(0);
  const auto newest = reader.integer("newest_key", {.least = 0, .most = most}).value_or(0);
  const auto cause = reader.integer("keys_cause", {.least = 0, .most = most}).value_or(0);
  if (oldest > newest) {
    reader.error("oldest_key", "\"oldest_key\" must not be above \"newest_key\"");
    return {};
  }
  return {.oldest = static_cast<std::uint32_t>(oldest),
          .newest = static_cast<std::uint32_t>(newest),
          .cause = static_cast<EventId>(cause)};
}

std::string to_json(const KeyGenerations& keys) {
  return fmt::format(R"({{"oldest_key": {}, "newest_key": {}, "keys_cause": {}}})",
                     keys.oldest,
                     keys.newest,
                     static_cast<std::uint32_t>(keys.cause));
}

/// {"shop": 40001, "": 40002}
std::vector<Entrance> read_entrances(const Json& json, Diagnostics& diagnostics) {
  std::vector<Entrance> entrances;
  for (const JsonMember& member : json.members()) {
    const auto port = read_integer(member.value, member.key, diagnostics).value_or(0);
    entrances.push_back({.caller = member.key, .port = static_cast<std::uint16_t>(port)});
  }
  return entrances;
}

ReplicaOrder read_replica_order(const Json& document, Diagnostics& diagnostics) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  ReplicaOrder order;
  ServiceSettings& settings = order.settings;
  ObjectReader reader(document, "a replica's order", diagnostics);
  order.scenario = reader.string("scenario").required();
  order.beside = reader.string("beside").value_or("");
  settings.name = reader.identifier("service").required();
  settings.version = reader.identifier("version").value_or("");
  settings.ordinal =
      static_cast<std::size_t>(reader.integer("replica", {.least = 0, .most = 10'000}).required());
  settings.version_cause =
      static_cast<EventId>(reader.integer("cause", {.least = 0, .most = 0xffff'ffff}).value_or(0));
  settings.keys = read_key_generations(reader);
  settings.speed = reader.number("speed").value_or(1);
  settings.seed = read_seed(reader);
  order.port =
      static_cast<std::uint16_t>(reader.integer("port", {.least = 0, .most = 65'535}).required());
  order.listens_at =
      Duration{reader.integer("listens_at_ns", {.least = 0, .most = most}).value_or(0)};
  settings.warm_at = Duration{reader.integer("warm_at_ns", {.least = 0, .most = most}).value_or(0)};
  settings.life =
      static_cast<unsigned>(reader.integer("life", {.least = 0, .most = 0xffff'ffff}).value_or(0));
  settings.notes = reader.string("notes").value_or("");
  settings.upstream = read_upstream(reader);
  settings.client = {.id = settings.name, .secret = reader.string("secret").value_or("secret")};
  if (const Json* addresses = reader.object("addresses").required()) {
    read_addresses(*addresses, diagnostics, settings);
  }
  if (const Json* entrances = reader.object("entrances").value_or(nullptr)) {
    order.entrances = read_entrances(*entrances, diagnostics);
  }
  reader.finish();
  return order;
}

/// The same draws as simulated::fill_auth_caches, so that caches expire at the same moments.
void age_caches(const Scenario& scenario, ServiceSettings& settings) {
  const auto draw = [](Rng& random, Duration lifetime) {
    return random.between(Duration::zero(), std::max(lifetime, Duration{1}) - Duration{1});
  };
  Rng random = stream(settings.seed, "service/" + settings.name + "/auth");
  for (std::size_t ordinal = 0; ordinal <= settings.ordinal; ++ordinal) {
    settings.cache_ages.clear();
    for (const AuthUse& use : settings.behaviour.auth) {
      CacheAges ages;
      const int steps = static_cast<int>(use.verifies) + static_cast<int>(use.needs_token());
      for (int step = 0; step < steps; ++step) {
        if (use.needs_token() && use.token_cache) {
          const Duration issued_for = token_lifetime(scenario, use.call.service);
          ages.token = draw(random, std::min(*use.token_cache, issued_for));
        }
        if (use.keeps_keys()) {
          ages.keys = draw(random, use.key_cache);
        }
      }
      settings.cache_ages.push_back(ages);
    }
  }
}

bool fill_from(const Scenario& scenario, ServiceSettings& settings) {
  bool found = false;
  for (const Service& service : scenario.services) {
    for (const Version& version : service.versions) {
      if (service.name == settings.name && version.name == settings.version) {
        settings.behaviour = version.behaviour;
        settings.shown = service.shown;
        settings.canned = replies_of(version.answers);
        found = true;
      }
      for (const Contract& contract : version.behaviour.contracts) {
        settings.contracts.push_back({.provider = service.name, .contract = contract});
      }
    }
  }
  for (const Step* step : injecting_steps(scenario)) {
    settings.faults.push_back(std::get<actions::Inject>(*step->action).spec(step->id));
  }
  return found;
}

std::string to_json(const ReplicaOrder& order) {
  const ServiceSettings& settings = order.settings;
  std::string addresses;
  for (const auto& [name, origins] : settings.addresses) {
    std::string urls;
    for (const http::Origin& origin : origins) {
      urls += fmt::format("{}\"{}\"", urls.empty() ? "" : ", ", to_url(origin));
    }
    addresses += fmt::format("{}{}: [{}]", addresses.empty() ? "" : ", ", json_string(name), urls);
  }
  std::string text = fmt::format("{{\"scenario\": {}, \"service\": {}",
                                 json_string(order.scenario),
                                 json_string(settings.name));
  if (!order.beside.empty()) {
    text += fmt::format(", \"beside\": {}", json_string(order.beside));
  }
  if (!settings.version.empty()) {
    text += fmt::format(", \"version\": {}", json_string(settings.version));
  }
  if (!order.entrances.empty()) {
    std::string entrances;
    for (const Entrance& entrance : order.entrances) {
      entrances += fmt::format(
          "{}{}: {}", entrances.empty() ? "" : ", ", json_string(entrance.caller), entrance.port);
    }
    text += fmt::format(", \"entrances\": {{{}}}", entrances);
  }
  if (settings.upstream) {
    text += fmt::format(", \"upstream\": \"{}\"", to_url(*settings.upstream));
  }
  text += fmt::format(
      ", \"replica\": {}, \"cause\": {}, \"speed\": {}, \"seed\": \"{}\", \"port\": {}, "
      "\"listens_at_ns\": {}, \"warm_at_ns\": {}, \"life\": {}, \"notes\": {}, \"secret\": "
      "{}, "
      "\"oldest_key\": {}, \"newest_key\": {}, \"keys_cause\": {}, \"addresses\": {{{}}}}}\n",
      settings.ordinal,
      static_cast<std::uint32_t>(settings.version_cause),
      settings.speed,
      static_cast<std::uint64_t>(settings.seed),
      order.port,
      order.listens_at.count(),
      settings.warm_at.value_or(Duration{}).count(),
      settings.life,
      json_string(settings.notes),
      json_string(settings.client.secret),
      settings.keys.oldest,
      settings.keys.newest,
      static_cast<std::uint32_t>(settings.keys.cause),
      addresses);
  return text;
}

}  // namespace firedrill::mock
