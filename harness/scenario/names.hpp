#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill::loading {

/// A name as it stands in the file.
struct Mention {
  Span span;
  std::string_view name;
};

struct ServiceNames {
  bool auth_provider = false;
  std::size_t replicas = 1;
  std::vector<std::string_view> versions = {};
  std::vector<std::string_view> contracts = {};  ///< of all versions
  std::vector<Mention> callees = {};             ///< of all versions, auth providers included
};

struct StepName {
  const Json* node = nullptr;
  std::string_view action = {};  ///< its "do"; empty if it has none
};

/// What a scenario file calls its parts, gathered from the JSON before anything is checked, so that
/// a mistake inside a service does not turn every mention of it into an unknown name. Views into
/// the document, which must outlive it.
struct Names {
  std::map<std::string_view, ServiceNames> services;
  std::vector<std::string_view> populations;
  std::vector<std::string_view> alerts;
  std::vector<std::string_view> people;
  std::map<std::string, StepName, std::less<>> steps;  ///< those without an id by the id made up
  std::string first_restart;   ///< id of the first step that restarts something; empty: none does
  std::string first_rollback;  ///< likewise
};

/// Collects the names and reports step ids that are given twice and more steps than allowed.
Names gather_names(const Json& document, Diagnostics& diagnostics);

/// The id of a step that gives none itself: "script-1", "response-1-2".
std::string made_up_id(std::string_view parent, std::size_t index);

/// What a mention should name: `contract "v1" of "identity"`.
struct Wanted {
  std::string_view noun;
  std::string_view owner = {};
};

/// Reports a name that is not among the known ones: `there is no service "servr"; did you mean
/// "server"?`.
bool check_known(const Mention& mention,
                 const Wanted& wanted,
                 const std::vector<std::string_view>& known,
                 Diagnostics& diagnostics);

/// The same for a service of this name; null after reporting that there is none.
const ServiceNames* find_service(const Mention& mention,
                                 const Names& names,
                                 Diagnostics& diagnostics);

/// A service that must be an auth provider.
const ServiceNames* find_provider(const Mention& mention,
                                  const Names& names,
                                  Diagnostics& diagnostics);

/// Anything that an event can be about: a step, alert, person, service or population.
bool check_subject(const Mention& mention, const Names& names, Diagnostics& diagnostics);

template <class Value>
std::vector<std::string_view> keys_of(const Value& map) {
  std::vector<std::string_view> keys;
  for (const auto& entry : map) {
    keys.push_back(entry.first);
  }
  return keys;
}

/// A JSON text as a mention of what it names.
inline Mention mention_of(const Json& text) {
  return {text.span(), text.as_string()};
}

}  // namespace firedrill::loading
