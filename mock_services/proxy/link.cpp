#include "mock_services/proxy/link.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "mock_services/proxy/address.hpp"

namespace firedrill::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t most_turns = 16;  ///< of one connection before others have theirs
constexpr Duration most_early = std::chrono::microseconds(500);

Instant now() {
  return Instant(std::chrono::steady_clock::now().time_since_epoch());
}

void prepare(Link::Socket& socket) {
  boost::system::error_code error;
  socket.non_blocking(true, error);
  socket.set_option(tcp::no_delay(true), error);
  socket.set_option(asio::socket_base::keep_alive(true), error);
}

}  // namespace

/// One direction.
struct Link::Flow {
  Flow(Direction way, Socket& source, Socket& target, Hub& hub)
      : direction(way),
        from(source),
        to(target),
        pipe(*hub.pool),
        traffic(hub.traffic.at(static_cast<std::size_t>(way))),
        timer(source.get_executor()) {}

  const Direction direction;
  Socket& from;
  Socket& to;
  Pipe pipe;
  Traffic& traffic;
  asio::steady_timer timer;
  Instant armed = never;
  std::array<char, 1024> first{};  ///< what a wait has brought: an idle connection has no other
  bool awaits_data = false;
  bool is_drained = false;  ///< the last read has brought all there was
  bool awaits_room = false;
  bool looks_again = false;   ///< is pumped in the next turn
  bool has_ended = false;     ///< `from` sends no more
  bool has_finished = false;  ///< and `to` has been told
};

Rng stream_of(const Hub& hub, std::string_view name, std::uint64_t connection) {
  return stream(hub.seed,
                fmt::format("proxy/{}/toxic/{}/connection/{}", hub.proxy, name, connection));
}

Link::Link(Socket client, std::shared_ptr<Hub> hub, std::uint64_t number)
    : hub_(std::move(hub)),
      number_(number),
      client_(std::move(client)),
      server_(client_.get_executor()),
      resolver_(client_.get_executor()) {}

Link::~Link() = default;

void Link::start() {
  hub_->open.emplace(number_, shared_from_this());
  const Result<HostPort> place = split_host_port(hub_->upstream);
  if (!place) {
    close();
    return;
  }
  ErrorCode error;
  const std::string host = place->host.empty() ? "127.0.0.1" : place->host;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (!error) {
    connect({tcp::endpoint(address, place->port)});
    return;
  }
  resolver_.async_resolve(host,
                          std::to_string(place->port),
                          [self = shared_from_this()](const ErrorCode& failure,
                                                      const tcp::resolver::results_type& found) {
                            if (failure) {
                              self->close();
                              return;
                            }
                            std::vector<tcp::endpoint> endpoints;
                            for (const auto& one : found) {
                              endpoints.push_back(one.endpoint());
                            }
                            self->connect(std::move(endpoints));
                          });
}

/// Tries the first, then the others.
void Link::connect(std::vector<tcp::endpoint> endpoints) {
  if (!client_.is_open() || endpoints.empty()) {
    close();
    return;
  }
  const tcp::endpoint first = endpoints.front();
  endpoints.erase(endpoints.begin());
  ErrorCode error;
  server_.close(error);
  server_.async_connect(
      first,
      [self = shared_from_this(), rest = std::move(endpoints)](const ErrorCode& failure) mutable {
        failure ? self->connect(std::move(rest)) : self->connected();
      });
}

void Link::connected() {
  if (!client_.is_open()) {
    close();
    return;
  }
  prepare(client_);
  prepare(server_);
  up_ = std::make_unique<Flow>(Direction::upstream, client_, server_, *hub_);
  down_ = std::make_unique<Flow>(Direction::downstream, server_, client_, *hub_);
  for (const Toxic& toxic : hub_->toxics) {
    begin(toxic);
  }
  pump(*up_);
  pump(*down_);
}

