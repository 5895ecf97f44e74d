#include "mock_services/service/late_turn.hpp"

#include <cstdint>
#include <fstream>

namespace firedrill::mock {

std::vector<LateTurn> read_late_turns(const std::string& path) {
  std::vector<LateTurn> turns;
  std::ifstream file(path);
  std::int64_t due = 0;
  std::int64_t came = 0;
  while (file >> due >> came) {
    turns.push_back({.due = Duration{due}, .came = Duration{came}});
  }
  return turns;
}

}  // namespace firedrill::mock
