#include "mock_services/auth_provider/store.hpp"

namespace firedrill::auth {

std::int64_t unix_seconds(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace firedrill::auth
