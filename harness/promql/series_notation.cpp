#include "harness/promql/series_notation.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/selector_parser.hpp"
#include "harness/promql/token_reader.hpp"
#include "harness/promql/value.hpp"

namespace firedrill::promql {
namespace {

constexpr std::string_view blank = " \t\r";

class SeriesValueReader {
 public:
  explicit SeriesValueReader(std::string_view text) : text_(text) {}

  Result<SeriesValues> read() {
    while (skip_blanks()) {
      if (std::optional<Error> error = read_item()) {
        return *std::move(error);
      }
      const bool ends = at_ == text_.size() || blank.find(text_[at_]) != std::string_view::npos;
      if (!ends) {
        return unexpected();
      }
    }
    return std::move(values_);
  }

 private:
  bool skip_blanks() {
    at_ = std::min(text_.find_first_not_of(blank, at_), text_.size());
    return at_ < text_.size();
  }

  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  Error unexpected() const {
    if (at_ == text_.size()) {
      return mistake(at_, "unexpected end of input in series values");
    }
    return mistake(at_,
                   fmt::format("unexpected {} in series values, expected number or \"stale\"",
                               quote(text_.substr(at_, 1))));
  }

  Error mistake(std::size_t position, std::string_view message) const {
    return parse_error(text_, position, message);
  }

  std::optional<Error> read_item() {
    if (next() == '_') {
      ++at_;
      return repeat(std::nullopt, std::nullopt);
    }
    const Result<double> value = read_value();
    if (!value) {
      return value.error();
    }
    double step = 0;
    const bool has_step = next() == '+' || next() == '-';
    if (has_step) {
      const Result<double> signed_step = read_number();
      if (!signed_step) {
        return signed_step.error();
      }
      step = *signed_step;
      if (next() != 'x') {
        return unexpected();
      }
    }
    return repeat(*value, has_step ? std::optional(step) : std::nullopt);
  }

  Result<double> read_value() {
    if (is_letter(next()) && word() == "stale") {
      at_ += word().size();
      return std::bit_cast<double>(stale_bits);
    }
    return read_number();
  }

  std::string_view word() const {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) {
      ++end;
    }
    return text_.substr(at_, end - at_);
  }

  /// A number with its sign, if it has one. Hexadecimal ones would be mistaken for repetitions.
  Result<double> read_number() {
    const bool negative = next() == '-';
    at_ += negative || next() == '+' ? 1U : 0U;
    const std::size_t begin = at_;
    if (is_letter(next())) {
      at_ += word().size();
    } else {
      while (is_digit(next()) || next() == '.' || is_exponent(begin)) {
        ++at_;
      }
    }
    const std::string_view text = text_.substr(begin, at_ - begin);
    const std::optional<double> number = parse_number(text);
    if (text.empty() || !number) {
      at_ = text.empty() ? at_ : begin;
      return text.empty() ? unexpected()
                          : mistake(begin,
                                    fmt::format("unexpected {} in series values, expected number "
                                                "or \"stale\"",
                                                quote(text)));
    }
    return negative ? -*number : *number;
  }

  /// Whether the exponent of a number goes on here.
  bool is_exponent(std::size_t begin) const {
    if (at_ == begin) {
      return false;
    }
    const bool after_e = to_lower(text_[at_ - 1]) == 'e';
    return to_lower(next()) == 'e' || (after_e && (next() == '+' || next() == '-'));
  }

  /// Takes `xN`, if it stands there: then a value comes N times more, a gap N times.
  std::optional<Error> repeat(std::optional<double> value, std::optional<double> step) {
    std::uint64_t count = 0;
    const bool repeats = next() == 'x';
    if (repeats) {
      ++at_;
      const char* const end = text_.data() + text_.size();
      const auto read = std::from_chars(text_.data() + at_, end, count);
      if (read.ec == std::errc::result_out_of_range) {
        count = most_series_values + 1;
      } else if (read.ec != std::errc()) {
        return unexpected();
      }
      at_ = static_cast<std::size_t>(read.ptr - text_.data());
    }
    const std::uint64_t total = !repeats ? 1 : value ? count + 1 : count;
    if (total > most_series_values - values_.size()) {
      return mistake(at_, fmt::format("more than {} values in a series", most_series_values));
    }
    for (std::uint64_t i = 0; i < total; ++i) {
      values_.push_back(value);
      if (value && step) {
        *value += *step;
      }
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  SeriesValues values_;
};

}  // namespace

Result<Labels> parse_metric(std::string_view text) {
  TokenReader reader(text);
  const Result<VectorSelector> selector = parse_selector(reader);
  if (!selector) {
    return selector.error();
  }
  if (!reader.is(TokenKind::end)) {
    return reader.unexpected({"metric"});
  }
  std::vector<Labels::Entry> labels;
  for (const Matcher& matcher : selector->matchers) {
    if (matcher.operation != MatchOperator::equal) {
      return reader.error_at(matcher.position,
                             fmt::format("unexpected {} in label set, expected \"=\"",
                                         quote(std::string(to_string(matcher.operation)))));
    }
    labels.emplace_back(matcher.label, matcher.value);
  }
  return Labels(std::move(labels));
}

Result<SeriesValues> parse_series_values(std::string_view text) {
  return SeriesValueReader(text).read();
}

}  // namespace firedrill::promql
