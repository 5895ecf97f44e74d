#include "harness/journal/writer.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> lines_of(const Journal& journal) {
  std::vector<std::string> lines;
  write_journal(journal, [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

std::string written(const Event& event) {
  std::string text;
  JournalWriter([&](std::string_view line) { text += line; }).event(event);
  return text;
}

}  // namespace

TEST_CASE("every line of a journal is one call of the sink", "[unit][journal]") {
  const Journal journal = firedrill::tests::seed_incident().build();

  const std::vector<std::string> lines = lines_of(journal);

  REQUIRE(lines.size() == 1 + journal.events.size() + journal.traffic.size() + 1);
  for (const std::string& line : lines) {
    CHECK(line.find('\n') == line.size() - 1);
  }
  CHECK(lines.front().starts_with("{\"journal\":1,\"firedrill\":\"0.1.0\""));
  CHECK(lines.back().starts_with("{\"ended_ns\":2700000000000,\"digest\":\"0123456789abcdef\""));
}

TEST_CASE("an event's line has integer nanoseconds and only the fields it uses",
          "[unit][journal]") {
  const Event event{.id = EventId{7},
                    .happened = Instant{900s + 37ms},
                    .known = Instant{910s},
                    .type = EventType::impact_started,
                    .what = "36 of 400 bad",
                    .cause = EventId{4},
                    .subject = "clients",
                    .details = {{"code", "500"}, {"code", "502"}, {"bad", "36"}}};

  CHECK(written(event) ==
        "{\"event\":7,\"type\":\"impact_started\",\"happened_ns\":900037000000,"
        "\"known_ns\":910000000000,\"cause\":4,\"what\":\"36 of 400 bad\",\"subject\":\"clients\","
        "\"details\":{\"code\":\"500\",\"bad\":\"36\"}}\n");
}

TEST_CASE("a root event says that it has no cause", "[unit][journal]") {
  const Event event{.id = EventId{1}, .what = "line\nbreak \"quoted\""};

  CHECK(written(event) ==
        "{\"event\":1,\"type\":\"note\",\"happened_ns\":0,\"known_ns\":0,\"cause\":null,"
        "\"what\":\"line\\nbreak \\\"quoted\\\"\"}\n");
}

TEST_CASE("a second's traffic is one line", "[unit][journal]") {
  std::string text;
  JournalWriter writer([&](std::string_view line) { text += line; });

  writer.traffic({.population = "clients",
                  .second = Instant{915s},
                  .good = 3,
                  .bad = 2,
                  .first_bad = Instant{915s + 20ms},
                  .outcomes = {{"200", 3}, {"500", 2}},
                  .bad_outcomes = {{"500", 2}},
                  .latency = {{92, 2}, {93, 1}},
                  .causes = {{.cause = EventId{4}, .bad = 2, .other = 0}}});

  CHECK(text ==
        "{\"traffic\":\"clients\",\"second_ns\":915000000000,\"good\":3,\"bad\":2,\"shed\":0,"
        "\"first_bad_ns\":915020000000,\"outcomes\":{\"200\":3,\"500\":2},"
        "\"bad_outcomes\":{\"500\":2},\"latency\":[[92,2],[93,1]],"
        "\"causes\":[{\"cause\":4,\"bad\":2,\"other\":0}]}\n");
}

TEST_CASE("a journal that was cut short has no footer", "[unit][journal]") {
  Journal journal = firedrill::tests::seed_incident().build();
  journal.complete = false;

  CHECK(lines_of(journal).back().find("ended_ns") == std::string::npos);
}

TEST_CASE("traffic stands before what became known after its second", "[unit][journal]") {
  firedrill::tests::JournalBuilder builder(1min);
  builder.event(5s, EventType::note);
  builder.traffic({.from = 3s, .to = 6s, .good = 1});

  const std::vector<std::string> lines = lines_of(builder.build());

  REQUIRE(lines.size() == 6);
  CHECK(lines[1].find("\"second_ns\":3000000000") != std::string::npos);
  CHECK(lines[2].find("\"second_ns\":4000000000") != std::string::npos);
  CHECK(lines[3].find("\"event\":1") != std::string::npos);
  CHECK(lines[4].find("\"second_ns\":5000000000") != std::string::npos);
}
