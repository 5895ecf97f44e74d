// How a mock's next process takes over from the one before it, and what happens if it cannot.
#include "harness/live/fleet.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "tests/live/supervised.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// As the processes read it.
constexpr const char* upgrade_text = R"({
  "firedrill": 1, "name": "upgrade",
  "services": {"shop": {"version": "1", "versions": {"1": {}, "2": {}}}},
  "traffic": [{"name": "users", "to": "shop", "rate": "1/s"}],
  "script": [], "targets": {"pages": {"at_most": 0}}})";

/// One replica, whose processes do first what a script says: $order is the file that says what it
/// is, in `folder`.
struct UpgradedShop {
  explicit UpgradedShop(const std::string& script) {
    const std::string program = files / "program.sh";
    std::ofstream(program) << "#!/bin/sh\norder=$4\nfolder=" << files.path() << "\n"
                           << script << "\nexec " << FIREDRILL_PROGRAM << " \"$@\"\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    std::ofstream(run.supervisor->folder() / "scenario.json") << upgrade_text;
    Service& service = scenario.services.emplace_back();
    service.name = "shop";
    service.version = "1";
    service.versions.resize(2);
    service.versions.front().name = "1";
    service.versions.back().name = "2";
    keys.emplace(scenario);
    plan.emplace(live::FleetPlan{.scenario = scenario,
                                 .seed = Seed{1},
                                 .program = program,
                                 .folder = run.supervisor->folder(),
                                 .logs = run.supervisor->folder(),
                                 .keys = *keys,
                                 .longest_start = 2s * tests::slower});
    fleet.emplace(*plan, run.scheduler, run.processes);
    std::optional<OperationResult> started;
    fleet->start([&](const OperationResult& result) { started = result; });
    REQUIRE(run.wait_until([&] { return started.has_value(); }));
    REQUIRE(started->outcome == Outcome::ok);
  }

  /// Begins to put a version in place; its result comes later.
  void install(const std::string& version, std::optional<OperationResult>& result) {
    fleet->install({.replicas = {.service = "shop", .count = 1},
                    .version = version,
                    .activation = Activation::now},
                   EventId{7},
                   [&result](const OperationResult& told) { result = told; });
  }

  Outcome outcome_of(const std::string& version) {
    std::optional<OperationResult> result;
    install(version, result);
    REQUIRE(run.wait_until([&] { return result.has_value(); }));
    return result->outcome;
  }

  /// The version that answers clients now; "": none does.
  std::string answering() {
    std::optional<std::string> version;
    client.send(shop().origin(), http::request_to("GET", "/"), 2s, [&](const http::Exchange& one) {
      const std::string* header = one.reply.headers.find("x-firedrill-version");
      version = header == nullptr ? "" : *header;
    });
    REQUIRE(run.wait_until([&] { return version.has_value(); }));
    return *version;
  }

  /// Whether that version answers, now or soon: until it has left, its predecessor may.
  bool answers_soon(const std::string& version) {
    constexpr int most_tries = 200;
    int tries = 0;
    while (answering() != version && ++tries < most_tries) {
    }
    return tries < most_tries;
  }

  const live::FleetMember& shop() const { return fleet->members().front(); }

  tests::TemporaryFolder files;
  Scenario scenario;
  test::Supervised run;
  http::Client client{run.scheduler.io(), {.idle_connections = 0}};
  std::optional<live::KeyBoard> keys;
  std::optional<live::FleetPlan> plan;
  std::optional<live::Fleet> fleet;
};

}  // namespace

TEST_CASE(
    "who is rolled back before its upgrade is ready waits for the new process, not for the "
    "old one of the same version",
    "[live][fleet]") {
  UpgradedShop shop(R"(case $order in
    *.2.json) sleep 60;;
    *.3.json) sleep 0.2; touch $folder/third;;
  esac)");
  std::optional<OperationResult> upgraded;
  std::optional<OperationResult> rolled_back;
  shop.install("2", upgraded);
  shop.install("1", rolled_back);

  REQUIRE(shop.run.wait_until([&] { return rolled_back.has_value(); }));

  CHECK(rolled_back->outcome == Outcome::ok);
  CHECK(std::filesystem::exists(shop.files / "third"));
  CHECK(shop.shop().lives == 3);
  CHECK(shop.answering() == "1");
}

TEST_CASE("an upgrade whose process crashes leaves the one before it in its place",
          "[live][fleet]") {
  UpgradedShop shop("case $order in *.2.json) exit 3;; esac");

  CHECK(shop.outcome_of("2") == Outcome::failed);

  CHECK(shop.shop().version == "1");
  CHECK(shop.shop().up);
  CHECK(shop.answering() == "1");
  shop.fleet->kill(0, EventId{8});  // the one that is there again
  CHECK(shop.answering().empty());
}

TEST_CASE("an upgrade whose process hangs leaves the one before it in its place, and is killed",
          "[live][fleet]") {
  UpgradedShop shop("case $order in *.2.json) echo $$ >$folder/pid; exec sleep 60;; esac");

  CHECK(shop.outcome_of("2") == Outcome::failed);

  CHECK(shop.shop().version == "1");
  CHECK(shop.answering() == "1");
  const int pid = std::stoi(test::contents_of(shop.files / "pid"));
  CHECK(shop.run.wait_until([&] { return test::state_of(pid) == 0; }));
}

TEST_CASE("a fleet counts how often a replica was stopped and told to go on", "[live][fleet]") {
  UpgradedShop shop("");

  shop.fleet->hang(0, EventId{7});
  CHECK(shop.fleet->members().front().stops == 1);
  shop.fleet->go_on(0);
  CHECK(shop.fleet->members().front().stops == 2);

  CHECK(shop.answering() == "1");
}

TEST_CASE("an upgrade that fails can be tried again", "[live][fleet]") {
  UpgradedShop shop("if test -e $folder/broken; then rm $folder/broken; exit 3; fi");
  std::ofstream(shop.files / "broken") << "yes";
  REQUIRE(shop.outcome_of("2") == Outcome::failed);

  CHECK(shop.outcome_of("1") == Outcome::ok);
  CHECK(shop.outcome_of("2") == Outcome::ok);
  CHECK(shop.answers_soon("2"));
}

TEST_CASE("an order that cannot be written is trouble", "[live][fleet]") {
  UpgradedShop shop("");
  std::string trouble;
  shop.fleet->on_trouble([&](const std::string& what) { trouble = what; });
  const std::string order = shop.run.supervisor->folder() / "shop-0.2.json";
  std::filesystem::create_symlink("/dev/full", order);
  std::optional<OperationResult> upgraded;

  shop.install("2", upgraded);

  CHECK(trouble == "cannot write '" + order + "': No space left on device");
}
