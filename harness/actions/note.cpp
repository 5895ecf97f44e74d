#include "harness/actions/note.hpp"

#include <array>
#include <utility>

namespace firedrill::actions {
namespace {

constexpr std::array<std::pair<std::string_view, bool>, 2> sorts{
    {{"note", false}, {"diagnosed", true}}};

}  // namespace

Note Note::parse(ObjectReader& reader) {
  return {.text = reader.string("text").required(),
          .diagnosis = reader.choice<bool>("as", sorts).value_or(false)};
}

Plan Note::plan(std::string_view /*step*/, const Fleet& /*fleet*/) const {
  return {.stages = {}, .what = text};
}

}  // namespace firedrill::actions
