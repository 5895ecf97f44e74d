#include "mock_services/http/server.hpp"

#include <cerrno>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>
#include <linux/filter.h>
#include <sys/socket.h>

#include "harness/text/escape.hpp"
#include "mock_services/http/connection.hpp"
#include "mock_services/http/reuse_port.hpp"

namespace firedrill::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using SocketError = boost::system::error_code;

namespace {

constexpr Duration sweep_period = std::chrono::milliseconds(100);
constexpr Duration first_request_grace = std::chrono::milliseconds(250);  ///< while draining
constexpr Duration breather = std::chrono::milliseconds(50);  ///< when descriptors have run out

std::string url_of(const tcp::endpoint& endpoint, bool tls) {
  const asio::ip::address address = endpoint.address();
  std::string host = address.to_string();
  if (address.is_unspecified()) {
    host = address.is_v6() ? "::1" : "127.0.0.1";
  }
  if (address.is_v6()) {
    host = "[" + host + "]";
  }
  return fmt::format("{}://{}:{}", tls ? "https" : "http", host, endpoint.port());
}

/// Of two that listen on one port the kernel gives new clients to the one that came second, not to
/// either: whoever connects to the first between its last accept and its close would be reset. The
/// program is "return 1", the second's place; while there is no second the kernel ignores it.
SocketError connect_clients_to_newest(tcp::acceptor& acceptor) {
  sock_filter second = BPF_STMT(BPF_RET | BPF_K, 1);
  const sock_fprog program{.len = 1, .filter = &second};
  if (::setsockopt(acceptor.native_handle(),
                   SOL_SOCKET,
                   SO_ATTACH_REUSEPORT_CBPF,
                   &program,
                   sizeof program) != 0) {
    return {errno, boost::system::system_category()};
  }
  return {};
}

Result<tcp::acceptor> listen(asio::io_context& context, const ServerOptions& options) {
  SocketError error;
  const asio::ip::address address = asio::ip::make_address(options.address, error);
  if (error) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("{} is no IP address", quote(options.address))};
  }
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol(), error);
  if (!error) {
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (options.share_port) {
      acceptor.set_option(ReusePort(true), error);
    }
    acceptor.bind(endpoint, error);
  }
  if (!error) {
    acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (!error && options.share_port) {
    error = connect_clients_to_newest(acceptor);
  }
  if (error) {
    return Error{
        ErrorCode::not_done,
        fmt::format("cannot listen on {}:{}: {}", options.address, options.port, error.message())};
  }
  return acceptor;
}

Result<std::unique_ptr<asio::ssl::context>> tls_context(const TlsIdentity& identity) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SocketError error;
  context->use_certificate_chain(asio::buffer(identity.certificate), error);
  if (!error) {
    context->use_private_key(asio::buffer(identity.key), asio::ssl::context::pem, error);
  }
  if (error) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("the certificate or its key cannot be used: {}", error.message())};
  }
  return context;
}

}  // namespace

class Server::State : public std::enable_shared_from_this<Server::State> {
 public:
  State(tcp::acceptor acceptor, const ServerOptions& options, Handler handler)
      : acceptor_(std::move(acceptor)),
        timer_(acceptor_.get_executor()),
        port_(acceptor_.local_endpoint().port()),
        url_(url_of(acceptor_.local_endpoint(), options.tls.has_value())),
        hub_(std::make_shared<Hub>(Hub{.limits = options.limits, .handler = std::move(handler)})) {}

  void use(std::unique_ptr<asio::ssl::context> tls) { tls_ = std::move(tls); }

  void start() {
    accept();
    sweep();
  }

  void stop() {
    if (std::exchange(hub_->stopped, true)) {
      return;
    }
    SocketError error;
    acceptor_.close(error);
    timer_.cancel();
    const auto open = hub_->open;
    for (const auto& [key, connection] : open) {
      connection->close();
    }
  }

