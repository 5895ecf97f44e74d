#include "harness/journal/reader.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/core/rng.hpp"
#include "harness/journal/assess.hpp"
#include "harness/journal/writer.hpp"
#include "tests/support/journal_builder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;
using firedrill::tests::JournalBuilder;

namespace {

std::string written(const Journal& journal) {
  std::string text;
  write_journal(journal, [&](std::string_view line) { text += line; });
  return text;
}

/// One of everything that a journal can hold.
JournalBuilder everything() {
  JournalBuilder builder(10min);
  JournalHeader& header = builder.journal().header;
  header.title = "Zürich \"quoted\"\n\x7f";
  header.seed = UINT64_MAX;
  header.speed = 0.1;
  header.clock = "live";
  header.without = "boom";
  header.allows_commands = true;
  header.starts_at_unix_ns = -1;
  header.populations = {"a", "b"};
  builder.target(
      {.name = "recover",
       .rule =
           DurationTarget{
               .from_of = "x", .to_of = "y", .by = "alert", .within = 5min, .at_least = 1ns},
       .source = {3, 9},
       .known_miss = "OPS-1"});
  builder.target(
      {.name = "open", .rule = DurationTarget{.within = Duration::max(), .at_least = 1min}});
  builder.target({.name = "expected.impact",
                  .rule = DurationTarget{
                      .to = EventType::impact_started, .within = 2min, .from_start = true}});
  builder.count_target("failed_requests",
                       {.quantity = Quantity::failed_requests, .at_most = 0.001, .ratio = true});
  builder.count_target("pages", {.at_most = 3, .at_least = 1});
  const EventId root = builder.event(1s, EventType::fault_injected);
  builder.event(2s,
                Event{.type = EventType::note,
                      .what = "caf\u00e9",
                      .cause = root,
                      .subject = "s",
                      .step = "t",
                      .by = "u",
                      .outcome = "ok",
                      .details = {{"b", ""}, {"a", "1"}}},
                3s);
  builder.traffic({.to = 3s, .good = 4, .bad = 1, .code = "timeout", .cause = root});
  builder.fault({.id = "f", .kind = "hang", .injected_by = root, .planned = 1, .injected = 12});
  builder.fault({.id = "g",
                 .kind = "latency",
                 .planned = 1,
                 .suppressed_by = {{.by = "f", .count = 3}, {.by = "h", .count = 1}}});
  return builder;
}

Error error_of(std::string_view text) {
  const Result<Journal> journal = read_journal("journal.jsonl", text);
  REQUIRE_FALSE(journal.has_value());
  return journal.error();
}

}  // namespace

TEST_CASE("what was written reads back and writes the same bytes", "[unit][journal]") {
  for (const JournalBuilder& builder :
       {everything(), firedrill::tests::seed_incident(), JournalBuilder(1s)}) {
    const std::string text = written(builder.build());

    const Result<Journal> journal = read_journal("journal.jsonl", text);

    REQUIRE(journal.has_value());
    CHECK(journal->complete);
    CHECK(written(*journal) == text);
  }
}

TEST_CASE("a journal that was read gets the same verdict", "[unit][journal]") {
  const Journal played = firedrill::tests::seed_without_restart().build();

  const Result<Journal> journal = read_journal("journal.jsonl", written(played));

  REQUIRE(journal.has_value());
  CHECK(assess(*journal).reasons == assess(played).reasons);
  CHECK(journal->header.seed == played.header.seed);
  CHECK(journal->header.targets[4].source.begin == played.header.targets[4].source.begin);
}

TEST_CASE("a last line that was cut short is dropped", "[unit][journal]") {
  const std::string text = written(firedrill::tests::seed_incident().build());

  const Result<Journal> journal =
      read_journal("journal.jsonl", std::string_view(text).substr(0, text.size() - 10));

  REQUIRE(journal.has_value());
  CHECK_FALSE(journal->complete);
  CHECK(journal->events.size() == firedrill::tests::seed_incident().build().events.size());
}

