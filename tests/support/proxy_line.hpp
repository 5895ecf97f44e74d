#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "mock_services/proxy/pipe.hpp"

namespace firedrill::tests {

using Log = std::vector<std::string>;

/// One direction of a proxy's connection, on a clock that stands until it is moved. Whoever
/// receives takes what comes at once.
struct Line {
  proxy::BlockPool pool;
  proxy::Pipe pipe{pool};
  Instant now{};
  Log log;  ///< "25ms abc", "30ms close"

  void add(const proxy::ToxicKind& kind, float toxicity = 1, const std::string& name = "toxic");

  /// In place of what "toxic" was.
  void change(const proxy::ToxicKind& kind, float toxicity = 1);

  void remove(std::string_view name = "toxic");

  void read(std::string_view bytes);
  void finish();

  /// What is due now.
  void take();

  /// Everything that is due meanwhile, when it is due.
  void go_on(Duration time);

  /// All data of the log.
  std::string received;
};

}  // namespace firedrill::tests
