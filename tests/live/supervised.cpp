#include "tests/live/supervised.hpp"

namespace firedrill::test {

std::vector<int> marked_processes(const std::string& mark) {
  std::vector<int> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", error}) {
    const std::string name = entry.path().filename();
    const std::string environment = contents_of(entry.path() / "environ");
    if (environment.find("FIREDRILL_TEST_MARK=" + mark) != std::string::npos) {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}

char state_of(int pid) {
  const std::string text = contents_of("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = text.rfind(") ");
  return name_end == std::string::npos ? '\0' : text[name_end + 2];
}

}  // namespace firedrill::test
