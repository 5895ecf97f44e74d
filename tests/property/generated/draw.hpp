#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/core/rng.hpp"

namespace firedrill::generated {

using Json = nlohmann::ordered_json;

/// Draws the pieces of a scenario from one stream.
class Draw {
 public:
  explicit Draw(Rng random) : random_(random) {}

  bool happens(double share) { return random_.unit() < share; }

  /// low..high, both included.
  int number(int low, int high) {
    return low + static_cast<int>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
  }

  /// Requires at least one choice.
  template <class Choice>
  const Choice& one_of(const std::vector<Choice>& choices) {
    return choices[random_.below(choices.size())];
  }

  std::string word(const std::vector<const char*>& words) { return one_of(words); }

  std::string seconds(int low, int high) { return std::to_string(number(low, high)) + "s"; }

  std::string milliseconds(int low, int high) { return std::to_string(number(low, high)) + "ms"; }

  double share() { return number(0, 100) / 100.0; }

  /// How the share of a fault changes, within half a minute.
  Json profile() {
    switch (number(0, 2)) {
      case 0:
        return {{"ramp", {{"over", seconds(1, 30)}, {"from", share()}, {"to", share()}}}};
      case 1:
        return {{"steps",
                 Json::array({{{"after", seconds(0, 9)}, {"share", share()}},
                              {{"after", seconds(10, 30)}, {"share", share()}}})}};
      default:
        return {{"sine", {{"period", seconds(1, 30)}}}};
    }
  }

  /// A distribution of any kind, its values mostly between the two; requires low < high.
  Json spread(int low_ms, int high_ms) {
    const std::string low = std::to_string(low_ms) + "ms";
    const std::string high = std::to_string(high_ms) + "ms";
    switch (number(0, 7)) {
      case 0:
        return {{"uniform", {{"from", low}, {"to", high}}}};
      case 1:
        return {{"exponential", {{"mean", high}}}};
      case 2:
        return {{"lognormal", {{"median", std::to_string(low_ms + 1) + "ms"}, {"p99", high}}}};
      case 3:
        return {{"empirical", Json::array({low, high, high})}};
      case 4:
        return {{"mixture",
                 Json::array({{{"weight", number(1, 9)}, {"of", low}},
                              {{"weight", 1}, {"of", {{"exponential", {{"mean", high}}}}}}})}};
      case 5:
        return {{"zero_inflated", {{"zero", share()}, {"otherwise", high}}}};
      default:
        return milliseconds(low_ms, high_ms);
    }
  }

  /// Sets the key in so many cases out of a hundred.
  template <class Make>
  void maybe(Json& object, const char* key, int percent, Make make) {
    if (number(1, 100) <= percent) {
      object[key] = make();
    }
  }

 private:
  Rng random_;
};

}  // namespace firedrill::generated
