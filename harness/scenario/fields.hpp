#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/core/distribution.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/target.hpp"
#include "harness/scenario/limits.hpp"
#include "harness/scenario/references.hpp"
#include "harness/text/bounded.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::loading {

struct PagerDuty;

/// What every part of the loader works with.
struct Context {
  const Names& names;
  Diagnostics& diagnostics;
  Duration lasts;                        ///< of the run: no time of the script lies beyond it
  const PagerDuty* pagerduty = nullptr;  ///< what its files say; null: none are read
  Duration scrape_interval = {};         ///< 0: not read yet
};

/// A point in time since t = 0, within the run.
std::optional<Duration> time_in_run(ObjectReader& reader, std::string_view key, Duration lasts);

/// The same; it may be given as a moment on the calendar, where the file says when t = 0 is.
std::optional<Duration> moment_in_run(ObjectReader& reader,
                                      std::string_view key,
                                      const Context& context);

inline constexpr IntegerRange http_status{.least = 100, .most = 599};
inline constexpr IntegerRange final_status{.least = 200, .most = 599};  ///< of an answer
inline constexpr DurationRange wire_timeout{.least = std::chrono::milliseconds{1},
                                            .most = longest_wire_time};

std::optional<Distribution> distribution(ObjectReader& reader, std::string_view key);

/// The same of how long a request is worked on or on its way: at most a day on average.
std::optional<Distribution> request_delay(ObjectReader& reader, std::string_view key);

/// Reports a key that is missing, for readers that give an optional.
void need(ObjectReader& reader, std::string_view key);

/// Reports a key of an object that is no name, as read_identifier does for a value.
void check_name(const JsonMember& member, std::string_view what, Diagnostics& diagnostics);

/// Whether it happens only where somebody is on call.
bool is_of_paging(EventType type);

/// Overwrites only if there is a value: what a default, or a version's service, said stays.
template <class Into, class From>
void replace(Into& into, std::optional<From> value) {
  if (value) {
    into = static_cast<Into>(*std::move(value));
  }
}

}  // namespace firedrill::loading
