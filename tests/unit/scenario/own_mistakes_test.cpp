#include <string>

#include "tests/unit/scenario/load_support.hpp"

// Mistakes in the user's own programs and commands, in full and several at once. The corpus has
// one of each kind.

namespace firedrill::tests {
namespace {

std::string mistakes_of_live(const std::string& live) {
  return mistakes({.services = "{\"web\": {\"live\": {" + live + "}}}"});
}

std::string mistakes_of_commands(const std::string& commands) {
  return mistakes({.services = R"({"web": {"live": {"attach": "http://127.0.0.1:1"}}, "mock": {}})",
                   .more = "\"commands\": {" + commands + "}"});
}

bool says(const std::string& text, const std::string& sentence) {
  INFO(text);
  return text.find(sentence) != std::string::npos;
}

}  // namespace

TEST_CASE("all mistakes of a program are told at once", "[unit][scenario][own]") {
  const std::string text = mistakes_of_live(
      R"("command": ["./web", "${prot}"], "env": {"A-B": "x", "C": 1}, "ready": {"http": "up"},
         "metrics": "page", "version": {"metric": "m"}, "pport": 1)");

  CHECK(says(text, "there is no ${prot} here"));
  CHECK(says(text, "\"A-B\" is no name of an environment variable"));
  CHECK(says(text, "\"C\" must be text"));
  CHECK(says(text, "\"http\" must be a path, found \"up\""));
  CHECK(says(text, "\"metrics\" must be a path, found \"page\""));
  CHECK(says(text, "needs the key \"label\""));
  CHECK(says(text, "did you mean \"port\"?"));
  CHECK(says(text, "there is no ${port}, so the program cannot know where to listen"));
}

TEST_CASE("only arguments and variables of a provider's client are told its secret",
          "[unit][scenario][own]") {
  const auto mistakes_of_client = [](const std::string& auth, const std::string& live) {
    return mistakes({.services = R"({"idp": {"kind": "auth_provider", "contracts": {"v1": {}}},
                                     "web": {)" +
                                 auth + R"("live": {)" + live + "}}}",
                     .traffic = R"([{"name": "users", "to": "web", "rate": "1/s"}])"});
  };
  const std::string auth = R"("auth": {"idp": {"speaks": "v1"}}, )";
  const std::string told = R"("command": ["./web", "${port}", "${idp.client_id}"],
                              "env": {"SECRET": "${idp.client_secret}"})";

  CHECK(mistakes_of_client(auth, told).empty());
  const std::string without = mistakes_of_client("", told);
  CHECK(says(without, "there is no ${idp.client_id} here"));
  CHECK(says(without, "there is no ${idp.client_secret} here"));
  CHECK(says(mistakes_of_client(auth, R"("command": ["${idp.client_secret}", "${port}"])"),
             "there is no ${idp.client_secret} here"));
  CHECK(says(
      mistakes_of_client(auth, R"("command": ["./web", "${port}"], "cwd": "${idp.client_secret}")"),
      "there is no ${idp.client_secret} here"));
}

TEST_CASE("a version cannot be read from metrics that a program does not have",
          "[unit][scenario][own]") {
  const std::string label = R"("version": {"metric": "build_info", "label": "version"})";
  const std::string attached = R"("attach": "http://127.0.0.1:1", )";

  CHECK(says(mistakes_of_live(attached + R"("metrics": false, )" + label),
             "\"version\" reads a metric, but the program has none: \"metrics\" is false"));
  CHECK(mistakes_of_live(attached + label).empty());
  CHECK(
      mistakes_of_live(attached + R"("metrics": false, "version": {"http": "/version"})").empty());
}

TEST_CASE("an address is four numbers or localhost, and perhaps a port", "[unit][scenario][own]") {
  for (const char* good : {"http://127.0.0.1",
                           "http://127.0.0.1:8080",
                           "http://10.255.0.1:1/",
                           "http://localhost:65535",
                           "http://localhost/"}) {
    INFO(good);
    CHECK(mistakes_of_live("\"attach\": \"" + std::string(good) + "\"").empty());
  }
  for (const char* bad : {"https://127.0.0.1",
                          "127.0.0.1:80",
                          "http://",
                          "http://256.0.0.1",
                          "http://1.2.3",
                          "http://1.2.3.4.5",
                          "http://1.2.3.4:",
                          "http://web:80",
                          "http://1.2.3.4:0",
                          "http://1.2.3.4:65536",
                          "http://1.2.3.4:8x",
                          "http://user@1.2.3.4",
                          "http://1.2.3.4/path",
                          "http://-1.2.3.4"}) {
    INFO(bad);
    CHECK(says(mistakes_of_live("\"attach\": \"" + std::string(bad) + "\""),
               "\"attach\" must be an address"));
  }
}

