#include "mock_services/proxy/http_toxic.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/proxy_api.hpp"

namespace firedrill::proxy {
namespace {

using Catch::Matchers::Contains;
using tests::ProxyApi;

/// With a proxy "a", which does not listen.
struct Served : ProxyApi {
  Served() { send("POST", "/proxies", R"({"name": "a", "upstream": "b:1", "enabled": false})"); }

  http::Reply add(std::string_view type, std::string_view attributes) {
    return send(
        "POST",
        "/proxies/a/toxics",
        fmt::format(R"({{"name": "t", "type": "{}", "attributes": {}}})", type, attributes));
  }

  http::Reply update(std::string_view attributes) {
    return send("PATCH", "/proxies/a/toxics/t", fmt::format(R"({{"attributes": {}}})", attributes));
  }
};

std::string attributes_in(const http::Reply& reply) {
  const std::string start = R"({"attributes":)";
  REQUIRE(reply.status == 200);
  REQUIRE(reply.body.starts_with(start));
  return reply.body.substr(start.size(), reply.body.find(R"(,"name":)") - start.size());
}

TEST_CASE("toxics for HTTP are shown as they were given, with what was not", "[proxy]") {
  using Case = std::pair<std::string, std::pair<std::string, std::string>>;
  for (const auto& [type, texts] :
       {Case{"http_status", {"{}", R"({"status":503,"retry_after":0,"first":0,"every":1})"}},
        Case{"http_status",
             {R"({"status": 429, "retry_after": 5, "first": 3, "every": 2})",
              R"({"status":429,"retry_after":5,"first":3,"every":2})"}},
        Case{"http_headers",
             {R"({"set": {"X-A": "<b>"}, "remove": ["ETag"]})",
              R"({"set":{"X-A":"\u003cb\u003e"},"remove":["ETag"]})"}},
        Case{"http_headers", {R"({"remove": ["a", "b"]})", R"({"set":{},"remove":["a","b"]})"}},
        Case{"http_body", {R"({"replace": ""})", R"({"replace":""})"}},
        Case{"http_body", {R"({"truncate": 10})", R"({"truncate":10})"}},
        Case{"http_body",
             {R"({"json": {"set": {"/a": [1, 2.50, null, true, "<"]}}})",
              R"({"json":{"set":{"/a":[1,2.50,null,true,"\u003c"]}}})"}},
        Case{"http_body",
             {R"({"json": {"rename": {"/a": "/b"}}})", R"({"json":{"rename":{"/a":"/b"}}})"}}}) {
    CAPTURE(type, texts.first);
    Served api;

    CHECK(attributes_in(api.add(type, texts.first)) == texts.second);
    CHECK(attributes_in(api.send("GET", "/proxies/a/toxics/t")) == texts.second);
  }
}

TEST_CASE("toxics for HTTP that cannot be are refused with the reason", "[proxy]") {
  using Case = std::pair<std::string, std::pair<std::string, std::string>>;
  for (const auto& [type, texts] :
       {Case{"http_status", {R"({"status": 199})", "the status 199 is not in 200 to 599"}},
        Case{"http_status", {R"({"status": "503"})", "cannot unmarshal string"}},
        Case{"http_status", {R"({"retry_after": -1})", "the retry_after -1 is not in 0 to 86400"}},
        Case{"http_status", {R"({"first": -1})", "the first -1 is not in 0 to"}},
        Case{"http_status", {R"({"every": 0})", "the every 0 is not in 1 to"}},
        Case{"http_headers", {"{}", "an http_headers needs set or remove"}},
        Case{"http_headers", {R"({"set": ["a"]})", "attributes.set of type map[string]string"}},
        Case{"http_headers",
             {R"({"set": {"a": 1}})", "cannot unmarshal number into Go struct field"}},
        Case{"http_headers", {R"({"remove": "a"})", "attributes.remove of type []string"}},
        Case{"http_headers", {R"({"remove": [1]})", "attributes.remove of type string"}},
        Case{"http_headers", {R"({"set": {"a b": "c"}})", R"(\"a b\" is no name of a header)"}},
        Case{"http_headers", {R"({"remove": [""]})", R"(\"\" is no name of a header)"}},
        Case{"http_headers", {R"({"set": {"a": "b\r\nc"}})", "has a control character"}},
        Case{"http_headers",
             {R"({"set": {"Content-Length": "1"}})", "says where an answer ends, and stays"}},
        Case{"http_headers",
             {R"({"remove": ["connection"]})", "says where an answer ends, and stays"}},
        Case{"http_body", {"{}", "an http_body needs one of replace, truncate and json"}},
        Case{"http_body",
             {R"({"replace": "a", "truncate": 1})", "does one of replace, truncate and json"}},
        Case{"http_body", {R"({"replace": 1})", "attributes.replace of type string"}},
        Case{"http_body", {R"({"truncate": -1})", "the truncate -1 is less than 0"}},
        Case{"http_body", {R"({"json": {}})", R"(\"json\" must be a change such as)"}},
        Case{"http_body", {R"({"json": {"retyp": "/a"}})", R"(did you mean \"retype\"?)"}},
        Case{"http_body", {R"({"json": {"replace": "a"}})", R"(there is no change \"replace\")"}},
        Case{"http_body", {R"({"json": {"remove": "a"}})", R"(\"a\" is no JSON pointer)"}}}) {
    CAPTURE(type, texts.first);
    Served api;

    const http::Reply reply = api.add(type, texts.first);

    CHECK(reply.status == 400);
    CHECK_THAT(reply.body, Contains(texts.second));
    CHECK(api.send("GET", "/proxies/a/toxics").body == "[]");
  }
}

TEST_CASE("toxics for HTTP act on answers only", "[proxy]") {
  Served api;
  for (const std::string_view type : {"http_status", "http_headers", "http_body"}) {
    const http::Reply reply =
        api.send("POST",
                 "/proxies/a/toxics",
                 fmt::format(R"({{"type": "{}", "stream": "upstream"}})", type));

    CHECK(reply.status == 400);
    CHECK_THAT(reply.body, Contains(fmt::format("{} acts on answers: its stream is", type)));
  }
}

TEST_CASE("an update changes what it names, and a body does one thing", "[proxy]") {
  Served status;
  status.add("http_status", R"({"status": 429, "first": 3})");
  CHECK(attributes_in(status.update(R"({"every": 2})")) ==
        R"({"status":429,"retry_after":0,"first":3,"every":2})");
  CHECK(status.update(R"({"status": 9})").status == 400);

  Served headers;
  headers.add("http_headers", R"({"set": {"a": "b"}, "remove": ["c"]})");
  CHECK(attributes_in(headers.update(R"({"set": {"d": "e"}})")) ==
        R"({"set":{"d":"e"},"remove":["c"]})");

  Served body;
  body.add("http_body", R"({"replace": "a"})");
  CHECK(attributes_in(body.update("{}")) == R"({"replace":"a"})");
  CHECK(attributes_in(body.update(R"({"truncate": 3})")) == R"({"truncate":3})");
}

}  // namespace
}  // namespace firedrill::proxy
