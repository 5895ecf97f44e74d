// What the bare engine costs: a chain of three M/M/c tiers at utilisation 0.7, a timeout armed and
// cancelled for each request, on the virtual scheduler and on the event loop that everybody writes
// first. Engines take turns, so that a busy machine slows all of them; a ratio is the median of the
// ratios of the turns.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "bench/tandem.hpp"
#include "bench/tandem_on_closures.hpp"
#include "bench/tandem_on_wheel.hpp"

namespace {

using namespace firedrill::bench;
using namespace std::chrono_literals;
using firedrill::Duration;

constexpr int turns = 9;
constexpr std::uint64_t requests_a_turn = 300'000;

/// One engine with one setting, and what each turn took.
struct Contender {
  std::string name;
  Duration timeout;
  TandemResult (*play)(const TandemOptions& options);
  std::vector<double> nanoseconds_a_request = {};
  TandemResult result = {};
};

TandemResult play_wheel(const TandemOptions& options) {
  return TandemOnWheel(options, true).run();
}

TandemResult play_wheel_undigested(const TandemOptions& options) {
  return TandemOnWheel(options, false).run();
}

TandemResult play_closures(const TandemOptions& options) {
  return TandemOnClosures(options).run();
}

void take_turn(Contender& contender) {
  TandemOptions options;
  options.requests = requests_a_turn;
  options.timeout = contender.timeout;
  const std::clock_t before = std::clock();  // of this process only
  contender.result = contender.play(options);
  const auto ticks = static_cast<double>(std::clock() - before);
  contender.nanoseconds_a_request.push_back(ticks / CLOCKS_PER_SEC * 1e9 / requests_a_turn);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// How many times as long as `base` does `other` take?
double ratio(const Contender& other, const Contender& base) {
  std::vector<double> ratios;
  for (std::size_t turn = 0; turn < base.nanoseconds_a_request.size(); ++turn) {
    ratios.push_back(other.nanoseconds_a_request[turn] / base.nanoseconds_a_request[turn]);
  }
  return median(ratios);
}

void print_table(const std::vector<Contender>& contenders) {
  fmt::print("{:<36} {:>12} {:>12} {:>12}\n", "bare engine", "ns/request", "requests/s", "best ns");
  for (const Contender& contender : contenders) {
    const double middle = median(contender.nanoseconds_a_request);
    fmt::print("{:<36} {:>12.0f} {:>12.0f} {:>12.0f}\n",
               contender.name,
               middle,
               1e9 / middle,
               *std::min_element(contender.nanoseconds_a_request.begin(),
                                 contender.nanoseconds_a_request.end()));
  }
}

/// Prints the checks and remembers whether all of them held.
class Checks {
 public:
  void expect(bool holds, const std::string& what) {
    fmt::print("{:<6} {}\n", holds ? "ok" : "MISSED", what);
    all_hold_ = all_hold_ && holds;
  }

  bool all_hold() const { return all_hold_; }

 private:
  bool all_hold_ = true;
};

void check_costs(const std::vector<Contender>& contenders, Checks& checks) {
  const Contender& wheel = contenders[0];
  const Contender& wheel_long = contenders[1];
  const Contender& undigested = contenders[2];
  for (const std::size_t pair : {0U, 1U}) {
    const Contender& closures = contenders[pair + 3];
    const double times = ratio(closures, contenders[pair]);
    checks.expect(times >= 3.0,
                  fmt::format("at least 3x the requests/s of {}: {:.2f}x", closures.name, times));
  }
  const double cost = median(wheel.nanoseconds_a_request);
  checks.expect(cost <= 300.0, fmt::format("at most 300 ns a request: {:.0f} ns", cost));
  const double flat = ratio(wheel_long, wheel);
  checks.expect(flat < 1.15,
                fmt::format("flat whatever the timeout (30 s against 1 s): {:.2f}x", flat));
  const double digesting = (ratio(wheel, undigested) - 1.0) * 100.0;
  checks.expect(digesting < 10.0, fmt::format("the digest below 10 %: {:.1f} %", digesting));
}

void check_truth(const std::vector<Contender>& contenders, Checks& checks) {
  checks.expect(contenders[1].result.latency_sum == contenders[4].result.latency_sum,
                "both engines give every request the same latency");
  const TandemOptions million;
  const TandemResult result = play_wheel(million);
  const double expected = erlang_c_latency_ms(million);
  const double error = (result.mean_latency_ms() / expected - 1.0) * 100.0;
  checks.expect(
      std::fabs(error) < 0.3,
      fmt::format("mean latency within 0.3 % of Erlang C ({:.4f} ms): {:.4f} ms, {:+.2f} %",
                  expected,
                  result.mean_latency_ms(),
                  error));
}

/// With few requests in flight and with many.
void check_memory(Checks& checks) {
  for (const unsigned servers : {8U, 1024U}) {
    TandemOptions options;
    options.requests = requests_a_turn;
    options.servers = servers;
    const TandemResult result = play_wheel(options);
    const double bytes =
        static_cast<double>(result.peak_bytes) / static_cast<double>(result.peak_in_flight);
    checks.expect(bytes <= 64.0,
                  fmt::format("at most 64 B a request in flight, c = {}: {:.1f} B for each of {}",
                              servers,
                              bytes,
                              result.peak_in_flight));
  }
}

}  // namespace

int main() {
  std::vector<Contender> contenders = {{"timing wheel, 1 s timeout", 1s, &play_wheel},
                                       {"timing wheel, 30 s timeout", 30s, &play_wheel},
                                       {"timing wheel, 1 s, no digest", 1s, &play_wheel_undigested},
                                       {"heap of closures, 1 s timeout", 1s, &play_closures},
                                       {"heap of closures, 30 s timeout", 30s, &play_closures}};
  for (int turn = 0; turn < turns; ++turn) {
    std::for_each(contenders.begin(), contenders.end(), take_turn);
  }
  print_table(contenders);

  Checks checks;
  check_costs(contenders, checks);
  check_memory(checks);
  check_truth(contenders, checks);
  return checks.all_hold() ? 0 : 1;
}
