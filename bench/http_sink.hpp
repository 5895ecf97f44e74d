#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace firedrill::bench {

/// The least an HTTP server can do: every request that ends in one piece is answered 200 at once.
/// What a load generator reaches against it is its own doing.
class HttpSink {
 public:
  /// Listens on a free port of 127.0.0.1.
  HttpSink() : listener_(::socket(AF_INET, SOCK_STREAM, 0)), poll_(::epoll_create1(0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 1024) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
      std::abort();
    }
    port_ = ::ntohs(address.sin_port);
    watch(listener_);
  }

  std::uint16_t port() const { return port_; }

  /// Serves for ever.
  [[noreturn]] void run() const {
    std::array<epoll_event, 256> events{};
    for (;;) {
      const int ready = ::epoll_wait(poll_, events.data(), int{events.size()}, -1);
      for (int i = 0; i < ready; ++i) {
        const int source = events[static_cast<std::size_t>(i)].data.fd;
        if (source == listener_) {
          accept();
        } else {
          answer(source);
        }
      }
    }
  }

 private:
  void watch(int source) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = source;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, source, &event);
  }

  void accept() const {
    const int client = ::accept(listener_, nullptr, nullptr);
    const int yes = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    watch(client);
  }

  static void answer(int client) {
    constexpr std::string_view reply = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n";
    constexpr std::string_view end = "\r\n\r\n";
    std::array<char, 16'384> buffer{};
    const ssize_t size = ::recv(client, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      ::close(client);
      return;
    }
    const std::string_view text{buffer.data(), static_cast<std::size_t>(size)};
    for (std::size_t at = text.find(end); at != text.npos; at = text.find(end, at + 1)) {
      [[maybe_unused]] const ssize_t sent =
          ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL);
    }
  }

  int listener_;
  int poll_;
  std::uint16_t port_ = 0;
};

}  // namespace firedrill::bench
