#include "mock_services/proxy/proxy.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "harness/text/escape.hpp"
#include "mock_services/http/deadlines.hpp"
#include "mock_services/http/reuse_port.hpp"
#include "mock_services/proxy/address.hpp"
#include "mock_services/proxy/link.hpp"

namespace firedrill::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;
using SocketError = boost::system::error_code;
using Timer = asio::steady_timer;

namespace {

constexpr Duration breather = std::chrono::milliseconds(50);  ///< when descriptors have run out

/// "bind: address already in use", as Go says it.
Refusal listen_refusal(const tcp::endpoint& endpoint, const SocketError& error) {
  std::string why = error.message();
  why[0] = why[0] >= 'A' && why[0] <= 'Z' ? static_cast<char>(why[0] - 'A' + 'a') : why[0];
  return {500, fmt::format("listen tcp {}: bind: {}", to_string(endpoint), why)};
}

/// Where a proxy listens that is told `listen`.
std::optional<Refusal> find_place(const Options& options,
                                  const std::string& listen,
                                  tcp::endpoint& place) {
  const Result<tcp::endpoint> endpoint = resolve_listen(listen, options.host);
  if (!endpoint) {
    return Refusal{500, endpoint.error().message};
  }
  const bool is_local = asio::ip::make_address(options.host).is_loopback();
  if (is_local && !endpoint->address().is_loopback()) {
    return Refusal{400,
                   fmt::format("{} is no loopback address, and the proxy has been started without "
                               "--host for another one",
                               quote(listen))};
  }
  place = *endpoint;
  return std::nullopt;
}

}  // namespace

/// The sockets of a proxy. It outlives the proxy until the io_context has let go of it.
class Proxy::Listener : public std::enable_shared_from_this<Proxy::Listener> {
 public:
  Listener(asio::io_context& context, std::shared_ptr<Hub> hub)
      : acceptor_(context),
        timer_(context),
        ttls_(acceptor_.get_executor(), [this](const std::string& toxic) { remove(toxic); }),
        hub_(std::move(hub)) {}

  Hub& hub() { return *hub_; }

  SocketError listen(const tcp::endpoint& endpoint, bool share_port) {
    SocketError error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) {
      acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error && share_port) {
      acceptor_.set_option(http::ReusePort(true), error);
    }
    if (!error) {
      acceptor_.bind(endpoint, error);
    }
    if (!error) {
      acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
      SocketError ignored;
      acceptor_.close(ignored);
      return error;
    }
    accept();
    return error;
  }

  tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

  void close() {
    SocketError error;
    acceptor_.close(error);
    timer_.cancel();
    each([](Link& link) { link.close(); });
  }

  const Toxic* find(std::string_view name) const {
    const std::vector<Toxic>& toxics = hub_->toxics;
    const auto found = std::find_if(
        toxics.begin(), toxics.end(), [&](const Toxic& toxic) { return toxic.name == name; });
    return found == toxics.end() ? nullptr : &*found;
  }

  void add(const Toxic& toxic) {
    hub_->toxics.push_back(toxic);
    each([&](Link& link) { link.add(toxic); });
    remove_in_time(toxic);
  }

  void change(const Toxic& toxic) {
    for (Toxic& one : hub_->toxics) {
      if (one.name == toxic.name) {
        one = toxic;
      }
    }
    each([&](Link& link) { link.change(toxic); });
    remove_in_time(toxic);
  }

  void remove(std::string_view name) {
    if (const Toxic* found = find(name)) {
      const Toxic removed = *found;
      std::erase_if(hub_->toxics, [&](const Toxic& toxic) { return toxic.name == removed.name; });
      each([&](Link& link) { link.remove(removed); });
      ttls_.forget(removed.name);
    }
  }

 private:
  /// What is done to a link may close it.
  template <class Do>
  void each(Do what) {
    const auto open = hub_->open;
    for (const auto& [key, link] : open) {
      what(*link);
    }
  }

  void remove_in_time(const Toxic& toxic) {
    if (toxic.ttl) {
      ttls_.set(toxic.name, *toxic.ttl);
    } else {
      ttls_.forget(toxic.name);
    }
  }

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](const SocketError& error, auto socket) {
      if (!self->acceptor_.is_open() || error == asio::error::operation_aborted) {
        return;  // closed; by now perhaps open again, which began another
      }
      if (error) {
        self->accept_later();
        return;
      }
      std::make_shared<Link>(std::move(socket), self->hub_, ++self->accepted_)->start();
      self->accept();
    });
  }

  /// Accepting at once would spin while there are no descriptors.
  void accept_later() {
    timer_.expires_after(breather);
    timer_.async_wait([self = shared_from_this()](const SocketError& error) {
      if (!error && self->acceptor_.is_open()) {
        self->accept();
      }
    });
  }

  tcp::acceptor acceptor_;
  Timer timer_;
  http::Deadlines ttls_;  ///< of toxics that have one
  std::shared_ptr<Hub> hub_;
  std::uint64_t accepted_ = 0;
};

