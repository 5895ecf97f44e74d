#include "harness/actions/page_by_hand.hpp"

namespace firedrill::actions {

PageByHand PageByHand::parse(ObjectReader& reader) {
  return {.text = reader.string("text").required(),
          .to = reader.string("to").value_or(""),
          .who = reader.string("who").value_or("")};
}

Plan PageByHand::plan(std::string_view /*step*/, const Fleet& /*fleet*/) const {
  const std::string whom = to.empty() ? "whoever is on call" : to;
  return {.stages = {},
          .what = (who.empty() ? "" : who + " pages ") + whom +
                  (who.empty() ? " is paged by hand: " : ": ") + text};
}

}  // namespace firedrill::actions
