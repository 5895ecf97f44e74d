#include <catch2/catch.hpp>

#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("the same scenario and seed give the same journal, byte for byte", "[scenarios]") {
  for (const char* file : {"scenarios/first.json", "scenarios/retry-storm.json"}) {
    const std::string text = read_file(file);
    CHECK(journal_text(text, 7) == journal_text(text, 7));
  }
}

TEST_CASE("another seed gives another journal", "[scenarios]") {
  const std::string text = read_file("scenarios/first.json");

  CHECK(journal_text(text, 7) != journal_text(text, 8));
}

TEST_CASE("a virtual journal holds nothing of the machine", "[scenarios]") {
  const std::string journal = journal_text(read_file("scenarios/first.json"));

  CHECK(journal.find("test.json") == std::string::npos);  // the path it was loaded from
}
