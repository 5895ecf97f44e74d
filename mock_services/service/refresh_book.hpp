#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "harness/behaviour/refresh_family.hpp"
#include "harness/journal/event.hpp"

namespace firedrill::mock {

/// The accounts of a provider's clients while it rotates refresh tokens, in a file that all its
/// processes share, and that outlives them.
class RefreshBook {
 public:
  /// `path` empty: the book is this process' own.
  explicit RefreshBook(std::string path) : path_(std::move(path)) {}

  /// RefreshFamily::use() of the client's.
  std::optional<std::uint32_t> use(const std::string& client, std::uint32_t token, EventId since);

 private:
  std::string path_;
  std::map<std::string, RefreshFamily> families_ = {};
};

}  // namespace firedrill::mock
