#include "harness/text/reader.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/json_parse.hpp"

using firedrill::Diagnostic;
using firedrill::Diagnostics;
using firedrill::Duration;
using firedrill::Json;
using firedrill::ObjectReader;
using firedrill::SourceText;
using namespace std::chrono_literals;

namespace {

/// A document and all that its reader may say about it.
struct Document {
  explicit Document(std::string text)
      : source("a.json", std::move(text)),
        diagnostics(source),
        root(parse(source, diagnostics)) {}

  static Json parse(const SourceText& source, Diagnostics& diagnostics) {
    auto parsed = firedrill::parse_json(source, diagnostics);
    REQUIRE(parsed);
    return *parsed;
  }

  std::vector<std::string> messages() const {
    std::vector<std::string> out;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      out.push_back(diagnostic.message);
    }
    return out;
  }

  SourceText source;
  Diagnostics diagnostics;
  Json root;
};

enum class Rollout {
  all_at_once,
  rolling,
};

constexpr std::array<std::pair<std::string_view, Rollout>, 2> rollouts = {
    {{"all_at_once", Rollout::all_at_once}, {"rolling", Rollout::rolling}}};

}  // namespace

TEST_CASE("a reader turns members into typed values", "[unit][text]") {
  Document document(R"({"by": "250ms", "share": "5%", "rate": "40/s", "size": "4KiB",
      "count": 3, "factor": 1.5, "on": true, "title": "Any Text", "id": "a.b-c_1",
      "names": ["x", "y"], "starts_at": "1970-01-01T00:00:01Z", "rollout": "rolling",
      "nested": {}, "list": []})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  CHECK(reader.duration("by").required() == 250ms);
  CHECK(reader.ratio("share").required() == 0.05);
  CHECK(reader.rate("rate").required().per_second == 40.0);
  CHECK(reader.size("size").required() == 4096);
  CHECK(reader.integer("count", {.least = 1, .most = 3}).required() == 3);
  CHECK(reader.number("factor").required() == 1.5);
  CHECK(reader.boolean("on").required());
  CHECK(reader.string("title").required() == "Any Text");
  CHECK(reader.identifier("id").required() == "a.b-c_1");
  CHECK(reader.identifiers("names").required() == std::vector<std::string>{"x", "y"});
  CHECK(reader.timestamp("starts_at").required().unix_ns == 1'000'000'000);
  CHECK(reader.choice<Rollout>("rollout", rollouts).required() == Rollout::rolling);
  CHECK(reader.object("nested").required()->is_object());
  CHECK(reader.array("list").required()->is_array());
  reader.finish();

  CHECK(document.messages().empty());
}

TEST_CASE("a missing key takes its default unless it is required", "[unit][text]") {
  Document document("{}");
  ObjectReader reader(document.root, "a latency fault", document.diagnostics);

  CHECK(reader.duration("jitter").value_or(5ms) == 5ms);
  CHECK_FALSE(reader.duration("until").optional());
  CHECK(document.diagnostics.empty());
  CHECK(reader.duration("by").required() == Duration{});

  REQUIRE(document.diagnostics.errors() == 1);
  const Diagnostic& missing = document.diagnostics.all().front();
  CHECK(missing.message == R"(a latency fault needs the key "by")");
  CHECK(missing.span == firedrill::Span{0, 1});
}

TEST_CASE("an unknown key is reported with what it may have meant", "[unit][text]") {
  Document document(R"({"do": "deploy", "rolout": "all_at_once"})");
  ObjectReader reader(document.root, "a deploy step", document.diagnostics);

  (void)reader.string("do").required();
  (void)reader.choice<Rollout>("rollout", rollouts).optional();
  reader.ignore("why");
  reader.finish();

  REQUIRE(document.diagnostics.errors() == 1);
  const Diagnostic& unknown = document.diagnostics.all().front();
  CHECK(unknown.message == R"(unknown key "rolout" in a deploy step; did you mean "rollout"?)");
  CHECK(unknown.label == "expected one of: do, rollout, why");
  CHECK(document.source.slice(unknown.span) == "\"rolout\"");
}

