#include "mock_services/proxy/toxic.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/json_writer.hpp"
#include "mock_services/proxy/go_json.hpp"

namespace firedrill::proxy {
namespace {

Json parsed(const std::string& text) {
  Result<Json> json = parse_go_body(text);
  REQUIRE(json);
  return *json;
}

std::string written(const Toxic& toxic) {
  std::string text;
  JsonWriter writer(text);
  write(writer, toxic);
  return text;
}

TEST_CASE("every type of toxic has its name, and no other name is one", "[proxy]") {
  for (const std::string_view type : {"latency",
                                      "bandwidth",
                                      "slow_close",
                                      "timeout",
                                      "reset_peer",
                                      "slicer",
                                      "limit_data",
                                      "loss",
                                      "http_status",
                                      "http_headers",
                                      "http_body",
                                      "noop"}) {
    const std::optional<ToxicKind> kind = toxic_kind(type);

    REQUIRE(kind);
    CHECK(type_of(*kind) == type);
  }
  CHECK_FALSE(toxic_kind(""));
  CHECK_FALSE(toxic_kind("Latency"));
  CHECK_FALSE(toxic_kind("down"));
}

TEST_CASE("streams are named in any case", "[proxy]") {
  CHECK(direction_of("upstream") == Direction::upstream);
  CHECK(direction_of("DownStream") == Direction::downstream);
  CHECK_FALSE(direction_of(""));
  CHECK_FALSE(direction_of("up"));
}

TEST_CASE("a loss that cannot be is refused with the reason", "[proxy]") {
  const auto problem = [](const std::string& attributes) {
    const Result<ToxicKind> kind = with_attributes(Loss{}, parsed(attributes));
    return kind ? "" : kind.error().message;
  };
  CHECK(problem(R"({"per_thousand": 20, "burst": 3})").empty());
  CHECK(problem(R"({"per_thousand": 1001})") == "the per_thousand 1001 is not in 0 to 1000");
  CHECK(problem(R"({"burst": 0})") == "the burst 0 is less than 1");
  CHECK(problem(R"({"round_trip": -1})") == "the round_trip -1 is less than 0");
  CHECK(problem(R"({"rto": 0})") == "the rto 0 is less than 1");
}

TEST_CASE("attributes are taken one by one", "[proxy]") {
  const ToxicKind before = Latency{.latency_ms = 1, .jitter_ms = 2};

  const Result<ToxicKind> one = with_attributes(before, parsed(R"({"jitter":5})"));
  const Result<ToxicKind> none = with_attributes(before, parsed("{}"));
  const Result<ToxicKind> null = with_attributes(before, parsed("null"));
  const Result<ToxicKind> wrong = with_attributes(before, parsed(R"({"jitter":5,"latency":""})"));

  CHECK(std::get<Latency>(*one).latency_ms == 1);
  CHECK(std::get<Latency>(*one).jitter_ms == 5);
  CHECK(std::get<Latency>(*none).jitter_ms == 2);
  CHECK(std::get<Latency>(*null).jitter_ms == 2);
  CHECK_FALSE(wrong);
}

TEST_CASE("a slicer may vary by all of its size", "[proxy]") {
  const auto sliced = [](const std::string& attributes) {
    return with_attributes(Slicer{}, parsed(attributes)).has_value();
  };

  CHECK(sliced(R"({"average_size":1})"));
  CHECK(sliced(R"({"average_size":5,"size_variation":5,"delay":-1})"));
  CHECK_FALSE(sliced(R"({"average_size":5,"size_variation":6})"));
  CHECK_FALSE(sliced(R"({"average_size":5,"size_variation":-1})"));
  CHECK_FALSE(sliced(R"({"average_size":-5})"));
}

TEST_CASE("toxicity has as few digits as a float needs", "[proxy]") {
  struct Row {
    float toxicity;
    std::string_view text;
  };

  for (const Row& row : std::vector<Row>{
           {0.1F, "0.1"}, {1, "1"}, {0, "0"}, {-2.5F, "-2.5"}, {1.0F / 3, "0.33333334"}}) {
    const std::string text = written({.name = "a", .toxicity = row.toxicity});

    CHECK(text == R"({"attributes":{},"name":"a","type":"noop","stream":"downstream","toxicity":)" +
                      std::string(row.text) + "}");
  }
}

TEST_CASE("text is escaped as Go does it, so that it is safe in a page", "[proxy]") {
  CHECK(go_string("a<b>&\"c\"\n") == R"("a\u003cb\u003e\u0026\"c\"\n")");
  CHECK(go_string("ä") == "\"ä\"");
}

TEST_CASE("an object is read as Go reads it", "[proxy]") {
  const Json json = parsed(R"({"Text":"t","FLAG":true,"number":7,"share":0.5,"none":null})");
  GoObject object(json, "Thing");
  std::string text;
  std::string absent = "kept";
  bool flag = false;
  bool none = true;
  std::int64_t number = 0;
  float share = 0;

  object.read("text", text);
  object.read("absent", absent);
  object.read("flag", flag);
  object.read("none", none);
  object.read("number", number);
  object.read("share", share);

  CHECK(object.problem().empty());
  CHECK(text == "t");
  CHECK(absent == "kept");
  CHECK(flag);
  CHECK(none);
  CHECK(number == 7);
  CHECK(share == 0.5F);
}

TEST_CASE("the first mistake in an object is told in Go's words", "[proxy]") {
  const Json json = parsed(R"({"a":[],"b":{},"c":1e40,"d":99999999999999999999})");
  const std::string start = "json: cannot unmarshal ";
  bool flag = false;
  float share = 0;
  std::int64_t number = 0;
  std::string text;

  GoObject first(json, "Thing");
  first.read("a", flag);
  first.read("b", text);
  GoObject second(json, "Thing", "in.");
  second.read("b", text);
  GoObject third(json, "Thing");
  third.read("c", share);
  GoObject fourth(json, "Thing");
  fourth.read("d", number, "int");

  CHECK(first.problem() == start + "array into Go struct field Thing.a of type bool");
  CHECK(second.problem() == start + "object into Go struct field Thing.in.b of type string");
  CHECK(third.problem() == start + "number 1e40 into Go struct field Thing.c of type float32");
  CHECK(fourth.problem() ==
        start + "number 99999999999999999999 into Go struct field Thing.d of type int");
}

TEST_CASE("what is no object has no members", "[proxy]") {
  const Json json = parsed("[1]");

  GoObject object(json, "Thing");

  CHECK(object.find("a") == nullptr);
  CHECK(object.problem() == "json: cannot unmarshal array into Go value of type toxics.Thing");
}

TEST_CASE("an empty body is the end of the file", "[proxy]") {
  CHECK(parse_go_body("").error().message == "EOF");
  CHECK(parse_go_body(" \n").error().message == "EOF");
  CHECK_FALSE(parse_go_body("{").error().message.empty());
}

}  // namespace
}  // namespace firedrill::proxy
