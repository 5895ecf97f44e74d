#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/faults/clock_skew.hpp"
#include "harness/journal/event.hpp"

namespace firedrill {

/// When the clocks of auth providers were off. A token keeps the times that it was issued with,
/// also once its provider's clock is right again. Incident clock.
class IssuerClocks {
 public:
  struct Off {
    std::string fault;  ///< its id
    EventId cause = EventId::none;
    faults::ClockSkew skew = {};
  };

  void went_off(std::string_view provider, Off off, Instant now);
  void set_right(std::string_view fault, Instant now);

  /// What was wrong with the provider's clock when it issued a token: of several what began last.
  /// Null: nothing. Until the next change.
  const Off* at(std::string_view provider, Instant issued) const;

 private:
  struct Span {
    std::string provider;
    Off off;
    Instant from{};
    Instant until = Instant::max();
  };

  std::vector<Span> spans_;
};

}  // namespace firedrill
