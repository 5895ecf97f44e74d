#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

/// Key "people".
std::vector<Person> read_listed_people(ObjectReader& reader, const Context& context);

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
