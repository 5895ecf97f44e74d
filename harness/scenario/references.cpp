#include "harness/scenario/references.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

using Known = std::vector<std::string_view>;

constexpr std::size_t most_names_listed = 12;

std::string listed(const Known& known) {
  if (known.empty()) {
    return "there are none";
  }
  const std::size_t shown = std::min(known.size(), most_names_listed);
  const std::string rest =
      shown < known.size() ? fmt::format(", and {} more", known.size() - shown) : "";
  return fmt::format(
      "expected one of: {}{}",
      fmt::join(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
      rest);
}

/// `collect` gives the names that there are. Comparing with all of them takes its time, and nobody
/// reads the thousandth suggestion.
template <class Collect>
void report_unknown(const Mention& mention,
                    const Wanted& wanted,
                    Collect collect,
                    Diagnostics& diagnostics) {
  const std::string owner = wanted.owner.empty() ? "" : fmt::format(" of {}", quote(wanted.owner));
  const std::string what =
      fmt::format("there is no {} {}{}", wanted.noun, quote(mention.name), owner);
  if (diagnostics.errors() > Diagnostics::limit) {
    diagnostics.error(mention.span, what);
    return;
  }
  const Known known = collect();
  diagnostics.error(mention.span, what + did_you_mean(mention.name, known), listed(known));
}

template <class Map>
Known keys_of(const Map& map) {
  Known keys;
  for (const auto& entry : map) {
    keys.push_back(entry.first);
  }
  return keys;
}

bool contains(const Known& known, std::string_view name) {
  return std::find(known.begin(), known.end(), name) != known.end();
}

}  // namespace

bool check_known(const Mention& mention,
                 const Wanted& wanted,
                 const std::vector<std::string_view>& known,
                 Diagnostics& diagnostics) {
  if (contains(known, mention.name)) {
    return true;
  }
  report_unknown(
      mention, wanted, [&] { return known; }, diagnostics);
  return false;
}

const ServiceNames* find_service(const Mention& mention,
                                 const Names& names,
                                 Diagnostics& diagnostics) {
  const auto found = names.services.find(mention.name);
  if (found != names.services.end()) {
    return &found->second;
  }
  if (!names.services.empty()) {  // that there are none is reported already
    report_unknown(
        mention, {"service"}, [&] { return keys_of(names.services); }, diagnostics);
  }
  return nullptr;
}

const ServiceNames* find_provider(const Mention& mention,
                                  const Names& names,
                                  Diagnostics& diagnostics) {
  const auto found = names.services.find(mention.name);
  if (found != names.services.end() && found->second.auth_provider) {
    return &found->second;
  }
  if (found != names.services.end()) {
    diagnostics.error(mention.span,
                      fmt::format("{} is no auth provider", quote(mention.name)),
                      R"(expected a service with "kind": "auth_provider")");
    return nullptr;
  }
  const auto providers = [&] {
    Known known;
    for (const auto& [name, service] : names.services) {
      if (service.auth_provider) {
        known.push_back(name);
      }
    }
    return known;
  };
  report_unknown(mention, {"auth provider"}, providers, diagnostics);
  return nullptr;
}

const StepName* find_step(const Mention& mention, const Names& names, Diagnostics& diagnostics) {
  const auto found = names.steps.find(mention.name);
  if (found != names.steps.end()) {
    return &found->second;
  }
  report_unknown(
      mention, {"step"}, [&] { return keys_of(names.steps); }, diagnostics);
  return nullptr;
}

const StepName* step_at(const Json& json, const Names& names) {
  const auto found = std::find_if(names.steps.begin(), names.steps.end(), [&](const auto& one) {
    return one.second.node == &json;
  });
  return found == names.steps.end() ? nullptr : &found->second;
}

bool check_subject(const Mention& mention, const Names& names, Diagnostics& diagnostics) {
  const auto lists = {&names.alerts, &names.watchers, &names.people, &names.populations};
  const bool is_known = names.steps.contains(mention.name) ||
                        names.services.contains(mention.name) ||
                        std::any_of(lists.begin(), lists.end(), [&mention](const Known* list) {
                          return contains(*list, mention.name);
                        });
  if (is_known) {
    return true;
  }
  const auto all = [&] {
    Known known = keys_of(names.steps);
    for (const Known* list : lists) {
      known.insert(known.end(), list->begin(), list->end());
    }
    const Known services = keys_of(names.services);
    known.insert(known.end(), services.begin(), services.end());
    return known;
  };
  report_unknown(mention, {"step, alert, person, population or service"}, all, diagnostics);
  return false;
}

}  // namespace firedrill::loading
