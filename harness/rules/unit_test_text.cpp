#include "harness/rules/unit_test_text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::rules {
namespace {

/// {a="b", c=""}: labels with empty values too.
std::string braced(const Texts& texts) {
  std::string out = "{";
  for (const auto& [name, value] : texts) {
    out += (out.size() > 1 ? ", " : "") + name + '=' + promql::quote(value);
  }
  return out + '}';
}

/// Go's FormatFloat(value, 'E', -1, 64): 1.5E+00.
std::string scientific(double value) {
  if (!std::isfinite(value)) {
    return promql::plain_number(value);
  }
  char buffer[40];
  const auto written =
      std::to_chars(std::begin(buffer), std::end(buffer), value, std::chars_format::scientific);
  std::string text(std::begin(buffer), written.ptr);
  std::replace(text.begin(), text.end(), 'e', 'E');
  return text;
}

}  // namespace

std::string alerts_text(const std::vector<ExpectedAlert>& alerts) {
  constexpr std::string_view indent = "            ";
  if (alerts.empty()) {
    return "[]";
  }
  std::string out = "[";
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    out += fmt::format("{3}\n{0}{1}:\n{0}  Labels:{2}\n{0}  Annotations:{4}",
                       indent,
                       i,
                       braced(alerts[i].labels),
                       i == 0 ? "" : ",",
                       braced(alerts[i].annotations));
  }
  return fmt::format("{}\n{}]", out, indent);
}

std::string samples_text(const promql::Vector& samples) {
  if (samples.empty()) {
    return "nil";
  }
  std::string out;
  for (const promql::Sample& sample : samples) {
    out += fmt::format(
        "{}{} {}", out.empty() ? "" : ", ", sample.labels.to_string(), scientific(sample.value));
  }
  return out;
}

std::string go_duration(Duration duration) {
  using namespace std::chrono;
  const auto whole_hours = duration_cast<hours>(duration);
  const auto whole_minutes = duration_cast<minutes>(duration - whole_hours);
  const Duration rest = duration - whole_hours - whole_minutes;
  if (duration < seconds{1} && duration > Duration{}) {
    return promql::plain_number(static_cast<double>(duration.count()) / 1e6) + "ms";
  }
  std::string text = promql::plain_number(static_cast<double>(rest.count()) / 1e9) + 's';
  if (duration >= minutes{1}) {
    text = fmt::format("{}m{}", whole_minutes.count(), text);
  }
  return duration >= hours{1} ? fmt::format("{}h{}", whole_hours.count(), text) : text;
}

}  // namespace firedrill::rules
