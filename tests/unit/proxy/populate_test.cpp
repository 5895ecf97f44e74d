#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "tests/support/proxy_api.hpp"
#include "tests/support/text_search.hpp"

// What becomes of proxies that exist when a list or an update says something else of them.
namespace firedrill::proxy {
namespace {

using tests::contains;
using tests::ProxyApi;

/// An API with a proxy "a" that listens, and a toxic on it.
struct Listening : ProxyApi {
  Listening() {
    REQUIRE(send("POST", "/proxies", R"({"name":"a","upstream":"x:1"})").status == 201);
    REQUIRE(send("POST", "/proxies/a/toxics", R"({"type":"noop"})").status == 200);
    listen = proxies.find("a")->settings().listen;
  }

  std::string a() { return send("GET", "/proxies/a").body; }

  std::string listen;
};

TEST_CASE("populate leaves the same as it is, toxics too, and null is an empty list", "[proxy]") {
  Listening api;
  const std::string before = api.a();

  const http::Reply reply = api.send(
      "POST", "/populate", R"([{"name":"a","upstream":"x:1","listen":")" + api.listen + "\"}]");
  const http::Reply nothing = api.send("POST", "/populate", "null");

  CHECK(reply.status == 201);
  CHECK(reply.body == R"({"proxies":[)" + before + "]}");
  CHECK(nothing.status == 201);
  CHECK(nothing.body == R"({"proxies":null})");
  CHECK(api.a() == before);
}

TEST_CASE("populate replaces a proxy that leads elsewhere, without its toxics", "[proxy]") {
  Listening api;

  const http::Reply reply = api.send(
      "POST", "/populate", R"([{"name":"a","upstream":"y:2","listen":")" + api.listen + "\"}]");

  CHECK(reply.status == 201);
  CHECK(api.a() == R"({"name":"a","listen":")" + api.listen +
                       R"(","upstream":"y:2","enabled":true,"toxics":[]})");
  CHECK(reply.body == R"({"proxies":[)" + api.a() + "]}");
}

TEST_CASE("of two of a name in a list the later one stays, and both are shown", "[proxy]") {
  Listening api;

  const http::Reply reply = api.send("POST",
                                     "/populate",
                                     R"([{"name":"b","upstream":"x:1","listen":"127.0.0.1:0"},)"
                                     R"({"name":"b","upstream":"x:2","enabled":false}])");

  CHECK(reply.status == 201);
  const std::string_view first = R"({"proxies":[{"name":"b","listen":"127.0.0.1:)";
  CHECK(reply.body.starts_with(first));
  CHECK(contains(reply.body, R"("upstream":"x:1","enabled":false,"toxics":[]},{"name":"b",)"));
  CHECK(api.send("GET", "/proxies/b").body ==
        R"({"name":"b","listen":"","upstream":"x:2","enabled":false,"toxics":[]})");
}

TEST_CASE("a list goes as far as it can, and says what it did", "[proxy]") {
  Listening api;

  const http::Reply reply =
      api.send("POST",
               "/populate",
               R"([{"name":"b","upstream":"x:1"},{"name":"c","upstream":"x:1","listen":")" +
                   api.listen + R"("},{"name":"d","upstream":"x:1"}])");

  CHECK(reply.status == 500);
  CHECK(contains(reply.body, "bind: address already in use\",\"proxies\":[{\"name\":\"b\""));
  CHECK(api.send("GET", "/proxies/b").status == 200);
  CHECK(api.send("GET", "/proxies/c").status == 404);
  CHECK(api.send("GET", "/proxies/d").status == 404);
}

TEST_CASE("where a proxy cannot listen it is not moved to", "[proxy]") {
  for (const std::string_view listen : {"garbage", "0.0.0.0:0", "127.0.0.1:70000"}) {
    CAPTURE(listen);
    Listening api;
    const std::string before = api.a();
    const std::string body = R"("listen":")" + std::string(listen) + "\"}";

    CHECK(api.send("PATCH", "/proxies/a", "{" + body).status >= 400);
    CHECK(api.send("POST", "/populate", R"([{"name":"a","upstream":"x:1",)" + body + "]").status >=
          400);

    CHECK(api.a() == before);
  }
}

