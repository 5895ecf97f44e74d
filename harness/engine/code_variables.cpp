#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/behaviour/response_code.hpp"
#include "harness/engine/shown_series.hpp"
#include "harness/engine/traffic_ledger.hpp"

namespace firedrill {
namespace {

constexpr std::uint16_t first_server_error = 500;
constexpr std::uint16_t first_error_of_caller = 400;

/// How exporters on the caller's side tell that it had no answer to make use of.
struct NoAnswer {
  std::uint16_t code;
  /// The status that all of them saw before it went wrong, or none. Nobody remembers that of an
  /// answer that was cut off: it is told as a good one.
  std::uint16_t seen;
  /// What Envoy answers in place of the callee, or 0 if the caller hung up before, and its response
  /// flag: router.cc, and "%RESPONSE_FLAGS%" in its documentation of access logs.
  std::string_view istio_code;
  std::string_view istio_flags;
  /// Java's exception (OkHttp), whose class OpenTelemetry's instrumentation takes as error.type.
  std::string_view error_type;
};

constexpr std::array<NoAnswer, 8> no_answers{{
    {code::timeout, code::none, "0", "DC", "java.net.SocketTimeoutException"},
    {code::refused, code::none, "503", "UF", "java.net.ConnectException"},
    {code::reset, code::none, "503", "UC", "java.net.SocketException"},
    {code::truncated, 200, "200", "UC", ""},
    {code::malformed, code::none, "502", "UPE", "java.net.ProtocolException"},
    {code::dns, code::none, "503", "DF", "java.net.UnknownHostException"},
    {code::tls, code::none, "503", "UF", "javax.net.ssl.SSLHandshakeException"},
    {code::redirects, 302, "302", "-", ""},
}};

/// The words of Spring's HttpStatus.Series, which Micrometer puts into the tag "outcome".
std::string_view spring_outcome(std::uint16_t code) {
  switch (code / 100) {
    case 1:
      return "INFORMATIONAL";
    case 2:
      return "SUCCESS";
    case 3:
      return "REDIRECTION";
    case 4:
      return "CLIENT_ERROR";
    case 5:
      return "SERVER_ERROR";
    default:
      return "UNKNOWN";
  }
}

void add_names_of_code(std::uint16_t code, LabelVariables& variables) {
  const std::string name = outcome_name(code);
  const bool is_status = is_http(code);
  variables.emplace_back("code", name);
  variables.emplace_back("code_class", is_status ? name.substr(0, 1) + "xx" : name);
  variables.emplace_back("code_digit", is_status ? name.substr(0, 1) : "");
  variables.emplace_back("server_error", code >= first_server_error ? name : "");
}

}  // namespace

void add_code_variables(std::uint16_t code, LabelVariables& variables) {
  add_names_of_code(code, variables);
  variables.emplace_back("spring_outcome", spring_outcome(code));
}

void add_call_variables(std::uint16_t code, LabelVariables& variables) {
  add_names_of_code(code, variables);
  const auto* const known = std::find_if(
      no_answers.begin(), no_answers.end(), [&](const NoAnswer& one) { return one.code == code; });
  const bool is_answer = known == no_answers.end();
  const std::uint16_t seen = is_answer ? code : known->seen;
  const std::string status = is_http(seen) ? std::to_string(seen) : "";
  const std::string answered_error = seen >= first_error_of_caller ? status : "";
  variables.emplace_back("spring_outcome", spring_outcome(seen));
  variables.emplace_back("spring_status", is_http(seen) ? status : "CLIENT_ERROR");
  variables.emplace_back("spring_exception", is_http(seen) ? "none" : "WebClientRequestException");
  variables.emplace_back("istio_code", is_answer ? status : known->istio_code);
  variables.emplace_back("istio_flags", is_answer ? "-" : known->istio_flags);
  variables.emplace_back("status", status);
  variables.emplace_back("error_type", is_answer ? answered_error : known->error_type);
}

}  // namespace firedrill
