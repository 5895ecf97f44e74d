#include "harness/live/port.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace firedrill::live {

Result<Port> Port::reserve() {
  const auto failed = [] {
    return Error{ErrorCode::not_done,
                 fmt::format("cannot get a port of 127.0.0.1: {}", std::strerror(errno))};
  };
  Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket.is_open()) {
    return failed();
  }
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);  // as the interface wants it
  if (::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0 ||
      ::bind(socket.number(), generic, size) != 0 ||
      ::getsockname(socket.number(), generic, &size) != 0) {
    return failed();
  }
  return Port{std::move(socket), ntohs(address.sin_port)};
}

std::string Port::obstacle_to(std::uint16_t number) {
  const Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(number);
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (!socket.is_open() ||
      ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(socket.number(), generic, sizeof address) != 0 || ::listen(socket.number(), 1) != 0) {
    return fmt::format("port {} of 127.0.0.1 cannot be had: {}", number, std::strerror(errno));
  }
  return "";
}

}  // namespace firedrill::live
