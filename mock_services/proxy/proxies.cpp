#include "mock_services/proxy/proxies.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "mock_services/proxy/go_json.hpp"

namespace firedrill::proxy {
namespace {

/// The type that Toxiproxy reads an update of a toxic into has no name.
constexpr std::string_view toxic_update =
    R"(struct { Attributes interface {} "json:\"attributes\""; )"
    R"(Toxicity float32 "json:\"toxicity\"" })";

std::string read_settings(const Json& json, ProxySettings& settings) {
  GoObject object(json, "Proxy", "", "toxiproxy.Proxy");
  object.read("name", settings.name);
  object.read("listen", settings.listen);
  object.read("upstream", settings.upstream);
  object.read("enabled", settings.enabled);
  return object.problem();
}

/// The attributes that `json` has.
std::optional<Refusal> read_attributes(const Json& json, Toxic& toxic) {
  const Json none(Json::Members{}, Span{});  // which a slicer cannot do without
  const Json* attributes = GoObject(json, "ToxicWrapper").find("attributes");
  const Result<ToxicKind> kind =
      with_attributes(toxic.kind, attributes == nullptr ? none : *attributes);
  if (!kind) {
    return bad_request(kind.error().message);
  }
  toxic.kind = *kind;
  return std::nullopt;
}

/// "0s": without end.
std::optional<Refusal> read_ttl(const Json& json, Toxic& toxic) {
  std::string text;
  GoObject object(json, "ToxicWrapper");
  object.read("ttl", text);
  if (!object.problem().empty()) {
    return bad_request(object.problem());
  }
  if (text.empty()) {
    return std::nullopt;
  }
  const Result<Duration> ttl = parse_duration(text);
  if (!ttl) {
    return bad_request("ttl: " + ttl.error().message);
  }
  toxic.ttl = *ttl > Duration::zero() ? std::optional(*ttl) : std::nullopt;
  return std::nullopt;
}

/// `is_taken` says whether there is a toxic with a name already.
template <class IsTaken>
std::optional<Refusal> read_toxic(const Json& json, Toxic& toxic, IsTaken is_taken) {
  std::string type;
  GoObject object(json, "ToxicWrapper");
  object.read("name", toxic.name);
  object.read("type", type);
  object.read("stream", toxic.stream);
  object.read("toxicity", toxic.toxicity);
  if (!object.problem().empty()) {
    return bad_request(object.problem());
  }
  const std::optional<Direction> direction = direction_of(toxic.stream);
  if (!direction) {
    return Refusal{400, "stream was invalid, can be either upstream or downstream"};
  }
  toxic.direction = *direction;
  if (toxic.name.empty()) {
    toxic.name = type + "_" + toxic.stream;
  }
  const std::optional<ToxicKind> kind = toxic_kind(type);
  if (!kind) {
    return Refusal{400, "invalid toxic type"};
  }
  toxic.kind = *kind;
  if (const std::string problem = problem_of(*kind, *direction); !problem.empty()) {
    return Refusal{400, problem};
  }
  if (is_taken(toxic.name)) {
    return Refusal{409, "toxic already exists"};
  }
  if (auto refusal = read_ttl(json, toxic)) {
    return refusal;
  }
  return read_attributes(json, toxic);
}

}  // namespace

Refusal bad_request(std::string_view why) {
  return {400, fmt::format("bad request body: {}", why)};
}

Proxies::Proxies(boost::asio::io_context& context, Options options)
    : context_(context),
      options_(std::move(options)) {}

Proxy* Proxies::find(std::string_view name) {
  const auto found = all_.find(name);
  return found == all_.end() ? nullptr : found->second.get();
}

/// `place` is added to what is missing: "" or " at proxy 2".
std::optional<Refusal> Proxies::read_entry(const Json& json, std::string_view place, Entry& entry) {
  if (const std::string problem = read_settings(json, entry.settings); !problem.empty()) {
    return bad_request(problem);
  }
  for (const auto& [field, value] :
       {std::pair("name", &entry.settings.name), std::pair("upstream", &entry.settings.upstream)}) {
    if (value->empty()) {
      return Refusal{400, fmt::format("missing required field: {}{}", field, place)};
    }
  }
  const Json* toxics = GoObject(json, "Proxy").find("toxics");
  if (toxics == nullptr) {
    return std::nullopt;
  }
  if (!toxics->is_array()) {
    return bad_request(
        fmt::format("json: cannot unmarshal {} into Go struct field Proxy.toxics of type []Toxic",
                    go_kind_of(*toxics)));
  }
  for (const Json& one : toxics->items()) {
    Toxic toxic;
    const auto is_taken = [&](const std::string& name) {
      return std::any_of(entry.toxics.begin(), entry.toxics.end(), [&](const Toxic& other) {
        return other.name == name;
      });
    };
    if (auto refusal = read_toxic(one, toxic, is_taken)) {
      return refusal;
    }
    entry.toxics.push_back(std::move(toxic));
  }
  return std::nullopt;
}

