// Programs of the user's own in the fleet, and changes of them by their commands, with real
// processes: Python's web server on a folder, whose file "version" the commands write.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/live/own_changes.hpp"
#include "mock_services/http/server.hpp"
#include "tests/live/supervised.hpp"
#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;
using namespace firedrill;
using namespace firedrill::test;

namespace {

constexpr const char* web_server =
    R"("command": ["python3", "-m", "http.server", "${port}", "--bind", "127.0.0.1",
                   "--directory", "${scratch}"],
       "ready": {"http": "/version"}, "version": {"http": "/version", "within": "300ms"})";

Scenario of_shop(const std::string& live,
                 const std::string& commands = "{}",
                 const std::string& startup = "10s") {
  return tests::loaded(
      {.services = fmt::format(R"({{"web": {{"version": "1", "versions": {{"1": {{}}, "2": {{}}}},
                                             "startup": "{}", "live": {{{}}}}}}})",
                               startup,
                               live),
       .more = "\"commands\": " + commands});
}

/// A deploy by a shell script, which gets the version as $1 and the scratch folder as $2.
std::string deployed_by(const std::string& script) {
  return fmt::format(
      R"({{"web.deploy":
           {{"run": ["/bin/sh", "-c", "{}", "sh", "${{version}}", "${{scratch}}"]}}}})",
      script);
}

struct Shop {
  explicit Shop(Scenario chosen) : scenario(std::move(chosen)) {
    std::filesystem::create_directories(scratch);
    write("version", "1\n");
    write("metrics", "up_since 1\n");
    fleet.on_trouble([this](const std::string& what) { trouble = what; });
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(scratch / name) << text;
  }

  OperationResult awaited(const std::function<void(Completion)>& ask) {
    std::optional<OperationResult> result;
    ask([&](const OperationResult& heard) { result = heard; });
    CHECK_FALSE(result.has_value());  // never from inside the call

    REQUIRE(run.wait_until([&] { return result.has_value(); }));
    return *result;
  }

  OperationResult started() {
    return awaited([this](const Completion& done) { fleet.start(done); });
  }

  OperationResult checked() {
    return awaited([this](const Completion& done) { own.check_start(done); });
  }

  OperationResult installed(const std::string& version,
                            InstallPurpose purpose = InstallPurpose::deploy) {
    const Install install{.replicas = {"web", 0, 1}, .version = version, .purpose = purpose};
    return awaited([&](const Completion& done) { own.install(install, EventId{7}, done); });
  }

  const live::FleetMember& member() const { return fleet.members().front(); }

  Supervised run;
  Scenario scenario;
  std::filesystem::path scratch = run.supervisor->folder() / "scratch";
  live::KeyBoard keys{scenario};
  live::FleetPlan plan{
      .scenario = scenario,
      .seed = Seed{1},
      .program = "/no/mocks/here",
      .folder = run.supervisor->folder(),
      .logs = run.supervisor->folder(),
      .keys = keys,
      .places = {.folder = run.supervisor->folder(),
                 .scratch = scratch,
                 .addresses = [this](std::string_view name, std::string_view caller) {
                   return fleet.addresses_of(name, caller);
                 }}};
  live::Fleet fleet{plan, run.scheduler, run.processes};
  live::OwnChanges own{plan, run.scheduler, run.processes, fleet};
  std::string trouble;
};

}  // namespace

TEST_CASE("a program of the user's own is started and found as it should be", "[live][own]") {
  Shop shop{of_shop(web_server)};

  CHECK(shop.started().outcome == Outcome::ok);
  CHECK(shop.member().up);
  CHECK(shop.fleet.starts().count() == 1);
  CHECK(shop.fleet.starts().worst() > 0s);
  CHECK(shop.checked().outcome == Outcome::ok);
  CHECK(shop.own.concerns("web"));
  CHECK_FALSE(shop.own.concerns("nobody"));
  CHECK(shop.fleet.addresses_of("web", "") ==
        std::vector<std::string>{fmt::format("127.0.0.1:{}", shop.member().origin().port)});
}

TEST_CASE("what runs already is ready without a start", "[live][own]") {
  Shop first{of_shop(web_server)};
  REQUIRE(first.started().outcome == Outcome::ok);
  Shop shop{of_shop("\"attach\": \"http://" + first.fleet.addresses_of("web", "").front() + "\"")};

  CHECK(shop.started().outcome == Outcome::ok);
  CHECK(shop.fleet.starts().count() == 0);
}

TEST_CASE("a program that is another version at the start is told", "[live][own]") {
  Shop shop{of_shop(web_server)};
  shop.write("version", "7");

  REQUIRE(shop.started().outcome == Outcome::ok);
  const OperationResult result = shop.checked();

  CHECK(result.outcome == Outcome::failed);
  CHECK(result.detail == "web-0: version 7 answers, not 1");
}

