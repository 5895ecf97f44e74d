#include "mock_services/service/refresh_book.hpp"

#include <array>
#include <cstddef>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace firedrill::mock {
namespace {

using Families = std::map<std::string, RefreshFamily>;

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t got = ::pread(file, part.data(), part.size(), static_cast<off_t>(text.size()));
    if (got <= 0) {
      return text;
    }
    text.append(part.data(), static_cast<std::size_t>(got));
  }
}

Families parsed(const std::string& text) {
  Families families;
  std::istringstream lines(text);
  std::string client;
  RefreshFamily family;
  while (lines >> client >> family.since >> family.shared >> family.newest >> family.is_revoked) {
    families[client] = family;
  }
  return families;
}

/// Numbers never get shorter, so that a text covers the one before.
std::string written(const Families& families) {
  std::string text;
  for (const auto& [client, family] : families) {
    text += fmt::format("{} {:010} {:010} {:010} {:d}\n",
                        client,
                        family.since,
                        family.shared,
                        family.newest,
                        family.is_revoked);
  }
  return text;
}

}  // namespace

std::optional<std::uint32_t> RefreshBook::use(const std::string& client,
                                              std::uint32_t token,
                                              EventId since) {
  const auto rotating_since = static_cast<std::uint32_t>(since);
  const int file = path_.empty() ? -1 : ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return families_[client].use(token, rotating_since);
  }
  ::flock(file, LOCK_EX);
  families_ = parsed(read_all(file));
  const std::optional<std::uint32_t> next = families_[client].use(token, rotating_since);
  const std::string text = written(families_);
  [[maybe_unused]] const auto done = ::pwrite(file, text.data(), text.size(), 0);
  ::close(file);  // and with it the lock
  return next;
}

}  // namespace firedrill::mock