TEST_CASE("keys of a newer version are skipped", "[unit][journal]") {
  std::string text = written(JournalBuilder(1s).build());
  text.insert(text.find("\"digest\""), "\"weather\":{\"wind\":[1,2]},");

  CHECK(read_journal("journal.jsonl", text).has_value());
}

TEST_CASE("a journal of before commands could be allowed says that none were", "[unit][journal]") {
  Journal played = firedrill::tests::seed_incident().build();
  const std::string before = written(played);
  played.header.allows_commands = true;
  std::string after = written(played);
  CHECK(before.find("allows_commands") == std::string::npos);
  CHECK_FALSE(read_journal("journal.jsonl", before)->header.allows_commands);
  CHECK(read_journal("journal.jsonl", after)->header.allows_commands);

  const std::string member = R"("allows_commands":)";
  const std::size_t value = after.find(member) + member.size();
  after.replace(value, std::string_view("true").size(), "1");

  CHECK(error_of(after).message.find("allows_commands") != std::string::npos);
}

TEST_CASE("a damaged journal names its line and what is wrong", "[unit][journal]") {
  const std::string complete = written(JournalBuilder(1s).build());
  const std::string header = complete.substr(0, complete.find('\n') + 1);
  const std::string tail = R"(,"happened_ns":0,"known_ns":0,"cause":null})"
                           "\n";

  CHECK(error_of("").message == "the journal is empty");
  CHECK(error_of("{\"event\":1}\n").message ==
        "a journal begins with its header, a line with the key \"journal\"");
  CHECK(error_of(header + header).message == "a second header");
  CHECK(error_of(header + "{\"x\":1}\n").message == "this is no header, event, traffic or footer");
  CHECK(error_of(header + "[]\n").message == "a journal's line must be an object");
  CHECK(error_of(header + "{\"event\":2,\"type\":\"note\"" + tail).message ==
        "\"event\" must be 1, the next id");
  const Error unknown = error_of(header + "{\"event\":1,\"type\":\"explosion\"" + tail);
  CHECK(unknown.message == "\"type\" must be an event type, not \"explosion\"");
  CHECK(unknown.where == "journal.jsonl:2");
  CHECK(error_of(header + "{\"event\":1,\"type\":\"note\",\"happened_ns\":0.5}\n").message ==
        "\"happened_ns\" must be a whole number");
  CHECK(error_of(header + "{\"event\":1}\n").message ==
        "\"happened_ns\" is missing, a whole number");
  CHECK_FALSE(error_of(header + "{\"event\":1\n{}\n").message.empty());
}

TEST_CASE("a cause must be an earlier event", "[unit][journal]") {
  JournalBuilder builder(1s);
  builder.event(0s, EventType::note, EventId{1});

  CHECK(error_of(written(builder.build())).message ==
        "\"cause\" must be the id of an earlier event");
}

TEST_CASE("a journal of another version is refused", "[unit][journal]") {
  std::string text = written(JournalBuilder(1s).build());
  text.replace(text.find("\"journal\":1"), 11, "\"journal\":2");

  CHECK(error_of(text).message == "\"journal\" must be 1, the only version known here");
}

TEST_CASE("whatever is done to a journal's bytes, reading it ends in a value or an error",
          "[unit][journal][property]") {
  const std::string text = written(everything().build());
  Rng rng = stream(Seed{1}, "test/journal_damage");

  for (int round = 0; round < 3000; ++round) {
    std::string damaged = text.substr(0, rng.below(text.size() + 1));
    for (std::uint64_t edits = rng.below(4); edits > 0 && !damaged.empty(); --edits) {
      damaged[rng.below(damaged.size())] = static_cast<char>(rng.below(256));
    }

    const Result<Journal> journal = read_journal("journal.jsonl", damaged);

    if (journal) {
      CHECK_NOTHROW(assess(*journal));
    } else {
      CHECK(journal.error().where.starts_with("journal.jsonl:"));
    }
  }
}