TEST_CASE("metrics that cannot be read are told with the place", "[live][own]") {
  Shop shop{of_shop(web_server)};
  shop.write("metrics", "fine 1\n<html>\n");

  REQUIRE(shop.started().outcome == Outcome::ok);
  const OperationResult result = shop.checked();

  CHECK(result.outcome == Outcome::failed);
  CHECK(result.detail.find("web-0: its metrics at /metrics cannot be read: line 2") == 0);
}

TEST_CASE("a deploy by a command counts when the new version answers", "[live][own]") {
  Shop shop{of_shop(web_server, deployed_by("echo $1 > $2/version; echo done"))};
  REQUIRE(shop.started().outcome == Outcome::ok);

  const OperationResult result = shop.installed("2");

  CHECK(result.outcome == Outcome::ok);
  CHECK(result.output == "done");
  CHECK(shop.member().version == "2");
  CHECK(shop.member().version_cause == EventId{7});
}

TEST_CASE("a deploy after which the old version answers had no effect", "[live][own]") {
  Shop shop{of_shop(web_server, deployed_by("true"))};
  REQUIRE(shop.started().outcome == Outcome::ok);

  const OperationResult result = shop.installed("2");

  CHECK(result.outcome == Outcome::no_effect);
  CHECK(result.detail == "version 1 still answers");
  CHECK(shop.member().version == "1");
  CHECK(shop.member().version_cause == EventId::none);
}

TEST_CASE("a deploy after which anything else answers has failed", "[live][own]") {
  Shop shop{of_shop(web_server, deployed_by("echo 9 > $2/version"))};
  REQUIRE(shop.started().outcome == Outcome::ok);

  const OperationResult result = shop.installed("2");

  CHECK(result.outcome == Outcome::failed);
  CHECK(result.detail == "version 9 answers, not 2");
}

TEST_CASE("a deploy that its command turns down is refused", "[live][own]") {
  Shop shop{of_shop(web_server, deployed_by("echo locked; exit 3"))};
  REQUIRE(shop.started().outcome == Outcome::ok);

  const OperationResult result = shop.installed("2");

  CHECK(result.outcome == Outcome::refused);
  CHECK(result.detail == "/bin/sh exited with 3");
  CHECK(result.output == "locked");
}

TEST_CASE("a new version may take a while to answer", "[live][own]") {
  Shop shop{of_shop(web_server, deployed_by("(sleep 0.1; echo $1 > $2/version) &"))};
  REQUIRE(shop.started().outcome == Outcome::ok);

  CHECK(shop.installed("2").outcome == Outcome::ok);
}

TEST_CASE("without a command the fleet changes the version, one process after the other",
          "[live][own]") {
  std::string live = web_server;
  live.replace(live.find("${scratch}"), std::string("${scratch}").size(), "${scratch}/${version}");
  Shop shop{of_shop(live)};
  for (const std::string version : {"1", "2"}) {
    std::filesystem::create_directory(shop.scratch / version);
    shop.write(version + "/version", version);
  }
  REQUIRE(shop.started().outcome == Outcome::ok);
  const unsigned life = shop.member().life;

  const OperationResult result = shop.installed("2");

  CHECK(result.outcome == Outcome::ok);
  CHECK(shop.member().up);
  CHECK(shop.member().life > life);
}

TEST_CASE("a program that is killed is down until it is started again", "[live][own]") {
  Shop shop{of_shop(web_server)};
  std::vector<bool> changes;
  shop.fleet.on_replica([&](const ReplicaChange& change) { changes.push_back(change.up); });
  REQUIRE(shop.started().outcome == Outcome::ok);

  shop.fleet.kill(0, EventId{3});
  CHECK_FALSE(shop.member().up);
  CHECK(shop.member().down_cause == EventId{3});
  shop.fleet.start_again(0, 50ms);

  REQUIRE(shop.run.wait_until([&] { return changes.size() == 2; }));
  CHECK(changes == std::vector<bool>{false, true});
}

TEST_CASE("how much longer than its startup a program takes is told with its start",
          "[live][own]") {
  for (const auto& [startup, is_over] : {std::pair{"1ms", true}, std::pair{"10s", false}}) {
    Shop shop{of_shop(web_server, "{}", startup)};
    std::optional<Duration> overrun;
    shop.fleet.on_replica([&](const ReplicaChange& change) {
      overrun = change.up ? std::optional(change.overrun) : overrun;
    });
    REQUIRE(shop.started().outcome == Outcome::ok);

    shop.own.restart({.replicas = {"web", 0, 1}}, EventId{5}, [](const OperationResult&) {});

    REQUIRE(shop.run.wait_until([&] { return overrun.has_value(); }));
    CHECK((*overrun > 0s) == is_over);
  }
}

