#include "harness/journal/event.hpp"

#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("every event type has a name of its own that leads back to it", "[unit][journal]") {
  std::set<std::string_view> names;
  for (const EventTypeInfo& info : event_types()) {
    CHECK(names.insert(info.name).second);
    CHECK(to_string(info.type) == info.name);
    CHECK(event_type_from(info.name) == info.type);
    CHECK_FALSE(info.meaning.empty());
  }
  CHECK(names.count("impact_started") == 1);
}

TEST_CASE("a name that is no event type leads nowhere", "[unit][journal]") {
  CHECK_FALSE(event_type_from("").has_value());
  CHECK_FALSE(event_type_from("outage_started").has_value());
  CHECK_FALSE(event_type_from("Impact_started").has_value());
}

TEST_CASE("a detail is found by its key, the first of equal ones", "[unit][journal]") {
  Event event;
  event.details = {{"code", "500"}, {"version", "5.0.0"}, {"code", "502"}};

  CHECK(detail(event, "code") == "500");
  CHECK(detail(event, "version") == "5.0.0");
  CHECK_FALSE(detail(event, "limit_ns").has_value());
}