  void drain(std::function<void()> done) {
    accept_waiting();
    SocketError error;
    acceptor_.close(error);
    hub_->on_drained = [done = std::move(done), is_called = false]() mutable {
      if (!std::exchange(is_called, true)) {
        done();
      }
    };
    asio::post(timer_.get_executor(), [hub = hub_] {
      if (hub->open.empty()) {
        hub->on_drained();
      }
    });
    const auto open = hub_->open;
    for (const auto& [key, connection] : open) {
      if (connection->is_new()) {
        connection->expect_request_within(first_request_grace);
      } else if (connection->is_idle()) {
        asio::post(timer_.get_executor(), [idle = connection] {
          if (idle->is_idle()) {
            idle->close();
          }
        });
      }
    }
  }

  const std::string& url() const { return url_; }

  std::uint16_t port() const { return port_; }

  std::size_t connections() const { return hub_->open.size(); }

 private:
  void accept() {
    acceptor_.async_accept([self = shared_from_this()](const SocketError& error, auto socket) {
      if (self->hub_->stopped) {
        return;
      }
      if (self->hub_->is_draining()) {
        if (!error) {  // it was accepted before
          self->welcome(std::move(socket));
        }
        return;
      }
      if (error) {
        self->accept_later();
        return;
      }
      self->welcome(std::move(socket));
      self->accept();
    });
  }

  /// Accepting at once would spin while there are no descriptors.
  void accept_later() {
    auto timer = std::make_shared<asio::steady_timer>(acceptor_.get_executor(), breather);
    timer->async_wait([self = shared_from_this(), timer](const SocketError&) {
      if (!self->hub_->stopped && !self->hub_->is_draining()) {
        self->accept();
      }
    });
  }

  /// Whom the kernel has connected already would be reset when the acceptor closes.
  void accept_waiting() {
    SocketError error;
    acceptor_.non_blocking(true, error);
    while (!error) {
      tcp::socket socket(acceptor_.get_executor());
      acceptor_.accept(socket, error);
      if (!error) {
        welcome(std::move(socket));
      }
    }
  }

  void welcome(tcp::socket socket) {
    if (hub_->open.size() < hub_->limits.connections) {
      const auto connection = std::make_shared<Connection>(std::move(socket), tls_.get(), hub_);
      connection->start();
      if (hub_->is_draining()) {
        connection->expect_request_within(first_request_grace);
      }
      return;
    }
    SocketError error;
    socket.set_option(asio::socket_base::linger(true, 0), error);
    socket.close(error);
  }

  void sweep() {
    timer_.expires_after(sweep_period);
    timer_.async_wait([self = shared_from_this()](const SocketError& error) {
      if (!error && !self->hub_->stopped) {
        self->close_late();
        self->sweep();
      }
    });
  }

  void close_late() {
    const auto now = Connection::Clock::now();
    std::vector<std::shared_ptr<Connection>> late;
    for (const auto& [key, connection] : hub_->open) {
      if (connection->is_late(now)) {
        late.push_back(connection);
      }
    }
    for (const auto& connection : late) {
      connection->close();
    }
  }

  tcp::acceptor acceptor_;
  asio::steady_timer timer_;
  std::uint16_t port_;
  std::string url_;
  std::unique_ptr<asio::ssl::context> tls_;
  std::shared_ptr<Hub> hub_;
};

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}

Server::Server(Server&&) noexcept = default;

Server& Server::operator=(Server&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Server::~Server() {
  if (state_) {
    stop();
  }
}

Result<Server> Server::start(asio::io_context& context,
                             const ServerOptions& options,
                             Handler handler) {
  Result<tcp::acceptor> acceptor = listen(context, options);
  if (!acceptor) {
    return acceptor.error();
  }
  auto state = std::make_shared<State>(*std::move(acceptor), options, std::move(handler));
  if (options.tls) {
    Result<std::unique_ptr<asio::ssl::context>> tls = tls_context(*options.tls);
    if (!tls) {
      return tls.error();
    }
    state->use(*std::move(tls));
  }
  state->start();
  return Server(std::move(state));
}

std::uint16_t Server::port() const {
  return state_->port();
}

const std::string& Server::url() const {
  return state_->url();
}

void Server::stop() {
  state_->stop();
}

void Server::drain(std::function<void()> done) {
  state_->drain(std::move(done));
}

std::size_t Server::connections() const {
  return state_->connections();
}

}  // namespace firedrill::http
