#include "harness/actions/action.hpp"

#include <set>

#include "tests/unit/actions/action_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("every action is listed once with a summary", "[unit][actions]") {
  std::set<std::string_view> names;
  for (const ActionInfo& info : action_kinds()) {
    CHECK_FALSE(info.summary.empty());
    names.insert(info.kind);
  }

  CHECK(names == std::set<std::string_view>{"deploy",
                                            "rollback",
                                            "restart",
                                            "rotate_keys",
                                            "purge_cache",
                                            "shed_load",
                                            "inject",
                                            "clear",
                                            "hand_off",
                                            "note",
                                            "page",
                                            "post_status"});
  CHECK(action_kinds().size() == names.size());
}

TEST_CASE("an action knows its own name", "[unit][actions]") {
  CHECK(kind_of(good_action(R"({"do": "restart", "service": "a"})")) == "restart");
}

TEST_CASE("an unknown action is answered with the one that was meant", "[unit][actions]") {
  JsonDocument document(R"({"do": "roll_back", "of": "release"})");

  CHECK_FALSE(document.read(parse_action).has_value());

  REQUIRE(document.messages().size() == 1);
  CHECK(document.messages().front().find("rollback") != std::string::npos);
  CHECK(document.marked() == "\"roll_back\"");
}
