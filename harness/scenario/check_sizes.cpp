#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/limits.hpp"
#include "harness/scenario/names.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, std::size_t>, 5> limits = {{
    {"services", most_services},
    {"script", most_steps},
    {"response", most_steps},
    {"steps", most_steps},
    {"empirical", most_samples},
}};

std::size_t limit_of(std::string_view key) {
  const auto found = std::find_if(
      limits.begin(), limits.end(), [key](const auto& limit) { return limit.first == key; });
  return found == limits.end() ? most_entries : found->second;
}

void report(std::string_view key, std::size_t size, Span first_beyond, Diagnostics& diagnostics) {
  diagnostics.error(
      first_beyond,
      fmt::format("{} has {} entries, the limit is {}", quote(key), size, limit_of(key)),
      "the first beyond the limit");
}

/// `key` is the nearest key above, which names the container for the message too.
bool check(const Json& json, std::string_view key, Diagnostics& diagnostics) {
  bool fits = true;
  if (json.is_array()) {
    const Json::Items& items = json.items();
    if (items.size() > limit_of(key)) {
      report(key, items.size(), items[limit_of(key)].span(), diagnostics);
      return false;
    }
    for (const Json& item : items) {
      fits = check(item, key, diagnostics) && fits;
    }
  } else if (json.is_object()) {
    const Json::Members& members = json.members();
    if (members.size() > limit_of(key)) {
      report(key, members.size(), members[limit_of(key)].key_span, diagnostics);
      return false;
    }
    for (const JsonMember& member : members) {
      fits = check(member.value, member.key, diagnostics) && fits;
    }
  }
  return fits;
}

}  // namespace

bool check_sizes(const Json& document, Diagnostics& diagnostics) {
  return check(document, "scenario", diagnostics);
}

}  // namespace firedrill::loading
