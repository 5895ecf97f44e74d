#include "tests/support/http_client.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace firedrill::tests {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr any{};
  static_assert(sizeof any == sizeof address);
  __builtin_memcpy(&any, &address, sizeof any);
  if (::connect(socket_, &any, sizeof any) != 0) {
    ::close(std::exchange(socket_, -1));
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) {
    ::close(socket_);
  }
}

bool RawClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish_sending() const {
  ::shutdown(socket_, SHUT_WR);
}

RawClient::End RawClient::read_until(std::string_view text, std::chrono::milliseconds patience) {
  std::array<char, 16384> block{};
  while (text.empty() || received_.find(text) == std::string::npos) {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, static_cast<int>(patience.count())) == 0) {
      return End::late;
    }
    const auto count = ::recv(socket_, block.data(), block.size(), 0);
    if (count == 0) {
      return End::closed;
    }
    if (count < 0) {
      return End::reset;
    }
    received_.append(block.data(), static_cast<std::size_t>(count));
  }
  return End::none;
}

std::string RawClient::take() {
  return std::exchange(received_, "");
}

std::string RawClient::exchange(std::string_view bytes) {
  send(bytes);
  read_until("", std::chrono::seconds(5));
  return take();
}

}  // namespace firedrill::tests
