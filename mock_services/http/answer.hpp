#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "harness/core/time.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::http {

/// The connection is closed without an answer.
struct Drop {};

/// The connection is reset (TCP RST) without an answer.
struct Reset {};

/// There is never an answer; the connection stays until the client leaves.
struct Hang {};

/// A reply that sends the beginning of its body, has promised more, and closes. One without a body
/// ends within its head.
struct Truncate {
  Reply reply;
  std::size_t body_bytes = 0;                ///< that are sent, if there are so many
  std::optional<std::size_t> promised = {};  ///< at least one more; nullopt: the whole body
};

/// A reply whose body comes in chunks of about one size, evenly over a time.
struct Dribble {
  Reply reply;
  std::size_t chunks = 1;
  Duration over{};
};

/// These bytes, whatever they are, then the connection closes: garbage, a chunk with a wrong size.
struct Raw {
  std::string bytes;
};

using Delivery = std::variant<Reply, Drop, Reset, Hang, Truncate, Dribble, Raw>;

/// What happens to a request, and how long after it has arrived (a wire duration, never scaled).
struct Answer {
  // NOLINTBEGIN(*-explicit-constructor,*-reference-overload): any Delivery is an answer.
  template <class T>

  requires std::constructible_from<Delivery, T> Answer(T&& what)
      : delivery(std::forward<T>(what)) {}

  // NOLINTEND(*-explicit-constructor,*-reference-overload)

  Delivery delivery;
  Duration delay{};
};

/// Answers one request, once, now or later, from the thread that runs the io_context. Move-only;
/// if it goes without having been called, the connection is closed. It may outlive the connection
/// and the server: then calling it does nothing.
class Responder {
 public:
  using Gone = std::function<void()>;

  /// `watch` carries out when_gone(); without it nobody is ever seen to go.
  explicit Responder(std::function<void(Answer)> deliver, std::function<void(Gone)> watch = {})
      : deliver_(std::move(deliver)),
        watch_(std::move(watch)) {}

  Responder(Responder&& other) noexcept
      : deliver_(std::exchange(other.deliver_, nullptr)),
        watch_(std::exchange(other.watch_, nullptr)) {}

  Responder& operator=(Responder&& other) noexcept {
    std::swap(deliver_, other.deliver_);
    std::swap(watch_, other.watch_);
    return *this;
  }

  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;

  ~Responder() {
    if (deliver_) {
      (*this)(Drop{});
    }
  }

  /// Calls `gone`, once and never from inside, if the client closes its connection, or its sending
  /// half of it, before it is answered. A client that has sent its next request already is not
  /// watched. `gone` is let go of when the request is answered.
  void when_gone(Gone gone) {
    if (watch_) {
      watch_(std::move(gone));
    }
  }

  void operator()(Answer answer) {
    if (auto deliver = std::exchange(deliver_, nullptr)) {
      deliver(std::move(answer));
    }
  }

 private:
  std::function<void(Answer)> deliver_;
  std::function<void(Gone)> watch_;
};

using Handler = std::function<void(Request, Responder)>;

}  // namespace firedrill::http
