#include "mock_services/service/header_faults.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace firedrill::mock {
namespace {

std::optional<std::uint64_t> whole_number_in(const http::Headers& headers, std::string_view name) {
  const std::string* value = headers.find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  const char* const end = value->data() + value->size();
  const auto [last, error] = std::from_chars(value->data(), end, number);
  return error == std::errc{} && last == end ? std::optional{number} : std::nullopt;
}

/// The share that the settings allow, or the lower one that the header asks for.
Probability share_of(Probability allowed, std::optional<std::uint64_t> percentage) {
  const auto asked = static_cast<double>(std::min<std::uint64_t>(percentage.value_or(100), 100));
  return std::min(allowed, *Probability::from(asked / 100));
}

std::optional<int> status_asked(const http::Headers& headers) {
  const auto status = whole_number_in(headers, "x-envoy-fault-abort-request");
  return status && *status >= 200 && *status < 600 ? std::optional{static_cast<int>(*status)}
                                                   : std::nullopt;
}

/// Zero: none.
Duration delay_asked(const http::Headers& headers, Duration longest) {
  const std::uint64_t most_ms =
      1 + static_cast<std::uint64_t>(longest / std::chrono::milliseconds{1});
  const auto asked_ms = whole_number_in(headers, "x-envoy-fault-delay-request").value_or(0);
  return std::min<Duration>(std::chrono::milliseconds{std::min(asked_ms, most_ms)}, longest);
}

}  // namespace

HeaderFaults::HeaderFaults(const ServiceSettings& settings)
    : limits_(settings.header_faults.value_or(HeaderFaultLimits{})),
      abort_(stream(settings.seed, settings.instance() + "/header_faults/abort")),
      delay_(stream(settings.seed, settings.instance() + "/header_faults/delay")) {}

FaultDecision HeaderFaults::decide(const http::Headers& headers) {
  FaultDecision decision;
  const auto is_drawn = [&](Rng& random, Probability allowed, std::string_view percentage) {
    return random.chance(share_of(allowed, whole_number_in(headers, percentage)));
  };
  if (limits_.delay) {
    const Duration delay = delay_asked(headers, limits_.longest_delay);
    if (delay > Duration::zero() &&
        is_drawn(delay_, *limits_.delay, "x-envoy-fault-delay-request-percentage")) {
      decision.delay = delay;
      decision.touched = true;
      ++counts_.delays;
    }
  }
  if (limits_.abort) {
    const std::optional<int> status = status_asked(headers);
    if (status && is_drawn(abort_, *limits_.abort, "x-envoy-fault-abort-request-percentage")) {
      decision.last = Reply{.status = *status};
      decision.touched = true;
      ++counts_.aborts;
    }
  }
  return decision;
}

}  // namespace firedrill::mock
