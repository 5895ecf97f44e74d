#include "harness/actions/purge_cache.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace firedrill::actions {
namespace {

constexpr std::array<std::pair<std::string_view, CacheKind>, 3> caches{
    {{"tokens", CacheKind::tokens}, {"keys", CacheKind::keys}, {"all", CacheKind::all}}};

std::string_view described(CacheKind cache) {
  switch (cache) {
    case CacheKind::tokens:
      return "token caches";
    case CacheKind::keys:
      return "key caches";
    case CacheKind::all:
      return "caches";
  }
  return {};
}

}  // namespace

PurgeCache PurgeCache::parse(ObjectReader& reader) {
  PurgeCache parsed{.service = reader.string("service").required()};
  parsed.cache = reader.choice<CacheKind>("cache", caches).required();
  return parsed;
}

Plan PurgeCache::plan(std::string_view /*step*/, const Fleet& fleet) const {
  if (!fleet.services.contains(service)) {
    return refused(fmt::format("there is no service {}", service));
  }
  return {.stages = {{.operations = {EmptyCaches{.service = service, .cache = cache}}}},
          .what = fmt::format("empty the {} of {}", described(cache), service)};
}

}  // namespace firedrill::actions
