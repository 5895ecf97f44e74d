#include "harness/actions/post_status.hpp"

namespace firedrill::actions {

PostStatus PostStatus::parse(ObjectReader& reader) {
  return {.text = reader.string("text").required()};
}

Plan PostStatus::plan(std::string_view /*step*/, const Fleet& /*fleet*/) const {
  return {.stages = {{.operations = {PostOnStatusPage{}}}}, .what = "status page: " + text};
}

}  // namespace firedrill::actions
