#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/scenario/pagerduty.hpp"

/// What the readers of PagerDuty's objects have in common.
namespace firedrill::loading {

/// A warning for each key that is neither read nor known to say nothing about who is paged when.
void warn_of_others(const ObjectReader& reader,
                    const std::vector<std::string_view>& read,
                    Diagnostics& diagnostics);

bool is_given(const ObjectReader& reader, std::string_view key);

/// An object by its "name" or "summary", else by its id.
std::string name_in(ObjectReader& reader, const std::string& id);

/// Two parts of one name, the second of which the reader has.
void report_namesake(const ObjectReader& reader,
                     std::string_view noun,
                     const std::array<std::string, 2>& ids,
                     Diagnostics& diagnostics);

/// Adds a part; one whose name another of its kind has is a mistake, as parts go by their names.
template <class Part>
void add_part(Part part,
              std::string_view noun,
              std::vector<Part>& parts,
              const ObjectReader& reader,
              Diagnostics& diagnostics) {
  for (const Part& other : parts) {
    if (other.name == part.name) {
      report_namesake(reader, noun, {other.id, part.id}, diagnostics);
    }
  }
  parts.push_back(std::move(part));
}

/// Adds a service.
void read_pagerduty_service(const Json& json, PagerDuty& into, Diagnostics& diagnostics);

}  // namespace firedrill::loading