/// The toxics are there before the first connection.
std::optional<Refusal> Proxies::put(const Entry& entry, std::shared_ptr<const Proxy>& made) {
  auto proxy = std::make_shared<Proxy>(context_, options_, entry.settings);
  for (const Toxic& toxic : entry.toxics) {
    proxy->add(toxic);
  }
  if (entry.settings.enabled) {
    if (auto refusal = proxy->start()) {
      return refusal;
    }
  }
  made = proxy;
  all_[entry.settings.name] = std::move(proxy);
  return std::nullopt;
}

std::optional<Refusal> Proxies::create(const Json& json, std::shared_ptr<const Proxy>& made) {
  Entry entry;
  if (auto refusal = read_entry(json, "", entry)) {
    return refusal;
  }
  if (find(entry.settings.name) != nullptr) {
    return Refusal{409, "proxy already exists"};
  }
  return put(entry, made);
}

/// Leaves an existing one of its name as it is, if that is the same or it could not be replaced.
std::optional<Refusal> Proxies::put_in_place(const Entry& entry,
                                             std::shared_ptr<const Proxy>& placed) {
  const auto existing = all_.find(entry.settings.name);
  if (existing == all_.end()) {
    return put(entry, placed);
  }
  placed = existing->second;
  if (!placed->differs(entry.settings.listen, entry.settings.upstream)) {
    return std::nullopt;
  }
  if (auto refusal = placed->refuses(entry.settings.listen)) {
    return refusal;
  }
  existing->second->stop();  // perhaps it listens where the other wants to
  return put(entry, placed);
}

Populated Proxies::populate(const Json& json) {
  Populated result;
  if (json.is_null()) {  // a list without anything, to Go
    return result;
  }
  if (!json.is_array()) {
    result.refusal = bad_request(fmt::format(
        "json: cannot unmarshal {} into Go value of type []toxiproxy.Proxy", go_kind_of(json)));
    return result;
  }
  std::vector<Entry> entries;
  for (const Json& one : json.items()) {
    const std::string place = fmt::format(" at proxy {}", entries.size() + 1);
    if (auto refusal = read_entry(one, place, entries.emplace_back())) {
      result.refusal = std::move(refusal);
      return result;
    }
  }
  for (const Entry& entry : entries) {
    if ((result.refusal = put_in_place(entry, result.proxies.emplace_back()))) {
      result.proxies.pop_back();
      return result;
    }
  }
  return result;
}

std::optional<Refusal> Proxies::update(Proxy& proxy, const Json& json) {
  ProxySettings wanted = proxy.settings();
  if (const std::string problem = read_settings(json, wanted); !problem.empty()) {
    return bad_request(problem);
  }
  return proxy.update(wanted);
}

std::optional<Refusal> Proxies::add_toxic(Proxy& proxy, const Json& json, std::string& name) {
  Toxic toxic;
  const auto is_taken = [&](const std::string& one) { return proxy.find(one) != nullptr; };
  if (auto refusal = read_toxic(json, toxic, is_taken)) {
    return refusal;
  }
  proxy.add(toxic);
  name = toxic.name;
  return std::nullopt;
}

std::optional<Refusal> Proxies::update_toxic(Proxy& proxy, Toxic toxic, const Json& json) {
  GoObject object(json, "", "", toxic_update);
  object.read("toxicity", toxic.toxicity);
  if (!object.problem().empty()) {
    return bad_request(object.problem());
  }
  if (auto refusal = read_ttl(json, toxic)) {
    return refusal;
  }
  if (auto refusal = read_attributes(json, toxic)) {
    return refusal;
  }
  proxy.change(toxic);
  return std::nullopt;
}

void Proxies::remove(std::string_view name) {
  if (const auto found = all_.find(name); found != all_.end()) {
    all_.erase(found);
  }
}

std::optional<Refusal> Proxies::reset() {
  for (const auto& [name, proxy] : all_) {
    if (auto refusal = proxy->start()) {
      return refusal;
    }
    proxy->remove_toxics();
  }
  return std::nullopt;
}

void Proxies::clear() {
  all_.clear();
}

}  // namespace firedrill::proxy
