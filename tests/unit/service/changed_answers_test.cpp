#include <string>

#include "tests/unit/service/admin_desk.hpp"

using namespace firedrill;
using namespace firedrill::tests;

TEST_CASE("changed headers are what the fault makes of them, and say so to callers",
          "[service][faults]") {
  mock::ServiceSettings settings = AdminDesk::instant();
  http::Reply tagged = http::text_reply(200, "pen");
  tagged.headers.add("etag", "\"1\"");
  settings.canned = {{.path = "/", .reply = tagged}};
  AdminDesk desk(settings);
  const auto changed = [&](const std::string& change) {
    desk.admin(
        "POST", "faults", R"({"id": "f", "fault": "header_change", "change": )" + change + "}");
    http::Reply reply = desk.ask("GET", "/");
    CHECK(reply.status == 200);
    CHECK(reply.body == "pen");
    CHECK(*reply.headers.find("x-firedrill-outcome") == "malformed");
    desk.admin("DELETE", "faults/f");
    return reply.headers;
  };

  CHECK_FALSE(changed(R"({"remove": "ETag"})").has("etag"));
  const http::Headers renamed = changed(R"({"rename": {"ETag": "x-tag"}})");
  CHECK_FALSE(renamed.has("etag"));
  CHECK(*renamed.find("x-tag") == "\"1\"");
  CHECK(*changed(R"({"rename": {"etag": "ETag"}})").find("etag") == "\"1\"");
  CHECK_FALSE(changed(R"({"rename": {"x-none": "x-tag"}})").has("x-tag"));
  const http::Headers set = changed(R"({"set": {"Etag": "2"}})");
  CHECK(*set.find("etag") == "2");
  CHECK(set.count("etag") == 1);
  CHECK(changed(R"({"add": {"etag": "2"}})").count("etag") == 2);
}

TEST_CASE("a changed body is what the fault makes of it, and says what it is to callers",
          "[service][faults]") {
  mock::ServiceSettings settings = AdminDesk::instant();
  settings.canned = {{.path = "/", .reply = http::json_reply(200, R"({"price":12,"name":"pen"})")},
                     {.path = "/text", .reply = http::text_reply(200, "pen")}};
  AdminDesk desk(settings);
  const auto changed = [&](const std::string& change, const std::string& path = "/") {
    desk.admin(
        "POST", "faults", R"({"id": "f", "fault": "body_change", "change": )" + change + "}");
    const http::Reply reply = desk.ask("GET", path);
    CHECK(reply.status == 200);
    CHECK(*reply.headers.find("x-firedrill-outcome") == "malformed");
    desk.admin("DELETE", "faults/f");
    return reply.body;
  };

  CHECK(changed(R"({"remove": "/price"})") == R"({"name":"pen"})");
  CHECK(changed(R"({"rename": {"/price": "/amount"}})") == R"({"name":"pen","amount":12})");
  CHECK(changed(R"({"retype": "/price"})") == R"({"price":"12","name":"pen"})");
  CHECK(changed(R"({"retype": "/name"})") == R"({"price":12,"name":{"value":"pen"}})");
  CHECK(changed(R"({"set": {"/price": [1, null]}})") == R"({"price":[1,null],"name":"pen"})");
  CHECK(changed(R"({"wrap": "data"})") == R"({"data":{"price":12,"name":"pen"}})");
  CHECK(changed(R"({"remove": "/weight"})") == R"({"price":12,"name":"pen"})");
  CHECK(changed(R"({"remove": "/price"})", "/text") == "pen");
  CHECK(changed(R"({"replace": "<p>"})") == "<p>");
  CHECK(changed(R"({"replace": ""})", "/text").empty());
}

TEST_CASE("a body that takes another's place is not encoded as that was", "[service][faults]") {
  mock::ServiceSettings settings = AdminDesk::instant();
  http::Reply packed = http::text_reply(200, "\x1f\x8b");
  packed.headers.add("content-encoding", "gzip");
  settings.canned = {{.path = "/", .reply = packed}};
  AdminDesk desk(settings);
  const auto is_encoded = [&](const std::string& change) {
    desk.admin(
        "POST", "faults", R"({"id": "f", "fault": "body_change", "change": )" + change + "}");
    const http::Reply reply = desk.ask("GET", "/");
    desk.admin("DELETE", "faults/f");
    return reply.headers.has("content-encoding");
  };

  CHECK_FALSE(is_encoded(R"({"replace": "pen"})"));
  CHECK(is_encoded(R"({"wrap": "data"})"));
}
