#include "mock_services/service/handover.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <sstream>
#include <string>

#include <fmt/format.h>

namespace firedrill::mock {
namespace {

/// Lines about a connection, not about what is sent over it (RFC 9110, 7.6.1), and a handover
/// before.
constexpr std::array of_one_hop{std::string_view("host"),
                                std::string_view("connection"),
                                std::string_view("content-length"),
                                std::string_view("transfer-encoding"),
                                std::string_view("expect"),
                                handover_header};

/// No request works or waits longer: a process that hands over ends sooner.
constexpr std::int64_t longest_ns = Duration{std::chrono::hours{24}}.count();

http::Headers without_hop(http::Headers headers) {
  for (const std::string_view name : of_one_hop) {
    headers.remove(name);
  }
  return headers;
}

}  // namespace

http::Request for_next_hop(const http::Request& request) {
  http::Request next = request;
  next.headers = without_hop(request.headers);
  return next;
}

http::Request handed_over(const http::Request& request, const Handover& handover) {
  http::Request next = for_next_hop(request);
  next.headers.add(handover_header,
                   fmt::format("{} {} {}",
                               std::min(handover.work.count(), longest_ns),
                               handover.waited.count(),
                               static_cast<std::uint32_t>(handover.cause)));
  return next;
}

std::optional<Handover> handover_of(const http::Headers& headers) {
  const std::string* text = headers.find(handover_header);
  if (text == nullptr) {
    return std::nullopt;
  }
  std::istringstream numbers(*text);
  std::int64_t work_ns = 0;
  std::int64_t waited_ns = 0;
  std::uint32_t cause = 0;
  if (!(numbers >> work_ns >> waited_ns >> cause)) {
    return std::nullopt;
  }
  if (std::min(work_ns, waited_ns) < 0 || std::max(work_ns, waited_ns) > longest_ns) {
    return std::nullopt;
  }
  return Handover{.work = Duration{work_ns},
                  .waited = Duration{waited_ns},
                  .cause = static_cast<EventId>(cause)};
}

http::Reply passed_on(const http::Reply& reply) {
  http::Reply same = reply;
  same.headers = without_hop(reply.headers);
  return same;
}

}  // namespace firedrill::mock
