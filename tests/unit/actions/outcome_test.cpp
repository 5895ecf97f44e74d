#include "harness/actions/outcome.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("every outcome has a name that leads back to it", "[unit][actions][outcome]") {
  CHECK(outcomes().size() == 6);
  for (const Outcome outcome : outcomes()) {
    CHECK(outcome_from(to_string(outcome)) == outcome);
  }
  CHECK(to_string(Outcome::no_effect) == "no_effect");
  CHECK_FALSE(outcome_from("okay").has_value());
}

TEST_CASE("parts that all ended alike make a whole that ended so", "[unit][actions][outcome]") {
  for (const Outcome outcome : outcomes()) {
    CHECK(together(outcome, outcome) == outcome);
  }
}

TEST_CASE("a part that needed no change does not count beside others", "[unit][actions][outcome]") {
  for (const Outcome outcome : outcomes()) {
    CHECK(together(Outcome::no_effect, outcome) == outcome);
  }
}

TEST_CASE("a part that worked beside one that did not is partial", "[unit][actions][outcome]") {
  CHECK(together(Outcome::ok, Outcome::refused) == Outcome::partial);
  CHECK(together(Outcome::ok, Outcome::timed_out) == Outcome::partial);
  CHECK(together(Outcome::partial, Outcome::ok) == Outcome::partial);
  CHECK(together(Outcome::partial, Outcome::failed) == Outcome::partial);
}

TEST_CASE("among parts that did not work the less certain one wins", "[unit][actions][outcome]") {
  CHECK(together(Outcome::refused, Outcome::failed) == Outcome::failed);
  CHECK(together(Outcome::failed, Outcome::timed_out) == Outcome::timed_out);
  CHECK(together(Outcome::refused, Outcome::timed_out) == Outcome::timed_out);
}

TEST_CASE("the order of parts does not matter", "[unit][actions][outcome]") {
  for (const Outcome one : outcomes()) {
    for (const Outcome two : outcomes()) {
      CHECK(together(one, two) == together(two, one));
      for (const Outcome three : outcomes()) {
        CHECK(together(together(one, two), three) == together(one, together(two, three)));
      }
    }
  }
}