TEST_CASE("a proxy that is moved keeps its toxics", "[proxy]") {
  Listening api;

  CHECK(api.send("PATCH", "/proxies/a", R"({"listen":"127.0.0.1:0"})").status == 200);

  CHECK(contains(api.a(), R"("enabled":true,"toxics":[{"attributes":{})"));
  CHECK_FALSE(contains(api.a(), api.listen));
}

TEST_CASE("a proxy that is moved to a port that is taken stops", "[proxy]") {
  Listening api;
  api.send("POST", "/proxies", R"({"name":"b","upstream":"x:1"})");

  const http::Reply reply = api.send("PATCH", "/proxies/b", R"({"listen":")" + api.listen + "\"}");

  CHECK(reply.status == 500);
  CHECK(contains(reply.body, "bind: address already in use"));
  CHECK(api.send("GET", "/proxies/b").body ==
        R"({"name":"b","listen":")" + api.listen +
            R"(","upstream":"x:1","enabled":false,"toxics":[]})");
}

TEST_CASE("a body that is not UTF-8, begins with a BOM or is nested too deeply is 400", "[proxy]") {
  Listening api;
  const std::string before = api.a();
  const std::string levels = R"({"other":)" + std::string(64, '[') + std::string(64, ']') + "}";

  struct Row {
    std::string_view body;
    std::string_view why;
  };

  for (const auto& [body, why] :
       {Row{"{\"upstream\":\"\xff\"}", "the byte 0xff is not UTF-8"},
        Row{"\xef\xbb\xbf{}", "begins with a byte order mark"},
        Row{levels, "bad request body: nested deeper than 64 levels\""}}) {
    CAPTURE(why);
    const http::Reply reply = api.send("PATCH", "/proxies/a", body);

    CHECK(reply.status == 400);
    CHECK(contains(reply.body, why));
  }

  CHECK(api.a() == before);
}

TEST_CASE("toxics of a proxy that does not exist are not found, whatever is wanted", "[proxy]") {
  Listening api;
  for (const std::string_view method : {"GET", "POST", "PATCH", "DELETE"}) {
    const http::Reply reply =
        api.send(method, "/proxies/nobody/toxics/noop_downstream", "not JSON");
    CHECK(reply.status == 404);
    CHECK(contains(reply.body, "proxy not found"));
  }
}

TEST_CASE("numbers and texts are written as Go writes them", "[proxy]") {
  Listening api;

  struct Row {
    std::string_view sent;
    std::string_view shown;
  };

  for (const Row& row : {Row{"0", "0"},
                         Row{"0.1", "0.1"},
                         Row{"7.5", "7.5"},
                         Row{"-2", "-2"},
                         Row{"-12.25", "-12.25"},
                         Row{"120", "120"},
                         Row{"16777216", "16777216"},
                         Row{"0.00001", "0.00001"},
                         Row{"0.000001", "0.000001"},
                         Row{"0.0000001", "1e-7"},
                         Row{"1e-12", "1e-12"},
                         Row{"1e20", "100000000000000000000"},
                         Row{"1e21", "1e+21"}}) {
    CAPTURE(row.sent);
    const http::Reply reply = api.send("PATCH",
                                       "/proxies/a/toxics/noop_downstream",
                                       R"({"toxicity":)" + std::string(row.sent) + "}");
    CHECK(contains(reply.body, R"("toxicity":)" + std::string(row.shown) + "}"));
  }
  const http::Reply named =
      api.send("POST",
               "/proxies",
               "{\"name\":\"\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\",\"upstream\":\"x:1\"}");
  CHECK(contains(named.body, "{\"name\":\"\\u2028\\u2029\xE2\x80\xAA\","));
}

}  // namespace
}  // namespace firedrill::proxy
