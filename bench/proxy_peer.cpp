// Both ends of a connection that goes through a proxy: bench/proxy.py starts it in pairs.
//
// usage: proxy_peer serve                    print a port of 127.0.0.1 and serve
//        proxy_peer rtt PORT COUNT PAUSE_MS  send 64 bytes and wait for them, COUNT times; with a
//                                            pause before each: without sleeping while it waits
//        proxy_peer stream PORT BYTES 0      receive so many bytes
//        proxy_peer stall PORT BYTES 0       ask for so many bytes, read none, until stdin ends
//        proxy_peer idle PORT COUNT 0        open so many connections, try each, hold them likewise
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr std::size_t message_size = 64;
using Message = std::array<char, message_size>;

/// A message that asks for bytes says how many; any other is sent back. As integers of the host:
/// both ends are on one.
Message request_for(std::uint64_t bytes) {
  Message message{};
  const auto* raw = reinterpret_cast<const char*>(&bytes);
  std::copy(raw, raw + sizeof bytes, message.begin());
  return message;
}

std::uint64_t requested(const Message& message) {
  std::uint64_t bytes = 0;
  std::copy(message.begin(), message.begin() + sizeof bytes, reinterpret_cast<char*>(&bytes));
  return bytes;
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}

  void next_message() {
    asio::async_read(socket_,
                     asio::buffer(message_),
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (!error) {
                         self->left_ = requested(self->message_);
                         self->left_ == 0 ? self->echo() : self->send();
                       }
                     });
  }

 private:
  void echo() {
    asio::async_write(socket_,
                      asio::buffer(message_),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (!error) {
                          self->next_message();
                        }
                      });
  }

  void send() {
    static const std::vector<char> zeros(256 * 1024);
    const std::size_t size = std::min<std::uint64_t>(left_, zeros.size());
    asio::async_write(socket_,
                      asio::buffer(zeros.data(), size),
                      [self = shared_from_this()](error_code error, std::size_t sent) {
                        self->left_ -= sent;
                        if (!error) {
                          self->left_ > 0 ? self->send() : self->next_message();
                        }
                      });
  }

  tcp::socket socket_;
  Message message_{};
  std::uint64_t left_ = 0;
};

void accept_next(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](error_code error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Session>(std::move(socket))->next_message();
    }
    accept_next(acceptor);
  });
}

int serve() {
  asio::io_context context(1);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  acceptor.listen(4096);
  accept_next(acceptor);
  fmt::print("{}\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  context.run();
  return 0;
}

tcp::socket connect(asio::io_context& context, std::uint16_t port) {
  tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  socket.set_option(tcp::no_delay(true));
  return socket;
}

double ping(tcp::socket& socket) {
  Message message{};
  const Clock::time_point sent = Clock::now();
  asio::write(socket, asio::buffer(message));
  asio::read(socket, asio::buffer(message));
  return std::chrono::duration<double, std::micro>(Clock::now() - sent).count();
}

/// The same, so that the time to wake up does not count.
double ping_awake(tcp::socket& socket) {
  Message message{};
  const Clock::time_point sent = Clock::now();
  asio::write(socket, asio::buffer(message));
  const Clock::time_point patience = sent + std::chrono::seconds(10);
  while (socket.available() < message.size() && Clock::now() < patience) {
    std::this_thread::yield();
  }
  const double time = std::chrono::duration<double, std::micro>(Clock::now() - sent).count();
  asio::read(socket, asio::buffer(message));
  return time;
}

void wait_for_end_of_stdin() {
  fmt::print("ready\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}

int round_trips(tcp::socket socket, std::uint64_t count, std::chrono::milliseconds pause) {
  ping(socket);
  std::vector<double> times(count);
  for (double& time : times) {
    std::this_thread::sleep_for(pause);
    time = pause.count() > 0 ? ping_awake(socket) : ping(socket);
  }
  std::sort(times.begin(), times.end());
  fmt::print("{{\"p50_us\": {:.1f}, \"p99_us\": {:.1f}}}\n",
             times[count / 2],
             times[count - 1 - count / 100]);
  return 0;
}

int stream(tcp::socket socket, std::uint64_t bytes) {
  ping(socket);
  std::vector<char> buffer(256 * 1024);
  const Clock::time_point started = Clock::now();
  asio::write(socket, asio::buffer(request_for(bytes)));
  for (std::uint64_t left = bytes; left > 0;) {
    left -= socket.read_some(asio::buffer(buffer));
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - started).count();
  fmt::print("{{\"bytes_s\": {:.0f}}}\n", static_cast<double>(bytes) / seconds);
  return 0;
}

int stall(tcp::socket socket, std::uint64_t bytes) {
  asio::write(socket, asio::buffer(request_for(bytes)));
  wait_for_end_of_stdin();
  return 0;
}

int idle(asio::io_context& context, std::uint16_t port, std::uint64_t count) {
  std::vector<tcp::socket> sockets;
  for (std::uint64_t i = 0; i < count; ++i) {
    sockets.push_back(connect(context, port));
    ping(sockets.back());
  }
  wait_for_end_of_stdin();
  return 0;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

int run(std::span<char* const> arguments) {
  if (arguments.size() == 2 && std::string_view(arguments[1]) == "serve") {
    return serve();
  }
  std::uint16_t port = 0;
  std::uint64_t amount = 0;
  std::uint32_t pause_ms = 0;
  if (arguments.size() == 5 && read_number(arguments[2], port) &&
      read_number(arguments[3], amount) && read_number(arguments[4], pause_ms) && port > 0 &&
      amount > 0) {
    const std::string_view what = arguments[1];
    asio::io_context context(1);
    if (what == "rtt") {
      return round_trips(connect(context, port), amount, std::chrono::milliseconds(pause_ms));
    }
    if (what == "stream") {
      return stream(connect(context, port), amount);
    }
    if (what == "stall") {
      return stall(connect(context, port), amount);
    }
    if (what == "idle") {
      return idle(context, port, amount);
    }
  }
  fmt::print(stderr, "usage: see the head of bench/proxy_peer.cpp\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    fmt::print(stderr, "proxy_peer: {}\n", error.what());
    return 1;
  }
}
