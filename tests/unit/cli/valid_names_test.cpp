#include "harness/cli/valid_names.hpp"

#include <catch2/catch.hpp>

using namespace firedrill::cli;

TEST_CASE("a valid name stays as it is", "[unit][cli]") {
  for (const char* name : {"redis", "a_b.c-d", "9", "a--b", "-x-"}) {
    CHECK(valid_name(name) == name);
  }
  CHECK(valid_name(std::string(100, 'a')) == std::string(100, 'a'));
}

TEST_CASE("what a name cannot have becomes a hyphen, capitals become small", "[unit][cli]") {
  CHECK(valid_name("My Shop") == "my-shop");
  CHECK(valid_name("a / b") == "a-b");
  CHECK(valid_name(" a!") == "a");
  CHECK(valid_name("caf\u00e9s") == "caf-s");
  CHECK(valid_name("") == "unnamed");
  CHECK(valid_name("\u65e5\u672c") == "unnamed");
  CHECK(valid_name(std::string(300, 'B')) == std::string(100, 'b'));
}

TEST_CASE("each name is given once, however long it is", "[unit][cli]") {
  ValidNames names;

  CHECK(names.give("Shop") == "shop");
  CHECK(names.give("shop") == "shop-2");
  CHECK(names.give("SHOP") == "shop-3");
  CHECK(names.give(std::string(100, 'a')) == std::string(100, 'a'));
  CHECK(names.give(std::string(101, 'a')) == std::string(98, 'a') + "-2");
}