TEST_CASE("what speaks no HTTP has an address without a URL", "[unit][scenario][own]") {
  const auto mistakes_of_address = [](const std::string& attach) {
    return mistakes_of_live(R"("protocol": "tcp", "attach": ")" + attach + "\"");
  };

  CHECK(mistakes_of_address("tcp://127.0.0.1:5432").empty());
  CHECK(mistakes_of_address("tcp://localhost:5432").empty());
  for (const char* bad :
       {"tcp://127.0.0.1", "http://127.0.0.1:5432", "127.0.0.1:5432", "tcp://db:1"}) {
    INFO(bad);
    CHECK(says(mistakes_of_address(bad), "\"attach\" must be an address"));
  }
  CHECK(says(mistakes_of_live(R"("attach": "tcp://127.0.0.1:5432")"),
             "\"attach\" must be an address"));
}

TEST_CASE("what speaks no HTTP is asked nothing by HTTP", "[unit][scenario][own]") {
  const std::string text = mistakes_of_live(
      R"("command": ["./db", "${port}", "${web.url}"], "protocol": "tcp", "ready": {"http": "/"},
         "metrics": "/metrics", "version": {"http": "/version"})");

  CHECK(says(text, "\"http\" asks by HTTP, and \"protocol\" is tcp"));
  CHECK(says(text, "\"metrics\" asks by HTTP, and \"protocol\" is tcp"));
  CHECK(says(text, "\"version\" asks by HTTP, and \"protocol\" is tcp"));
  CHECK(says(text, "web has no URL: its \"protocol\" is tcp"));
}

TEST_CASE("a path cannot break a request in two", "[unit][scenario][own]") {
  for (const char* bad : {"up", "/a b", "/a\\r\\nX: 1", "/\\u00e9", "/\\u007f", ""}) {
    INFO(bad);
    CHECK_FALSE(mistakes_of_live(R"("attach": "http://127.0.0.1:1", "metrics": ")" +
                                 std::string(bad) + "\"")
                    .empty());
  }
}

TEST_CASE("the port may stand in a variable instead of an argument", "[unit][scenario][own]") {
  CHECK(mistakes_of_live(R"("command": ["./web"], "env": {"PORT": "${port}"})").empty());
  CHECK(mistakes_of_live(R"("command": ["./web"], "port": 80)").empty());
  CHECK_FALSE(mistakes_of_live(R"("command": ["./web", "$${port}"])").empty());
}

TEST_CASE("a placeholder means something only where there is something to put",
          "[unit][scenario][own]") {
  CHECK(mistakes_of_commands(R"("web.deploy": {"run": ["x", "${version}", "${scratch}",
                                                       "${web.url}", "${mock.urls}"]})")
            .empty());
  CHECK(says(mistakes_of_commands(R"("web.deploy": {"run": ["x", "${port}"]})"),
             "there is no ${port} here"));
  CHECK(says(mistakes_of_commands(R"("clean_up": {"run": ["x", "${version}"]})"),
             "there is no ${version} here"));
  CHECK(says(mistakes_of_commands(R"("clean_up": {"run": ["x", "${web.prot}"]})"),
             "there is no ${web.prot} here"));
  CHECK(says(mistakes_of_commands(R"("clean_up": {"run": ["x", "${moc.url}"]})"),
             "did you mean \"mock\"?"));
}

TEST_CASE("all mistakes of commands are told at once", "[unit][scenario][own]") {
  const std::string text = mistakes_of_commands(
      R"("web.undo": {"run": ["x"]}, "mock.deploy": {"run": ["x"]}, "deploy": {"run": ["x"]},
         "web.deploy": {"run": [], "timeout": "2d"}, "web.restart": {"runs": ["x"]})");

  CHECK(says(text, "unknown key \"web.undo\" in \"commands\""));
  CHECK(says(text, "unknown key \"deploy\" in \"commands\""));
  CHECK(says(text, "there is no \"live\" in the service \"mock\""));
  CHECK(says(text, "\"run\" is empty"));
  CHECK(says(text, "\"timeout\" must be 1ms to 1d"));
  CHECK(says(text, "did you mean \"run\"?"));
}

}  // namespace firedrill::tests