TEST_CASE("a restart waits until the process before has let go of the port", "[live][own]") {
  Shop shop{of_shop(web_server)};
  REQUIRE(shop.started().outcome == Outcome::ok);
  const std::uint16_t port = shop.member().origin().port;

  const OperationResult result = shop.awaited([&](const Completion& done) {
    shop.own.restart({.replicas = {"web", 0, 1}}, EventId{5}, done);
  });

  CHECK(result.outcome == Outcome::ok);
  CHECK(shop.member().up);
  CHECK(shop.member().origin().port == port);
}

TEST_CASE("a program that is not there is firedrill's trouble", "[live][own]") {
  Shop shop{of_shop(R"("command": ["./no-such-server", "${port}"])")};

  CHECK(shop.started().outcome == Outcome::failed);
  CHECK(shop.trouble.find("web-0: cannot run '") == 0);
  CHECK(shop.trouble.find("No such file or directory") != std::string::npos);
}

TEST_CASE("a port that another has is firedrill's trouble", "[live][own]") {
  live::Scheduler other;
  const Result<http::Server> taken = http::Server::start(other.io(), {}, {});
  Shop shop{of_shop(fmt::format(R"("command": ["true"], "port": {})", taken->port()))};

  CHECK(shop.started().outcome == Outcome::failed);
  CHECK(shop.trouble ==
        fmt::format("port {} of 127.0.0.1 cannot be had: Address already in use", taken->port()));
}

TEST_CASE("a program that does not get ready is told with the reason", "[live][own]") {
  Shop shop{of_shop(R"("command": ["/bin/sh", "-c", "sleep 1000", "${port}"],
                       "ready": {"http": "/up", "within": "100ms"})")};

  const OperationResult result = shop.started();

  CHECK(result.outcome == Outcome::failed);
  CHECK(result.detail.find("web-0: it did not get ready in time: GET /up") == 0);
  CHECK(shop.trouble.empty());
}

TEST_CASE("a program that ends by itself never gets ready", "[live][own]") {
  Shop shop{of_shop(R"("command": ["/bin/sh", "-c", "exit 3", "${port}"])")};

  CHECK(shop.started().detail == "web-0: it exited with 3");
}

TEST_CASE("what runs already is met where it is", "[live][own]") {
  live::Scheduler other;
  const Result<http::Server> there = http::Server::start(other.io(), {}, {});
  Shop shop{of_shop(fmt::format(R"("attach": "http://127.0.0.1:{}")", there->port()))};

  CHECK(shop.started().outcome == Outcome::ok);
  CHECK(shop.member().origin().port == there->port());
  CHECK(shop.run.processes.size() == 0);
}

TEST_CASE("commands that are not there are found before anything runs", "[live][own]") {
  CHECK(Shop{of_shop(web_server, R"({"web.rollback": {"run": ["/bin/true"]}})")}
            .own.missing_command()
            .empty());
  CHECK(Shop{of_shop(web_server, R"({"web.rollback": {"run": ["/no/script"]}})")}
            .own.missing_command() ==
        "web.rollback: cannot run '/no/script': No such file or directory");
  CHECK(Shop{of_shop(web_server, R"({"clean_up": {"run": ["/no/script"]}})")}
            .own.missing_command()
            .find("clean_up: ") == 0);
}

TEST_CASE("the clean-up runs, and its failure is told", "[live][own]") {
  const auto problem = [](const std::string& commands) {
    Shop shop{of_shop(web_server, commands)};
    std::optional<std::string> heard;
    shop.own.clean_up([&](const std::string& what) { heard = what; });
    REQUIRE(shop.run.wait_until([&] { return heard.has_value(); }));
    return *heard;
  };

  CHECK(problem("{}").empty());
  CHECK(problem(R"({"clean_up": {"run": ["/bin/true"]}})").empty());
  CHECK(problem(R"({"clean_up": {"run": ["/bin/sh", "-c", "echo no; exit 2"]}})") ==
        "clean_up: /bin/sh exited with 2: no; what it takes back may still be there");
}

TEST_CASE("at the end the programs are asked to go", "[live][own]") {
  Shop shop{of_shop(web_server)};
  REQUIRE(shop.started().outcome == Outcome::ok);
  bool gone = false;

  shop.fleet.stop();
  shop.fleet.end_own_programs([&] { gone = true; });

  REQUIRE(shop.run.wait_until([&] { return gone; }));
  CHECK(shop.run.processes.size() == 0);
}
