#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace firedrill::proxy {

class Link;
enum class Direction;

/// Flows that are about to wait for data. Asio begins a wait by a read, which is in vain as long as
/// the peer has its answer to hear first, and a system call is a good part of what a request costs.
/// So waits begin two turns of the event loop later: by then, on a busy proxy, the answer has
/// passed and the read brings the next request. The price is that data which comes in between is
/// seen up to two turns later, and that the turns themselves cost a call each: where few flows wait
/// within two turns, they begin at once.
class Waits {
 public:
  /// 1: none begins at once.
  explicit Waits(std::size_t least_together) : least_together_(least_together) {}

  /// Link::await_data() follows, now or two turns later, if the link is still there.
  void add(const std::shared_ptr<Link>& link, Direction direction);

 private:
  struct Wait {
    std::weak_ptr<Link> link;
    Direction direction;
  };

  void begin_later(const std::shared_ptr<Link>& link);
  void begin();

  std::size_t least_together_;
  std::vector<Wait> late_ = {};   ///< of this turn
  std::vector<Wait> early_ = {};  ///< of the one before: they begin next
  int at_once_ = 0;               ///< so many more begin when they are added
};

}  // namespace firedrill::proxy