Proxy::Proxy(asio::io_context& context, const Options& options, ProxySettings settings)
    : options_(options),
      settings_(std::move(settings)) {
  settings_.enabled = false;
  auto hub = std::make_shared<Hub>(Hub{.proxy = settings_.name,
                                       .upstream = settings_.upstream,
                                       .seed = options.seed,
                                       .pool = std::make_shared<BlockPool>(),
                                       .waits = Waits(options.waits_together)});
  listener_ = std::make_shared<Listener>(context, std::move(hub));
}

Proxy::~Proxy() {
  stop();
}

std::optional<Refusal> Proxy::start() {
  if (settings_.enabled) {
    return std::nullopt;
  }
  tcp::endpoint endpoint;
  if (auto refusal = find_place(options_, settings_.listen, endpoint)) {
    return refusal;
  }
  if (const SocketError error = listener_->listen(endpoint, options_.share_ports)) {
    return listen_refusal(endpoint, error);
  }
  settings_.listen = to_string(listener_->endpoint());
  settings_.enabled = true;
  return std::nullopt;
}

void Proxy::stop() {
  listener_->close();
  settings_.enabled = false;
}

bool Proxy::differs(const std::string& listen, const std::string& upstream) const {
  if (upstream != settings_.upstream) {
    return true;
  }
  if (listen == settings_.listen) {
    return false;
  }
  const Result<tcp::endpoint> endpoint = resolve_listen(listen, options_.host);
  return !endpoint || to_string(*endpoint) != settings_.listen;
}

std::optional<Refusal> Proxy::refuses(const std::string& listen) const {
  tcp::endpoint endpoint;
  return find_place(options_, listen, endpoint);
}

std::optional<Refusal> Proxy::update(const ProxySettings& wanted) {
  if (auto refusal = refuses(wanted.listen)) {
    return refusal;
  }
  if (differs(wanted.listen, wanted.upstream)) {
    stop();
    settings_.listen = wanted.listen;
    settings_.upstream = wanted.upstream;
    listener_->hub().upstream = wanted.upstream;
  }
  if (wanted.enabled) {
    return start();
  }
  stop();
  return std::nullopt;
}

const Toxic* Proxy::find(std::string_view name) const {
  return listener_->find(name);
}

void Proxy::add(const Toxic& toxic) {
  listener_->add(toxic);
}

void Proxy::change(const Toxic& toxic) {
  listener_->change(toxic);
}

void Proxy::remove(std::string_view name) {
  listener_->remove(name);
}

void Proxy::remove_toxics() {
  while (!listener_->hub().toxics.empty()) {
    listener_->remove(listener_->hub().toxics.front().name);
  }
}

bool Proxy::acts_on(std::string_view name, std::uint64_t connection) const {
  const Toxic* toxic = find(name);
  return toxic != nullptr && !toxic->drawn_as.empty() &&
         stream_of(listener_->hub(), toxic->drawn_as, connection).unit() <
             static_cast<double>(toxic->toxicity);
}

void Proxy::on_hit(OnHit hears) {
  listener_->hub().on_hit = std::move(hears);
}

std::size_t Proxy::connections() const {
  return listener_->hub().open.size();
}

void Proxy::write_toxics(JsonWriter& writer) const {
  writer.begin_array();
  for (const Direction direction : {Direction::upstream, Direction::downstream}) {
    for (const Toxic& toxic : listener_->hub().toxics) {
      if (toxic.direction == direction) {
        proxy::write(writer, toxic);
      }
    }
  }
  writer.end_array();
}

void Proxy::write(JsonWriter& writer) const {
  writer.begin_object();
  writer.key("name").raw(go_string(settings_.name));
  writer.key("listen").raw(go_string(settings_.listen));
  writer.key("upstream").raw(go_string(settings_.upstream));
  writer.member("enabled", settings_.enabled);
  write_toxics(writer.key("toxics"));
  writer.end_object();
}

void Proxy::write_metric(std::string& out, std::string_view metric, bool is_sent) const {
  for (const Direction direction : {Direction::downstream, Direction::upstream}) {
    const Traffic& traffic = listener_->hub().traffic.at(static_cast<std::size_t>(direction));
    out += fmt::format("{}{{direction=\"{}\",listener={},proxy={},upstream={}}} {}\n",
                       metric,
                       direction == Direction::upstream ? "upstream" : "downstream",
                       json_string(settings_.listen),
                       json_string(settings_.name),
                       json_string(settings_.upstream),
                       is_sent ? traffic.sent : traffic.received);
  }
}

}  // namespace firedrill::proxy
