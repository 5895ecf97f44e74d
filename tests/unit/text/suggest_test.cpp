#include "harness/text/suggest.hpp"

#include <array>
#include <string>

#include <catch2/catch.hpp>

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
