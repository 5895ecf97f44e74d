#include "mock_services/service/call_answer.hpp"

#include <charconv>
#include <string>
#include <type_traits>
#include <utility>

namespace firedrill::mock {
namespace {

/// A header's whole value as a number; 0 if it is none.
std::uint32_t number_in(const http::Headers& headers, std::string_view name) {
  const std::string* value = headers.find(name);
  std::uint32_t number = 0;
  if (value != nullptr) {
    const char* const end = value->data() + value->size();
    const auto [last, error] = std::from_chars(value->data(), end, number);
    number = error == std::errc{} && last == end ? number : 0;
  }
  return number;
}

}  // namespace

EventId event_in(const http::Headers& headers, std::string_view header) {
  return static_cast<EventId>(number_in(headers, header));
}

EventId cause_of(const http::Headers& headers) {
  return event_in(headers, cause_header);
}

CallAnswer answer_of(http::Exchange exchange) {
  switch (exchange.reached) {
    case http::Reached::timed_out:
      return {.code = code::timeout};
    case http::Reached::refused:
    case http::Reached::broken:
    case http::Reached::garbage:
      return {.code = code::refused};
    case http::Reached::answered:
      break;
  }
  return {.code = static_cast<std::uint16_t>(exchange.reply.status),
          .cause = cause_of(exchange.reply.headers),
          .retry_after = std::chrono::seconds{number_in(exchange.reply.headers, "retry-after")},
          .reply = std::move(exchange.reply)};
}

}  // namespace firedrill::mock