TEST_CASE("all mistakes of an object are reported in one go", "[unit][text]") {
  Document document(R"({"by": 250, "share": 5, "rate": true, "size": "4 KiB", "count": 0,
      "rollout": "roling", "id": "No Name", "list": {}, "title": ""})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  CHECK(reader.duration("by").required() == Duration{});
  CHECK(reader.ratio("share").value_or(0.5) == 0.5);
  CHECK(reader.rate("rate").required().per_second == 0.0);
  CHECK_FALSE(reader.size("size").optional());
  (void)reader.integer("count", {.least = 1}).required();
  (void)reader.choice<Rollout>("rollout", rollouts).required();
  (void)reader.identifier("id").required();
  CHECK(reader.array("list").required() == nullptr);
  (void)reader.string("title").required();
  reader.finish();

  CHECK(document.messages() ==
        std::vector<std::string>{
            R"("by" must be a duration such as "250ms", found the number 250)",
            R"("share" must be a ratio from 0 to 1 such as 0.05 or "5%", found the number 5)",
            R"("rate" must be a rate such as "40/s", found true)",
            R"("size": "4 KiB" has a space in it)",
            R"("count" must be a whole number, at least 1, found the number 0)",
            R"("rollout" cannot be "roling"; did you mean "rolling"?)",
            R"("id" must be a name, found "No Name")",
            R"("list" must be an array, found an empty object)",
            R"("title" is empty)",
        });
  CHECK(document.diagnostics.all()[0].label == R"(write "250ms" or "250s")");
  CHECK(document.diagnostics.all()[1].label == R"(write "5%")");
}

TEST_CASE("a node that is no object is one mistake, not one for each key", "[unit][text]") {
  Document document("[1]");
  ObjectReader reader(document.root, "a latency fault", document.diagnostics);

  (void)reader.duration("by").required();
  reader.finish();

  CHECK(document.messages() ==
        std::vector<std::string>{"a latency fault must be an object, found an array"});
}

TEST_CASE("a type of another folder reads its value through the reader", "[unit][text]") {
  Document document(R"({"latency": "20ms", "other": 7})");
  ObjectReader reader(document.root, "a service", document.diagnostics);
  const auto read = [](const Json& json, std::string_view name, Diagnostics& to) {
    return firedrill::read_duration(json, name, to);
  };

  CHECK(reader.value("latency", read).required() == 20ms);
  CHECK_FALSE(reader.value("other", read).optional());
  CHECK_FALSE(reader.value("third", read).optional());

  CHECK(document.diagnostics.errors() == 1);
}

