#include "harness/text/json_writer.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

using firedrill::JsonWriter;

namespace {

template <class T>
std::string written(const T& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

void write_sample(JsonWriter& json) {
  json.begin_object().member("name", "a\"b").member("count", 3);
  json.key("list").begin_array().value(1.5).value(true).null().end_array();
  json.key("empty").begin_object().end_object();
  json.key("none").begin_array().end_array();
  json.key("raw").raw("{\"x\":1}");
  json.end_object();
}

}  // namespace

TEST_CASE("a document is written on one line, keys in the order of the calls", "[unit][text]") {
  std::string out = "before ";
  JsonWriter json(out);

  write_sample(json);

  CHECK(out == R"(before {"name":"a\"b","count":3,"list":[1.5,true,null],)"
               R"("empty":{},"none":[],"raw":{"x":1}})");
}

TEST_CASE("a document can be indented", "[unit][text]") {
  std::string out;
  JsonWriter json(out, {.indent = 2});

  write_sample(json);

  CHECK(out == R"({
  "name": "a\"b",
  "count": 3,
  "list": [
    1.5,
    true,
    null
  ],
  "empty": {},
  "none": [],
  "raw": {"x":1}
})");
}

TEST_CASE("a number is written as the shortest text that reads back the same", "[unit][text]") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(30.0) == "30");
  CHECK(written(1e300) == "1e+300");
  CHECK(written(-0.0) == "-0");
  CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(written(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(written(7U) == "7");
  CHECK(written(std::numeric_limits<double>::infinity()) == "null");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("text of every type is a string and a bool is a bool", "[unit][text]") {
  CHECK(written(std::string("x")) == "\"x\"");
  CHECK(written(std::string_view("x")) == "\"x\"");
  CHECK(written("x") == "\"x\"");
  CHECK(written(false) == "false");
}

TEST_CASE("containers nest to the limit", "[unit][text]") {
  std::string out;
  JsonWriter json(out);

  for (std::size_t depth = 0; depth < JsonWriter::max_depth; ++depth) {
    json.begin_array().value(1);
  }
  for (std::size_t depth = 0; depth < JsonWriter::max_depth; ++depth) {
    json.end_array();
  }

  CHECK(out.substr(0, 7) == "[1,[1,[");
  CHECK(out.find("1]]") != std::string::npos);
}
