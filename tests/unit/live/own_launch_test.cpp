#include "harness/live/own_launch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

// What a command of the user's own becomes before it runs, and what is kept of its output.

using namespace firedrill;
using namespace firedrill::live;
using firedrill::tests::TemporaryFolder;

namespace {

OwnPlaces places() {
  return {.folder = "/scenarios",
          .scratch = "/tmp/run/scratch",
          .addresses = [](std::string_view service, std::string_view caller) {
            if (service != "stock") {
              return std::vector<std::string>{};
            }
            return caller == "shop" ? std::vector<std::string>{"127.0.0.1:7"}
                                    : std::vector<std::string>{"127.0.0.1:1", "127.0.0.1:2"};
          }};
}

std::size_t count_of(const ProcessSpec& spec, const std::string& variable) {
  return static_cast<std::size_t>(
      std::count(spec.environment.begin(), spec.environment.end(), variable));
}

std::string last_lines_of(const std::string& text, std::uintmax_t from = 0) {
  const TemporaryFolder folder;
  const std::filesystem::path file = std::filesystem::path(folder.path()) / "out.log";
  std::ofstream(file, std::ios::binary) << text;
  return last_lines(file, from);
}

}  // namespace

TEST_CASE("a command is told ports, versions, folders and addresses", "[unit][live][own]") {
  const ProcessSpec spec = fill_in(
      {.arguments = {"serve", "${port}", "${version}", "${scratch}/x", "$HOME", "${stock.urls}"},
       .environment = {{"STOCK", "${stock.url}"}}},
      places(),
      {.port = 8080, .version = "1.5.0"});

  CHECK(spec.arguments == std::vector<std::string>{"serve",
                                                   "8080",
                                                   "1.5.0",
                                                   "/tmp/run/scratch/x",
                                                   "$HOME",
                                                   "http://127.0.0.1:1,http://127.0.0.1:2"});
  CHECK(count_of(spec, "STOCK=http://127.0.0.1:1") == 1);
}

TEST_CASE("a place of a service is what its caller needs of it", "[unit][live][own]") {
  const auto told = [](const std::string& text, const std::string& caller) {
    return fill_in({.arguments = {"x", text}}, places(), {.caller = caller}).arguments.back();
  };

  CHECK(told("postgres://a:b@${stock.address}/orders", "") == "postgres://a:b@127.0.0.1:1/orders");
  CHECK(told("${stock.host} ${stock.port} ${stock.url}", "") == "127.0.0.1 1 http://127.0.0.1:1");
  CHECK(told("${stock.addresses}", "") == "127.0.0.1:1,127.0.0.1:2");
  CHECK(told("${stock.addresses}", "shop") == "127.0.0.1:7");
}

TEST_CASE("a program is told what it logs in as", "[unit][live][own]") {
  const ProcessSpec spec = fill_in({.arguments = {"serve", "${identity.client_id}"},
                                    .environment = {{"SECRET", "${identity.client_secret}"}}},
                                   places(),
                                   {.client_id = "shop", .client_secret = "a}$b"});

  CHECK(spec.arguments.back() == "shop");
  CHECK(count_of(spec, "SECRET=a}$b") == 1);
}

TEST_CASE("what is put into a command is not read again", "[unit][live][own]") {
  const ProcessSpec spec =
      fill_in({.arguments = {"x", "${version}"}}, places(), {.version = "${port}; rm -rf $HOME"});

  CHECK(spec.arguments.back() == "${port}; rm -rf $HOME");
}

TEST_CASE("a program with a slash is looked for from the scenario's folder", "[unit][live][own]") {
  const auto program = [](std::string name, std::string folder) {
    return fill_in({.arguments = {std::move(name)}, .folder = std::move(folder)}, places(), {});
  };

  CHECK(program("./tools/deploy.sh", "elsewhere").arguments.front() ==
        "/scenarios/tools/deploy.sh");
  CHECK(program("/usr/bin/true", "").arguments.front() == "/usr/bin/true");
  CHECK(program("kubectl", "").arguments.front() == "kubectl");
  CHECK(program("x", "elsewhere").folder == "/scenarios/elsewhere");
}

TEST_CASE("a command's variables replace those of firedrill", "[unit][live][own]") {
  const ProcessSpec spec =
      fill_in({.arguments = {"x"}, .environment = {{"PATH", "/own"}}}, places(), {});

  CHECK(count_of(spec, "PATH=/own") == 1);
  CHECK(std::count_if(spec.environment.begin(), spec.environment.end(), [](const auto& variable) {
          return variable.starts_with("PATH=");
        }) == 1);
}

TEST_CASE("a command that is not there is found out before it runs", "[unit][live][own]") {
  const TemporaryFolder folder;
  std::ofstream(std::filesystem::path(folder.path()) / "plain.txt") << "no program";
  OwnPlaces here = places();
  here.folder = folder.path();
  const auto obstacle = [&](const OwnCommand& command) {
    return obstacle_to(fill_in(command, here, {}));
  };

  CHECK(obstacle({.arguments = {"sh"}}).empty());
  CHECK(obstacle({.arguments = {"/bin/sh"}}).empty());
  CHECK(obstacle({.arguments = {"no-such-program"}}) ==
        "cannot run 'no-such-program': No such file or directory");
  CHECK(obstacle({.arguments = {"./missing"}}).find("No such file") != std::string::npos);
  CHECK(obstacle({.arguments = {"./plain.txt"}}).find("Permission denied") != std::string::npos);
  CHECK(obstacle({.arguments = {"sh"}, .folder = "nowhere"}).find("no folder") !=
        std::string::npos);
}

TEST_CASE("of a command's output the last five lines are kept", "[unit][live][own]") {
  CHECK(last_lines_of("1\n2\n3\n\n4\n5\n6\n7") == "3\n4\n5\n6\n7");
  CHECK(last_lines_of("") == "");
  CHECK(last_lines_of("before\nafter\n", 7) == "after");
  CHECK(last_lines("/nowhere/at/all.log", 0) == "");
}

TEST_CASE("output cannot steer a terminal or fill the timeline", "[unit][live][own]") {
  CHECK(last_lines_of("\x1b[31mred\x1b[0m\r\n\a\tx\n") == "red\n x");
  CHECK(last_lines_of("a\xff"
                      "b") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(last_lines_of(std::string(100'000, 'x')) == std::string(200, 'x') + "...");
}

TEST_CASE("a command may run in the run's own folder", "[unit][live][own]") {
  const ProcessSpec spec =
      fill_in({.arguments = {"x"}, .folder = "${scratch}/releases"}, places(), {});

  CHECK(spec.folder == "/tmp/run/scratch/releases");
}
