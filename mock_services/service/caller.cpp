#include "mock_services/service/caller.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "mock_services/service/call_answer.hpp"

namespace firedrill::mock {
namespace {

std::string_view text_in(const http::Request& request, std::string_view header) {
  const std::string* text = request.headers.find(header);
  return text == nullptr ? std::string_view{} : *text;
}

/// Below the limit, a whole number and nothing else.
std::optional<std::uint64_t> number_below(std::uint64_t limit, std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [until, error] = std::from_chars(text.data(), end, number);
  const bool is_number = error == std::errc{} && until == end && number < limit;
  return is_number ? std::optional{number} : std::nullopt;
}

/// Of the client's request that this one is part of. What is asked of an auth provider has nothing
/// of it.
std::optional<double> lot_of(const http::Request& request) {
  const auto number = number_below(1ULL << 53U, text_in(request, request_header));
  return number ? std::optional{static_cast<double>(*number) * 0x1p-53} : std::nullopt;
}

std::optional<Duration> age_of_caller(const http::Request& request) {
  const auto age_ns = number_below(1ULL << 62U, text_in(request, caller_age_header));
  return age_ns ? std::optional{Duration{static_cast<Duration::rep>(*age_ns)}} : std::nullopt;
}

}  // namespace

void name_caller(http::Headers& headers, const ServiceSettings& settings) {
  headers.add(caller_header, settings.name);
  if (!settings.version.empty()) {
    headers.add(caller_version_header, settings.version);
  }
}

FaultedRequest faulted_request(const http::Request& request) {
  const bool names_itself = request.headers.has(caller_header);
  return {.caller = text_in(request, names_itself ? caller_header : door_header),
          .population = text_in(request, population_header),
          .lot = lot_of(request),
          .caller_age = age_of_caller(request),
          .caller_version = text_in(request, caller_version_header)};
}

}  // namespace firedrill::mock
