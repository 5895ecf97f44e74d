#include "mock_services/service/call_answer.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <string>
#include <type_traits>
#include <utility>

namespace firedrill::mock {
namespace {

struct ToldOutcome {
  std::string_view name;
  std::uint16_t code;
};

constexpr std::array<ToldOutcome, 6> told_outcomes{{{"refused", code::refused},
                                                    {"reset", code::reset},
                                                    {"dns", code::dns},
                                                    {"tls", code::tls},
                                                    {"redirects", code::redirects},
                                                    {"malformed", code::malformed}}};

constexpr std::string_view down = "down";

http::Reply told(std::string_view outcome) {
  http::Reply reply = http::text_reply(503, "a fault of the network, as a message\n");
  reply.headers.add(outcome_header, outcome);
  return reply;
}

std::string_view name_of_told(std::uint16_t code) {
  const auto* const known = std::find_if(told_outcomes.begin(),
                                         told_outcomes.end(),
                                         [&](const ToldOutcome& one) { return one.code == code; });
  assert(known != told_outcomes.end());
  return known->name;
}

/// Of an outcome without a name of its own, down among them: refused.
std::uint16_t told_code(std::string_view outcome) {
  const auto* const known =
      std::find_if(told_outcomes.begin(), told_outcomes.end(), [&](const ToldOutcome& one) {
        return one.name == outcome;
      });
  return known == told_outcomes.end() ? code::refused : known->code;
}

}  // namespace

http::Reply told_as_reply(std::uint16_t code) {
  return told(name_of_told(code));
}

void tell(http::Reply& reply, std::uint16_t code) {
  reply.headers.set(outcome_header, name_of_told(code));
}

http::Reply told_as_down() {
  return told(down);
}

bool tells_of_down(const http::Exchange& exchange) {
  const std::string* outcome = exchange.reply.headers.find(outcome_header);
  return exchange.reached == http::Reached::answered && outcome != nullptr && *outcome == down;
}

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
      return {.code = code::refused};
    case http::Reached::broken:
      return {.code = code::reset};
    case http::Reached::truncated:
      return {.code = code::truncated};
    case http::Reached::garbage:
      return {.code = code::malformed};
    case http::Reached::answered:
      break;
  }
  if (const std::string* outcome = exchange.reply.headers.find(outcome_header)) {
    return {.code = told_code(*outcome), .cause = cause_of(exchange.reply.headers)};
  }
  return {.code = static_cast<std::uint16_t>(exchange.reply.status),
          .cause = cause_of(exchange.reply.headers),
          .retry_after = std::chrono::seconds{number_in(exchange.reply.headers, "retry-after")},
          .reply = std::move(exchange.reply)};
}

}  // namespace firedrill::mock
