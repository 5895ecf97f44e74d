#include "mock_services/proxy/config.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::proxy {
namespace {

/// Names that are to be different, by where they stand.
class UniqueNames {
 public:
  explicit UniqueNames(std::string_view what) : what_(what) {}

  void add(const std::string& name, Span span, Diagnostics& diagnostics) {
    const auto [first, is_new] = places_.emplace(name, span);
    if (!is_new) {
      diagnostics.add({.message = fmt::format("two {} have the name {}", what_, quote(name)),
                       .span = span,
                       .second = SecondPlace{first->second, "first given here"}});
    }
  }

 private:
  std::string what_;
  std::map<std::string, Span> places_;
};

/// Text that may be empty.
std::string read_text(ObjectReader& reader, std::string_view key, std::string fallback) {
  const Json* json = reader.raw(key).value_or(nullptr);
  if (json == nullptr || json->is_null()) {
    return fallback;
  }
  if (!json->is_string()) {
    report_wrong_kind(*json, key, "a text in double quotes", reader.diagnostics());
    return fallback;
  }
  return json->as_string();
}

/// Reports attributes that the type does not have, or that are to be whole numbers and are not.
void check_attributes(const ToxicKind& kind, const Json& json, Diagnostics& diagnostics) {
  const std::vector<std::string_view> names = attribute_names(kind);
  for (const JsonMember& member : json.members()) {
    if (std::find(names.begin(), names.end(), member.key) == names.end()) {
      diagnostics.error(member.key_span,
                        fmt::format("the toxic {} has no attribute {}{}",
                                    type_of(kind),
                                    quote(member.key),
                                    did_you_mean(member.key, names)));
    } else if (has_whole_numbers(kind) && !member.value.is_null()) {
      read_integer(member.value, member.key, diagnostics);
    }
  }
}

ToxicKind read_attributes(ToxicKind kind, ObjectReader& reader) {
  const Json none(Json::Members{}, Span{});
  const std::size_t errors = reader.diagnostics().errors();
  const Json& json = *reader.object("attributes").value_or(&none);
  check_attributes(kind, json, reader.diagnostics());
  if (reader.diagnostics().errors() > errors) {
    return kind;
  }
  const Result<ToxicKind> read = with_attributes(kind, json);
  if (!read) {
    reader.error("attributes", read.error().message);
    return kind;
  }
  return *read;
}

void read_stream(ObjectReader& reader, Toxic& toxic) {
  toxic.stream = reader.string("stream").value_or(toxic.stream);
  const std::optional<Direction> direction = direction_of(toxic.stream);
  if (!direction) {
    reader.error("stream",
                 fmt::format("\"stream\" cannot be {}", quote(toxic.stream)),
                 "expected upstream or downstream");
  }
  toxic.direction = direction.value_or(toxic.direction);
}

void read_toxicity(ObjectReader& reader, Toxic& toxic) {
  const double toxicity = reader.number("toxicity").value_or(1);
  if (toxicity < 0 || toxicity > 1) {
    reader.error("toxicity", "\"toxicity\" is a share of the connections", "expected 0 to 1");
    return;
  }
  toxic.toxicity = static_cast<float>(toxicity);
}

ConfiguredToxic read_toxic(const Json& json, UniqueNames& names, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a toxic", diagnostics);
  Toxic toxic;
  toxic.name = read_text(reader, "name", "");
  const std::string_view type = reader.one_of("type", toxic_types()).required();
  read_stream(reader, toxic);
  read_toxicity(reader, toxic);
  if (const Duration ttl = reader.duration("ttl").value_or({}); ttl > Duration::zero()) {
    toxic.ttl = ttl;
  }
  if (const std::optional<ToxicKind> kind = toxic_kind(type)) {
    toxic.kind = read_attributes(*kind, reader);
    if (std::string problem = problem_of(*kind, toxic.direction); !problem.empty()) {
      reader.error("stream", std::move(problem));
    }
  } else {
    reader.ignore("attributes");
  }
  reader.finish();
  if (toxic.name.empty()) {
    toxic.name = fmt::format("{}_{}", type, toxic.stream);
  }
  if (!type.empty()) {
    names.add(toxic.name, reader.span_of("name"), diagnostics);
  }
  return {.toxic = std::move(toxic), .span = json.span()};
}

ConfiguredProxy read_proxy(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a proxy", diagnostics);
  ConfiguredProxy proxy;
  proxy.settings.name = reader.string("name").required();
  proxy.name_span = reader.span_of("name");
  proxy.settings.listen = read_text(reader, "listen", "");
  proxy.settings.upstream = reader.string("upstream").required();
  proxy.settings.enabled = reader.boolean("enabled").value_or(true);
  reader.ignore("Logger");  // stands in what Toxiproxy answers since 2.5, and says nothing
  const Json* toxics = reader.raw("toxics").value_or(nullptr);
  if (toxics != nullptr && toxics->is_array()) {
    UniqueNames names(fmt::format("toxics of {}", quote(proxy.settings.name)));
    for (const Json& toxic : toxics->items()) {
      proxy.toxics.push_back(read_toxic(toxic, names, diagnostics));
    }
  } else if (toxics != nullptr && !toxics->is_null()) {
    report_wrong_kind(*toxics, "toxics", "an array", diagnostics);
  }
  reader.finish();
  return proxy;
}

/// The proxies of a list, or of an object by name.
std::vector<const Json*> proxies_in(const Json& json, Diagnostics& diagnostics) {
  std::vector<const Json*> found;
  if (json.is_array()) {
    for (const Json& item : json.items()) {
      found.push_back(&item);
    }
  } else if (json.is_object()) {
    for (const JsonMember& member : json.members()) {
      found.push_back(&member.value);
    }
  } else {
    diagnostics.error(json.span(),
                      fmt::format("a list of proxies is expected, found {}", json.described()),
                      R"(expected [{"name": ..., "upstream": ...}, ...])");
    return found;
  }
  if (found.empty()) {
    diagnostics.error(json.span(), "there is no proxy", "expected at least one");
  }
  return found;
}

}  // namespace

std::vector<ConfiguredProxy> read_proxies(const Json& json, Diagnostics& diagnostics) {
  std::vector<ConfiguredProxy> proxies;
  UniqueNames names("proxies");
  std::size_t toxics = 0;
  for (const Json* one : proxies_in(json, diagnostics)) {
    if (proxies.size() == most_configured) {
      diagnostics.error(one->span(), fmt::format("more than {} proxies", most_configured));
      break;
    }
    ConfiguredProxy proxy = read_proxy(*one, diagnostics);
    if (!proxy.settings.name.empty()) {
      names.add(proxy.settings.name, proxy.name_span, diagnostics);
    }
    const std::size_t before = toxics;
    toxics += proxy.toxics.size();
    if (toxics > most_configured) {
      diagnostics.error(proxy.toxics[most_configured - before].span,
                        fmt::format("more than {} toxics", most_configured));
      break;
    }
    proxies.push_back(std::move(proxy));
  }
  return proxies;
}

}  // namespace firedrill::proxy
