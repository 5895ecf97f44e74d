#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"
#include "tests/support/proxy_line.hpp"

// Toxics of firedrill's own that act on bytes: delay and reject; and what is told of those hit.

namespace firedrill::proxy {
namespace {

using tests::Line;
using tests::Log;
using namespace std::chrono_literals;

/// The toxic with these attributes, or what is wrong with them.
Result<ToxicKind> parsed(std::string_view type, const std::string& attributes) {
  const SourceText source("toxic", attributes);
  Diagnostics diagnostics(source);
  const std::optional<Json> json = parse_json(source, diagnostics);
  REQUIRE(json);
  return with_attributes(*toxic_kind(type), *json);
}

std::string mistake(std::string_view type, const std::string& attributes) {
  const Result<ToxicKind> kind = parsed(type, attributes);
  return kind ? "" : kind.error().message;
}

Delay by(Duration time, std::int64_t pieces = 1) {
  return {.by = Constant{time}, .pieces = pieces};
}

/// A direction of a connection in which it is counted how often the toxic says that it hits.
struct Counted : Line {
  int hits = 0;

  void add_counted(const ToxicKind& kind, float toxicity = 1) {
    pipe.add({.name = "toxic", .toxicity = toxicity, .kind = kind},
             stream(Seed{1}, "toxic"),
             now,
             [this] { ++hits; });
    take();
  }
};

}  // namespace

TEST_CASE("a delay holds each chunk back from its arrival, and keeps the order", "[proxy]") {
  Line line;
  line.add(by(100ms));

  line.read("a");
  line.go_on(30ms);
  line.read("b");
  line.finish();
  line.go_on(1s);

  CHECK(line.log == Log{"100ms a", "130ms b", "130ms finish"});
}

TEST_CASE("a delay is drawn for each chunk, and the seed repeats it", "[proxy]") {
  std::vector<Log> runs;
  for (int run = 0; run < 2; ++run) {
    Line line;
    line.add(Delay{.by = Uniform{.low = 50ms, .high = 150ms}});
    for (int chunk = 0; chunk < 100; ++chunk) {
      const Instant sent = line.now;
      line.read("a");
      CHECK(line.pipe.due() >= sent + 50ms);
      CHECK(line.pipe.due() <= sent + 150ms);
      line.go_on(150ms);
    }
    runs.push_back(line.log);
  }

  CHECK(runs[0] == runs[1]);
  CHECK(runs[0][0] != runs[0][1]);
}

TEST_CASE("the pieces of a chunk come evenly, the last one when all of it would", "[proxy]") {
  Line line;
  line.add(by(90ms, 3));

  line.read("abcdefgh");
  line.go_on(50ms);
  line.read("ij");
  line.go_on(1s);

  CHECK(line.log == Log{"30ms abc", "60ms def", "90ms gh", "95ms i", "140ms j"});
}

TEST_CASE("a delay that changes its share alone lets what waits wait on", "[proxy]") {
  Line line;
  line.add(by(100ms, 2));
  line.read("ab");

  line.go_on(60ms);
  line.change(by(100ms, 2), 0.999F);
  line.go_on(39ms);
  CHECK(line.log == Log{"50ms a"});
  line.go_on(1ms);
  CHECK(line.log == Log{"50ms a", "100ms b"});

  line.read("c");
  line.change(by(100ms, 2), 0);
  CHECK(line.log.back() == "100ms c");
}

TEST_CASE("a timeout that changes its share alone goes on", "[proxy]") {
  Line line;
  line.add(Timeout{.timeout_ms = 100});

  line.go_on(60ms);
  line.change(Timeout{.timeout_ms = 100}, 0.999F);
  line.go_on(60ms);

  CHECK(line.log == Log{"100ms close"});
}

TEST_CASE("the attributes of a delay are read, and shown as they were written", "[proxy]") {
  const Result<ToxicKind> kind =
      parsed("delay", R"({"by": {"uniform": {"from": "1s", "to": "3s"}}, "pieces": 4})");

  REQUIRE(kind);
  CHECK(std::get<Delay>(*kind).by.mean() == 2s);
  CHECK(attributes_of(*kind) ==
        Attributes{{"by", R"({"uniform":{"from":"1s","to":"3s"}})"}, {"pieces", "4"}});
  CHECK(attributes_of(*toxic_kind("delay")) == Attributes{{"by", R"("0s")"}, {"pieces", "1"}});

  CHECK(mistake("delay", R"({"by": "1 fortnight"})").find("fortnight") != std::string::npos);
  CHECK(mistake("delay", R"({"pieces": 0})") == "the pieces 0 are not 1 to 1000");
  CHECK(mistake("delay", R"({"pieces": 1001})") == "the pieces 1001 are not 1 to 1000");
  CHECK(mistake("reject", R"({"first": -1})") == "the first -1 is less than 0");
}

TEST_CASE("a reject resets a connection at once, and drops what waits", "[proxy]") {
  Line line;
  line.add(by(100ms), 1, "slow");
  line.read("a");
  line.add(Reject{});

  CHECK(line.log == Log{"0ms reset"});
}

TEST_CASE("a reject of the first connections counts them all together", "[proxy]") {
  const Reject toxic{.first = 2};
  std::vector<Log> logs;
  for (int connection = 0; connection < 4; ++connection) {
    Line line;
    line.add(toxic);
    line.read("a");
    logs.push_back(line.log);
  }

  CHECK(logs[0].front() == "0ms reset");
  CHECK(logs[1].front() == "0ms reset");
  CHECK(logs[2] == Log{"0ms a"});
  CHECK(logs[3] == Log{"0ms a"});
}

TEST_CASE("a connection is hit once, when something is first done to it", "[proxy]") {
  Counted line;
  line.add_counted(by(100ms));
  CHECK(line.hits == 0);

  line.read("a");
  CHECK(line.hits == 1);
  line.go_on(1s);
  line.read("b");
  line.go_on(1s);
  CHECK(line.hits == 1);
}

TEST_CASE("whoever is not hit is not counted", "[proxy]") {
  const ToxicKind kind = GENERATE(
      ToxicKind(by(0ms)), ToxicKind(Loss{.per_thousand = 0}), ToxicKind(LimitData{.bytes = 9}));
  Counted line;
  line.add_counted(kind);
  line.read("a");
  line.finish();
  line.go_on(1s);
  CHECK(line.hits == 0);

  Counted spared;
  spared.add_counted(Reject{}, 0);
  spared.read("a");
  CHECK(spared.hits == 0);
}

TEST_CASE("whoever loses data or the connection is counted", "[proxy]") {
  const ToxicKind kind = GENERATE(ToxicKind(Reject{}),
                                  ToxicKind(Timeout{}),
                                  ToxicKind(ResetPeer{}),
                                  ToxicKind(LimitData{.bytes = 1}),
                                  ToxicKind(Bandwidth{.rate_kb_s = 0}),
                                  ToxicKind(Loss{.per_thousand = 1000}));
  Counted line;
  line.add_counted(kind);
  line.read("ab");

  CHECK(line.hits == 1);
}

TEST_CASE("bytes that another toxic has dropped are no hit", "[proxy]") {
  Counted line;
  line.add(LimitData{.bytes = 0}, 1, "limit");
  line.add_counted(by(1s));
  line.read("ab");

  CHECK(line.hits == 0);
}

}  // namespace firedrill::proxy
