#include "harness/scenario/capacity.hpp"

namespace firedrill {

Behaviour capacity_of(Behaviour behaviour) {
  behaviour.startup = {};
  behaviour.warm_up = {};
  behaviour.contracts.clear();
  behaviour.accepts.clear();
  for (AuthUse& use : behaviour.auth) {
    use.speaks.clear();
    use.token_per_request = use.needs_token();
  }
  return behaviour;
}

}  // namespace firedrill
