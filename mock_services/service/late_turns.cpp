#include "mock_services/service/late_turns.hpp"

#include <csignal>
#include <fstream>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace firedrill::mock {
namespace {

constexpr Duration period = std::chrono::milliseconds{100};

}  // namespace

LateTurns::LateTurns(boost::asio::io_context& context, std::string path)
    : path_(std::move(path)),
      timer_(context),
      continued_(context) {
  if (!path_.empty()) {
    continued_.add(SIGCONT);
    await_continue();
    await();
  }
}

LateTurns::~LateTurns() {
  note();
}

void LateTurns::await_continue() {
  continued_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) {
      was_stopped_ = true;
      found_.reset();
      await_continue();
    }
  });
}

void LateTurns::await() {
  timer_.expires_after(period);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) {
      look();
      await();
    }
  });
}

void LateTurns::look() {
  const Duration now = std::chrono::steady_clock::now().time_since_epoch();
  const Duration due = timer_.expiry().time_since_epoch();
  note();
  if (!std::exchange(was_stopped_, false) && now - due > honest_lateness) {
    found_ = LateTurn{.due = due, .came = now};
  }
}

void LateTurns::note() {
  if (found_) {
    std::ofstream(path_, std::ios::app)
        << fmt::format("{} {}\n", found_->due.count(), found_->came.count());
    found_.reset();
  }
}

}  // namespace firedrill::mock
