#pragma once

#include <string>
#include <string_view>
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

/// Adds a service.
void read_pagerduty_service(const Json& json, PagerDuty& into, Diagnostics& diagnostics);

}  // namespace firedrill::loading
