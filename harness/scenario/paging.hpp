#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/parts.hpp"

/// The parts of "on_call": people, and the policies by which they are paged.
namespace firedrill::loading {

/// Whether the levels of a policy may describe people of their own.
enum class PolicyForm : std::uint8_t {
  with_people,  ///< "escalation" of "on_call" itself
  plain         ///< one of "policies"
};

/// What a policy consists of.
inline constexpr std::array<std::string_view, 5> policy_keys{
    "escalation", "loops", "acknowledgement_timeout", "auto_resolve_timeout", "urgency"};

/// Key "people"; in the zone where they do not say another.
std::vector<Person> read_listed_people(ObjectReader& reader,
                                       const TimeZone& zone,
                                       const Context& context);

/// Key "acknowledges": a distribution, or "never", which is none.
std::optional<Distribution> read_acknowledges(ObjectReader& reader);

/// Key "time_zone"; nullopt: there is none, or it is reported.
std::optional<TimeZone> read_time_zone(ObjectReader& reader);

/// Whole seconds since the Unix epoch.
std::int64_t unix_seconds(const Timestamp& timestamp);

/// A time of day such as "09:30", in seconds since midnight; "24:00" is one too. Nullopt: there is
/// none, or it is reported.
std::optional<std::int64_t> read_clock_time(ObjectReader& reader, std::string_view key);

/// Key "schedules"; in the zone where they do not say another.
std::vector<NamedSchedule> read_schedules(ObjectReader& reader,
                                          const TimeZone& zone,
                                          const Context& context);

/// Key "policies"; their order is that of Names::policies.
void read_policies(ObjectReader& reader, const Context& context, OnCall& on_call);

/// The keys of a policy; people that its levels describe are added to those of `on_call`.
PagingPolicy read_policy(ObjectReader& reader,
                         PolicyForm form,
                         const Context& context,
                         OnCall& on_call);

/// Where a name that is there stands.
std::size_t index_of(const std::vector<std::string_view>& names, std::string_view name);

/// Reports a key that is no name of anything: it is empty.
void check_text_key(const JsonMember& member, std::string_view what, Diagnostics& diagnostics);

}  // namespace firedrill::loading
