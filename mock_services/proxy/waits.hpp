#pragma once

#include <memory>
#include <vector>

namespace firedrill::proxy {

class Link;
enum class Direction;

/// Flows that are about to wait for data. Asio begins a wait by a read, which is in vain as long as
/// the peer has its answer to hear first, and a system call is a good part of what a request costs.
/// So waits begin two turns of the event loop later: by then, on a busy proxy, the answer has
/// passed and the read brings the next request. Where few flows take part they begin at once, as
/// the turns themselves cost a call each.
class Waits {
 public:
  /// Link::await_data() follows, now or then, as long as the link exists.
  void add(const std::shared_ptr<Link>& link, Direction direction);

 private:
  struct Wait {
    std::weak_ptr<Link> link;
    Direction direction;
  };

  void begin_later(const std::shared_ptr<Link>& link);
  void begin(const std::shared_ptr<Link>& link);

  std::vector<Wait> late_;   ///< of this turn
  std::vector<Wait> early_;  ///< of the one before: they begin next
  int at_once_ = 0;          ///< so many more begin when they are added
};

}  // namespace firedrill::proxy
