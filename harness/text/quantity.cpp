#include "harness/text/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "harness/text/decimal.hpp"
#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

constexpr std::string_view ratio_form = R"(expected a ratio from 0 to 1 such as 0.05 or "5%")";
constexpr std::string_view rate_form = R"(expected a rate such as "40/s", "100/m" or "1k/s")";
constexpr std::string_view size_form = R"(expected a size such as "512B", "4KiB" or "1MB")";

constexpr double highest_rate_per_second = 1e9;
constexpr std::int64_t largest_size = std::int64_t{1} << 40;

struct SizeUnit {
  std::string_view name;
  std::int64_t bytes;
};

constexpr std::array size_units = {
    SizeUnit{"TiB", std::int64_t{1} << 40},
    SizeUnit{"TB", 1'000'000'000'000},
    SizeUnit{"GiB", std::int64_t{1} << 30},
    SizeUnit{"GB", 1'000'000'000},
    SizeUnit{"MiB", std::int64_t{1} << 20},
    SizeUnit{"MB", 1'000'000},
    SizeUnit{"KiB", std::int64_t{1} << 10},
    SizeUnit{"kB", 1'000},
    SizeUnit{"B", 1},
};

Error refuse(std::string_view text, std::string_view reason, std::string_view form) {
  return Error{ErrorCode::invalid_input, fmt::format("{} {}; {}", quote(text), reason, form)};
}

std::string shortest(double value) {
  std::array<char, 32> buffer{};
  const auto [end, failure] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return failure == std::errc{} ? std::string(buffer.data(), end) : std::string();
}

std::optional<double> seconds_of(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, double>, 4> units = {
      {{"s", 1.0}, {"m", 60.0}, {"h", 3600.0}, {"d", 86400.0}}};
  const auto found = std::find_if(
      units.begin(), units.end(), [unit](const auto& each) { return each.first == unit; });
  return found == units.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

Result<double> parse_ratio(std::string_view text) {
  if (text.starts_with('-') && split_decimal(text.substr(1))) {
    return refuse(text, "is negative", ratio_form);
  }
  const std::optional<Decimal> number = split_decimal(text);
  if (!number || (!number->rest.empty() && number->rest != "%")) {
    return refuse(text, "is not a ratio", ratio_form);
  }
  const double ratio = to_double(number->text, number->rest.empty() ? 0 : -2);
  if (ratio > 1.0) {
    return refuse(text, "is more than the whole", ratio_form);
  }
  return ratio;
}

Result<Rate> parse_rate(std::string_view text) {
  if (text.starts_with('-') && split_decimal(text.substr(1))) {
    return refuse(text, "is negative", rate_form);
  }
  const std::optional<Decimal> number = split_decimal(text);
  if (!number) {
    return refuse(text, "is not a rate", rate_form);
  }
  std::string_view rest = number->rest;
  int exponent = 0;
  if (rest.starts_with('k') || rest.starts_with('M')) {
    exponent = rest.starts_with('k') ? 3 : 6;
    rest.remove_prefix(1);
  }
  if (rest.empty()) {
    return refuse(text, "says no time", rate_form);
  }
  const std::optional<double> seconds =
      rest.starts_with('/') ? seconds_of(rest.substr(1)) : std::nullopt;
  if (!seconds) {
    return refuse(text, "is not a rate", rate_form);
  }
  const double per_second = to_double(number->text, exponent) / *seconds;
  if (per_second > highest_rate_per_second) {
    return refuse(text, "is more than a thousand million a second", rate_form);
  }
  return Rate{per_second};
}

Result<std::int64_t> parse_size(std::string_view text) {
  if (text.starts_with('-') && split_decimal(text.substr(1))) {
    return refuse(text, "is negative", size_form);
  }
  const std::optional<Decimal> number = split_decimal(text);
  if (!number) {
    return refuse(text, "is not a size", size_form);
  }
  if (number->rest.empty() || number->rest.starts_with(' ')) {
    const std::string_view flaw = number->rest.empty() ? "has no unit" : "has a space in it";
    return refuse(text, flaw, size_form);
  }
  const std::string_view name = number->rest == "KB" ? "kB" : number->rest;
  const auto unit = std::find_if(size_units.begin(),
                                 size_units.end(),
                                 [name](const SizeUnit& each) { return each.name == name; });
  if (unit == size_units.end()) {
    return refuse(text, "has the unknown unit " + quote(number->rest), size_form);
  }
  if (to_double(number->text) * static_cast<double>(unit->bytes) > 2.0 * largest_size) {
    return refuse(text, "is more than 1 TiB", size_form);
  }
  const std::optional<std::int64_t> bytes = scaled(number->text, unit->bytes);
  if (!bytes) {
    return refuse(text, "is no whole number of bytes", size_form);
  }
  return *bytes > largest_size ? Result<std::int64_t>(refuse(text, "is more than 1 TiB", size_form))
                               : Result<std::int64_t>(*bytes);
}

std::string ratio_text(double ratio) {
  // The digits of ratio * 100 by moving the point, since the product need not be exact.
  for (int decimals = 0; decimals <= 18; ++decimals) {
    std::string percent = fmt::format("{:.{}f}", ratio * 100.0, decimals);
    if (to_double(percent, -2) == ratio) {
      return percent + "%";
    }
  }
  return shortest(ratio);
}

std::string to_text(Rate rate) {
  return shortest(rate.per_second) + "/s";
}

}  // namespace firedrill
