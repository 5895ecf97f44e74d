// Whether a mock sees that it did not get its turns, by stalling its io_context.
#include "mock_services/service/late_turns.hpp"

#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

constexpr auto stall = 400ms;

/// Runs until the file has a late turn, or for three looks.
std::vector<mock::LateTurn> noted(boost::asio::io_context& io, const std::string& file) {
  const auto end = std::chrono::steady_clock::now() + 350ms;
  while (mock::read_late_turns(file).empty() && std::chrono::steady_clock::now() < end) {
    io.run_one_for(10ms);
  }
  return mock::read_late_turns(file);
}

}  // namespace

TEST_CASE("a process that got no turn notes when it was due and when it came", "[live]") {
  const tests::TemporaryFolder folder;
  const std::string file = folder / "api-0.1.late";
  boost::asio::io_context io(1);
  const mock::LateTurns turns(io, file);

  std::this_thread::sleep_for(stall);  // nobody runs the io_context

  const auto late = noted(io, file);
  REQUIRE(late.size() == 1);
  CHECK(late.front().came - late.front().due > mock::honest_lateness);
  CHECK(late.front().came <= std::chrono::steady_clock::now().time_since_epoch());
}

TEST_CASE("a process notes what it found last when it ends", "[live]") {
  const tests::TemporaryFolder folder;
  const std::string file = folder / "api-0.1.late";
  boost::asio::io_context io(1);
  {
    const mock::LateTurns turns(io, file);
    std::this_thread::sleep_for(stall);
    io.run_one();
    REQUIRE(mock::read_late_turns(file).empty());
  }

  CHECK(mock::read_late_turns(file).size() == 1);
}

TEST_CASE("a process that was stopped was not late", "[live]") {
  const tests::TemporaryFolder folder;
  const std::string file = folder / "api-0.1.late";
  boost::asio::io_context io(1);
  const mock::LateTurns turns(io, file);

  std::this_thread::sleep_for(stall);
  REQUIRE(std::raise(SIGCONT) == 0);

  CHECK(noted(io, file).empty());
}

TEST_CASE("a process without a file does not look", "[live]") {
  boost::asio::io_context io(1);

  const mock::LateTurns turns(io, "");

  CHECK(io.run() == 0);
}
