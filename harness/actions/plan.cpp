#include "harness/actions/plan.hpp"

#include <utility>

namespace firedrill {

Plan refused(std::string sentence) {
  return {.stages = {}, .refusal = std::move(sentence)};
}

Plan without_effect(std::string sentence) {
  return {.stages = {}, .refusal = std::move(sentence), .no_effect = true};
}

}  // namespace firedrill
