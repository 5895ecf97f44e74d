#include "harness/text/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"

using firedrill::closest;
using firedrill::did_you_mean;

namespace {

constexpr std::array<std::string_view, 8> known = {
    "rollout", "takes", "takes_effect", "service", "version", "latency", "at", "acknowledge"};

}  // namespace

TEST_CASE("a slip of the fingers finds its word", "[unit][text]") {
  CHECK(closest("rolout", known) == "rollout");
  CHECK(closest("rolluot", known) == "rollout");   // neighbours swapped
  CHECK(closest("servise", known) == "service");   // replaced
  CHECK(closest("vversion", known) == "version");  // doubled
  CHECK(closest("att", known) == "at");
}

TEST_CASE("case, separators and plural do not count as edits", "[unit][text]") {
  CHECK(closest("Takes-Effect", known) == "takes_effect");
  CHECK(closest("takesEffect", known) == "takes_effect");
  CHECK(closest("services", known) == "service");
  CHECK(closest("take", known) == "takes");
}

TEST_CASE("the only word that begins so is meant", "[unit][text]") {
  CHECK(closest("ack", known) == "acknowledge");
  CHECK(closest("lat", known) == "latency");
}

TEST_CASE("a word that is far from all gets no suggestion", "[unit][text]") {
  CHECK(closest("banana", known) == std::nullopt);
  CHECK(closest("x", known) == std::nullopt);
  CHECK(closest("", known) == std::nullopt);
  CHECK(closest(std::string(100'000, 'a'), known) == std::nullopt);
  CHECK(closest("rollout", {}) == std::nullopt);
}

TEST_CASE("of two words equally near the first is meant", "[unit][text]") {
  constexpr std::array<std::string_view, 2> pair = {"cat", "bat"};

  CHECK(closest("rat", pair) == "cat");
}

TEST_CASE("a suggestion is a question at the end of a message", "[unit][text]") {
  CHECK(did_you_mean("rolout", known) == R"(; did you mean "rollout"?)");
  CHECK(did_you_mean("banana", known).empty());
}

namespace {

/// Optimal string alignment by its definition, without a table.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    return a.size() + b.size();
  }
  const std::size_t last = a.size() - 1;
  const std::size_t end = b.size() - 1;
  std::size_t least = std::min(
      {edit_distance(a.substr(0, last), b) + 1,
       edit_distance(a, b.substr(0, end)) + 1,
       edit_distance(a.substr(0, last), b.substr(0, end)) + (a[last] == b[end] ? 0U : 1U)});
  if (last > 0 && end > 0 && a[last] == b[end - 1] && a[last - 1] == b[end]) {
    least = std::min(least, edit_distance(a.substr(0, last - 1), b.substr(0, end - 1)) + 1);
  }
  return least;
}

}  // namespace

TEST_CASE("a word is suggested if and only if one in three letters is wrong at most",
          "[unit][text]") {
  firedrill::Rng random{1};
  const auto word = [&random] {
    std::string letters(3 + random.below(4), 'a');
    for (char& letter : letters) {
      letter = static_cast<char>('a' + random.below(3));
    }
    return letters;
  };
  std::size_t near = 0;
  for (int turn = 0; turn < 400; ++turn) {
    const std::string typed = word();
    const std::string meant = word();
    const std::array<std::string_view, 1> only{meant};
    if (!meant.starts_with(typed)) {
      CAPTURE(typed, meant);
      const bool is_near = edit_distance(typed, meant) <= typed.size() / 3;
      near += is_near ? 1U : 0U;
      CHECK(closest(typed, only).has_value() == is_near);
    }
  }
  CHECK(near > 20);
}