Link::Flow& Link::flow_of(Direction direction) {
  return direction == Direction::upstream ? *up_ : *down_;
}

void Link::begin(const Toxic& toxic) {
  std::optional<double> draw;
  if (!toxic.drawn_as.empty()) {
    draw = stream_of(*hub_, toxic.drawn_as, number_).unit();
  }
  std::function<void()> on_hit;
  if (hub_->on_hit) {
    on_hit = [this, name = toxic.name] { hub_->on_hit(name, number_); };
  }
  Rng random = stream_of(*hub_, toxic.name, number_);
  flow_of(toxic.direction).pipe.add(toxic, random, now(), std::move(on_hit), draw);
}

void Link::add(const Toxic& toxic) {
  if (up_) {
    begin(toxic);
    pump(flow_of(toxic.direction));
  }
}

void Link::change(const Toxic& toxic) {
  if (up_) {
    flow_of(toxic.direction).pipe.change(toxic, now());
    pump(flow_of(toxic.direction));
  }
}

void Link::remove(const Toxic& toxic) {
  if (up_) {
    flow_of(toxic.direction).pipe.remove(toxic.name, now());
    pump(flow_of(toxic.direction));
  }
}

/// Does all that can be done now, and waits for what cannot.
void Link::pump(Flow& flow) {
  for (std::size_t turn = 0; client_.is_open(); ++turn) {
    if (turn == most_turns) {
      pump_later(flow);
      return;
    }
    flow.pipe.advance(now());
    const bool has_written = write(flow);
    const bool has_read = client_.is_open() && read(flow);
    if (!has_written && !has_read) {
      break;
    }
  }
  if (client_.is_open()) {
    await_due(flow);
  }
}

void Link::pump_later(Flow& flow) {
  if (!std::exchange(flow.looks_again, true)) {
    asio::post(client_.get_executor(), [self = shared_from_this(), &flow] {
      flow.looks_again = false;
      self->pump(flow);
    });
  }
}

/// Whether there was something.
bool Link::read(Flow& flow) {
  if (flow.awaits_data || flow.has_ended || !flow.pipe.wants_more()) {
    return false;
  }
  if (std::exchange(flow.is_drained, false)) {
    flow.awaits_data = true;
    hub_->waits.add(shared_from_this(), flow.direction);
    return false;
  }
  const std::span<char> space = flow.pipe.space();
  ErrorCode error;
  const std::size_t count = flow.from.read_some(asio::buffer(space.data(), space.size()), error);
  arrived(flow, space.first(count));
  if (error == asio::error::would_block) {
    await_data(flow.direction);
    return false;
  }
  flow.is_drained = goes_on(flow, error) && count < space.size();
  return client_.is_open();
}

/// They stand where the pipe wants what is read.
void Link::arrived(Flow& flow, std::span<const char> bytes) {
  if (&flow == up_.get() && !bytes.empty()) {
    down_->pipe.asked({bytes.data(), bytes.size()});
  }
  flow.pipe.arrived(bytes.size(), now());
  flow.traffic.received += bytes.size();
}

/// Whether something has left.
bool Link::write(Flow& flow) {
  bool has_written = false;
  while (!flow.awaits_room && flow.pipe.front() != nullptr) {
    switch (flow.pipe.front()->mark) {
      case Mark::data:
        if (!send(flow)) {
          return has_written;
        }
        break;
      case Mark::dropped:  // never comes first
        break;
      case Mark::finish:
        finish(flow);
        break;
      case Mark::close:
        close();
        return true;
      case Mark::reset:
        reset();
        return true;
    }
    if (!client_.is_open()) {
      return true;
    }
    has_written = true;
  }
  return has_written;
}

bool Link::send(Flow& flow) {
  const std::span<const char> bytes = flow.pipe.front_bytes();
  ErrorCode error;
  const std::size_t count = flow.to.write_some(asio::buffer(bytes.data(), bytes.size()), error);
  if (error == asio::error::would_block) {
    await_room(flow);
    return false;
  }
  if (error) {
    close();
    return false;
  }
  flow.traffic.sent += count;
  flow.pipe.sent(count);
  return true;
}

