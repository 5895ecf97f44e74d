#include "mock_services/proxy/waits.hpp"

#include <cstddef>

#include <boost/asio/post.hpp>

#include "mock_services/proxy/link.hpp"

namespace firedrill::proxy {
namespace {

constexpr std::size_t least_together = 4;
constexpr int most_at_once = 256;  ///< waits, where fewer have come together

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

/// The link keeps the hub, and with it this, alive.
void Waits::begin_later(const std::shared_ptr<Link>& link) {
  boost::asio::post(link->executor(), [this, link] { begin(link); });
}

void Waits::begin(const std::shared_ptr<Link>& link) {
  if (early_.size() + late_.size() < least_together) {
    at_once_ = most_at_once;
  }
  for (const Wait& wait : early_) {
    if (const std::shared_ptr<Link> waits = wait.link.lock()) {
      waits->await_data(wait.direction);
    }
  }
  early_.clear();
  early_.swap(late_);
  if (!early_.empty()) {
    begin_later(link);
  }
}

}  // namespace firedrill::proxy
