#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "harness/actions/clear.hpp"
#include "harness/actions/deploy.hpp"
#include "harness/actions/fleet.hpp"
#include "harness/actions/hand_off.hpp"
#include "harness/actions/inject.hpp"
#include "harness/actions/note.hpp"
#include "harness/actions/page_by_hand.hpp"
#include "harness/actions/plan.hpp"
#include "harness/actions/post_status.hpp"
#include "harness/actions/purge_cache.hpp"
#include "harness/actions/restart.hpp"
#include "harness/actions/rollback.hpp"
#include "harness/actions/rotate_keys.hpp"
#include "harness/actions/shed_load.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// Every kind of action. This line is the only list: adding an action is one header, one source
/// file, one test, and one name here. Each kind K has
///   static constexpr std::string_view kind, summary;
///   static K parse(ObjectReader&)            reads its own keys (mistakes go to the reader)
///   Plan plan(std::string_view step, const Fleet&) const
using Action = std::variant<actions::Deploy,
                            actions::Rollback,
                            actions::Restart,
                            actions::RotateKeys,
                            actions::PurgeCache,
                            actions::ShedLoad,
                            actions::Inject,
                            actions::Clear,
                            actions::HandOff,
                            actions::Note,
                            actions::PageByHand,
                            actions::PostStatus>;

struct ActionInfo {
  std::string_view kind;
  std::string_view summary;  ///< one sentence for `firedrill list actions`
};

/// Every kind once, in the order of the list above.
std::span<const ActionInfo> action_kinds();
std::string_view kind_of(const Action& action);

/// Reads the keys of the action whose kind stands in "do"; nullopt after reporting a mistake in
/// that key. Mistakes in the action's own keys are reported and leave it with stand-ins.
std::optional<Action> parse_action(ObjectReader& reader);

/// What the action of the step with that id is going to do, as things stand.
Plan plan(const Action& action, std::string_view step, const Fleet& fleet);

}  // namespace firedrill