void Link::finish(Flow& flow) {
  flow.pipe.sent(0);
  flow.has_finished = true;
  ErrorCode error;
  flow.to.shutdown(Socket::shutdown_send, error);
  if (up_->has_finished && down_->has_finished) {
    close();
  }
}

/// Reads a little instead of waiting until it can: most messages come whole with that, and an idle
/// connection holds no more.
void Link::await_data(Direction direction) {
  if (!client_.is_open()) {
    return;
  }
  Flow& flow = flow_of(direction);
  flow.awaits_data = true;
  flow.from.async_read_some(
      asio::buffer(flow.first),
      [self = shared_from_this(), &flow](const ErrorCode& error, std::size_t count) {
        flow.awaits_data = false;
        if (self->client_.is_open()) {
          self->goes_on(flow, error ? error : self->take_first(flow, count));
          self->pump(flow);
        }
      });
}

/// Moves what a wait has brought into the pipe, and with it, as one chunk, what has come since. The
/// error is that of reading the latter.
Link::ErrorCode Link::take_first(Flow& flow, std::size_t count) {
  flow.is_drained = count < flow.first.size();
  const std::span<char> space = flow.pipe.space();
  std::copy_n(flow.first.begin(), count, space.begin());
  std::size_t more = 0;
  ErrorCode error;
  if (count == flow.first.size()) {
    const std::span<char> rest = space.subspan(count);
    more = flow.from.read_some(asio::buffer(rest.data(), rest.size()), error);
    flow.is_drained = error == asio::error::would_block || (!error && more < rest.size());
  }
  arrived(flow, space.first(count + more));
  return error == asio::error::would_block ? ErrorCode() : error;
}

/// What an error means for the flow; whether it goes on.
bool Link::goes_on(Flow& flow, const ErrorCode& error) {
  if (error == asio::error::eof) {
    flow.has_ended = true;
    flow.pipe.finished(now());
  } else if (error) {
    close();
  }
  return !error;
}

void Link::await_room(Flow& flow) {
  flow.awaits_room = true;
  flow.to.async_wait(Socket::wait_write, [self = shared_from_this(), &flow](const ErrorCode&) {
    flow.awaits_room = false;
    self->pump(flow);
  });
}

/// A core that sleeps wakes up late, by more than the tolerance of a delay: so the timer rings as
/// early as timers have been late lately, and the rest of the time is spent looking at others.
void Link::await_due(Flow& flow) {
  const Instant due = flow.pipe.due();
  if (due != never && due - now() <= hub_->timers_late) {
    pump_later(flow);
    return;
  }
  if (due == flow.armed) {
    return;
  }
  flow.armed = due;
  if (due == never) {
    flow.timer.cancel();
    return;
  }
  const Instant rings = due - hub_->timers_late;
  flow.timer.expires_at(std::chrono::steady_clock::time_point(rings.time_since_epoch()));
  flow.timer.async_wait([self = shared_from_this(), &flow, rings](const ErrorCode& error) {
    if (!error) {
      flow.armed = never;
      Duration& late = self->hub_->timers_late;
      late += (std::min(now() - rings, most_early) - late) / 8;
      self->pump(flow);
    }
  });
}

void Link::reset() {
  ErrorCode error;
  client_.set_option(asio::socket_base::linger(true, 0), error);
  server_.set_option(asio::socket_base::linger(true, 0), error);
  close();
}

void Link::close() {
  const std::shared_ptr<Link> self = shared_from_this();
  ErrorCode error;
  resolver_.cancel();
  client_.close(error);
  server_.close(error);
  if (up_) {
    up_->timer.cancel();
    down_->timer.cancel();
  }
  hub_->open.erase(number_);
}

}  // namespace firedrill::proxy
