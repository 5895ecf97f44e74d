#include "mock_services/proxy/waits.hpp"

#include <boost/asio/post.hpp>

#include "mock_services/proxy/link.hpp"

namespace firedrill::proxy {
namespace {

/// Waits, where fewer than the least have come together. A trial of both costs two calls, so the
/// rarer the better; a proxy that gets busy has as many within milliseconds.
constexpr int most_at_once = 256;

}  // namespace

void Waits::add(const std::shared_ptr<Link>& link, Direction direction) {
  if (at_once_ > 0) {
    --at_once_;
    link->await_data(direction);
    return;
  }
  if (late_.empty() && early_.empty()) {
    begin_later(link);
  }
  late_.push_back({link, direction});
}

/// The link keeps the hub, and with it this, alive until then.
void Waits::begin_later(const std::shared_ptr<Link>& link) {
  boost::asio::post(link->executor(), [this, link] { begin(); });
}

void Waits::begin() {
  if (early_.size() + late_.size() < least_together_) {
    at_once_ = most_at_once;
  }
  for (const Wait& wait : early_) {
    if (const std::shared_ptr<Link> link = wait.link.lock()) {
      link->await_data(wait.direction);
    }
  }
  early_.clear();
  early_.swap(late_);
  for (const Wait& wait : early_) {
    if (const std::shared_ptr<Link> link = wait.link.lock()) {
      begin_later(link);
      return;
    }
  }
  early_.clear();
}

}  // namespace firedrill::proxy
