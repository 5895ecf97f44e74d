#include "mock_services/http/json_body.hpp"

namespace firedrill::http {

JsonBody::JsonBody(const Request& request, const JsonLimits& limits)
    : source_("request", request.body.empty() ? "{}" : request.body),
      diagnostics_(source_),
      json_(parse_json(source_, diagnostics_, limits)) {}

std::optional<std::string> JsonBody::mistakes() const {
  if (!diagnostics_.has_errors()) {
    return std::nullopt;
  }
  std::string all;
  for (const Diagnostic& one : diagnostics_.all()) {
    all += (all.empty() ? "" : "; ") + source_.where(one.span.begin) + ": " + one.message;
    all += one.label.empty() ? "" : " (" + one.label + ")";
  }
  return all;
}

}  // namespace firedrill::http