TEST_CASE("a caller reports its own mistakes at the value they are about", "[unit][text]") {
  Document document(R"({"a": 1})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  reader.error("a", "a is wrong", "here");
  reader.error("b", "b is needed when a is 1");

  CHECK(document.source.slice(document.diagnostics.all()[1].span) == "1");
  CHECK(document.source.slice(document.diagnostics.all()[0].span) == "{");
}

TEST_CASE("a value of the wrong kind counts as missing and is reported once", "[unit][text]") {
  Document document(R"({"by": true, "jitter": 5, "until": []})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  CHECK(reader.duration("by").required() == 0s);
  CHECK(reader.duration("jitter").value_or(3ms) == 3ms);
  CHECK_FALSE(reader.duration("until").optional());
  reader.finish();

  CHECK(document.diagnostics.errors() == 3);
}

TEST_CASE("of a duplicate key the first value is read, and neither is unknown", "[unit][text]") {
  const SourceText source("a.json", R"({"by": "1s", "by": "2s"})");
  Diagnostics diagnostics(source);
  const auto root = firedrill::parse_json(source, diagnostics);
  REQUIRE(root);
  ObjectReader reader(*root, "a thing", diagnostics);

  CHECK(reader.duration("by").required() == 1s);
  reader.finish();

  REQUIRE(diagnostics.errors() == 1);
  CHECK(diagnostics.all().front().message == "duplicate key \"by\"");
}

TEST_CASE("each unknown key is marked at its own place and told the nearest known one",
          "[unit][text]") {
  Document document(R"({"atempts": 1, "back_of": 2, "BACK-OFF": 3, "zzz": 4, "": 5})");
  ObjectReader reader(document.root, "a retry", document.diagnostics);

  (void)reader.integer("attempts").optional();
  (void)reader.duration("back_off").optional();
  reader.finish();

  CHECK(document.messages() == std::vector<std::string>{
                                   R"(unknown key "atempts" in a retry; did you mean "attempts"?)",
                                   R"(unknown key "back_of" in a retry; did you mean "back_off"?)",
                                   R"(unknown key "BACK-OFF" in a retry; did you mean "back_off"?)",
                                   R"(unknown key "zzz" in a retry)",
                                   R"(unknown key "" in a retry)",
                               });
  for (const Diagnostic& diagnostic : document.diagnostics.all()) {
    CHECK(diagnostic.label == "expected one of: attempts, back_off");
    CHECK(document.source.slice(diagnostic.span).front() == '"');
  }
}

TEST_CASE("asking twice for a key makes it known once", "[unit][text]") {
  Document document(R"({"x": 1})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  (void)reader.raw("by").optional();
  (void)reader.duration("by").optional();
  reader.ignore("by");
  reader.finish();

  REQUIRE(document.diagnostics.errors() == 1);
  CHECK(document.diagnostics.all().front().label == "expected one of: by");
}

TEST_CASE("a raw value is there whatever it is, and has() looks without reading", "[unit][text]") {
  Document document(R"({"a": null, "b": [1]})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  CHECK(reader.has("a"));
  CHECK_FALSE(reader.has("c"));
  CHECK(reader.raw("a").required()->is_null());
  CHECK(reader.raw("b").required()->is_array());
  CHECK(reader.raw("c").value_or(nullptr) == nullptr);
  CHECK(document.diagnostics.empty());
  CHECK(reader.raw("c").required() == nullptr);
  CHECK(document.messages() == std::vector<std::string>{"a thing needs the key \"c\""});
}

TEST_CASE("of an array of names each bad one is reported and the others are kept", "[unit][text]") {
  Document document(R"({"names": ["a", 7, "B", "c"], "other": "a", "none": []})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  CHECK(reader.identifiers("names").required() == std::vector<std::string>{"a", "c"});
  CHECK(reader.identifiers("other").value_or({"x"}) == std::vector<std::string>{"x"});
  CHECK(reader.identifiers("none").required().empty());

  CHECK(document.messages() == std::vector<std::string>{
                                   R"("names" must be a name in double quotes, found the number 7)",
                                   R"("names" must be a name, found "B")",
                                   R"("other" must be an array of names, found the text "a")",
                               });
}

TEST_CASE("a choice that is no text, or none of the words, is told all of them", "[unit][text]") {
  Document document(R"({"rollout": 1, "other": "canary"})");
  ObjectReader reader(document.root, "a step", document.diagnostics);

  CHECK(reader.choice<Rollout>("rollout", rollouts).value_or(Rollout::rolling) == Rollout::rolling);
  CHECK_FALSE(reader.choice<Rollout>("other", rollouts).optional());

  CHECK(document.messages() ==
        std::vector<std::string>{
            R"("rollout" must be one of: all_at_once, rolling, found the number 1)",
            R"("other" cannot be "canary")",
        });
  CHECK(document.diagnostics.all()[1].label == "expected one of: all_at_once, rolling");
}

TEST_CASE("a nested object of the wrong kind is reported where it stands", "[unit][text]") {
  Document document(R"({"a": [], "b": {}})");
  ObjectReader reader(document.root, "a thing", document.diagnostics);

  CHECK(reader.object("a").value_or(nullptr) == nullptr);
  CHECK(reader.array("b").value_or(nullptr) == nullptr);
  CHECK(reader.object("c").required() == nullptr);

  CHECK(document.messages() == std::vector<std::string>{
                                   "a thing needs the key \"c\"",
                                   R"("a" must be an object, found an empty array)",
                                   R"("b" must be an array, found an empty object)",
                               });
  CHECK(document.source.slice(document.diagnostics.all()[1].span) == "[]");
}
