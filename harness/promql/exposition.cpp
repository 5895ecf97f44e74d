#include "harness/promql/exposition.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::promql {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::string_view metric_name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:";

/// At most this much of a bad line is quoted.
constexpr std::size_t longest_quote = 40;

/// Reads one line that is neither empty nor a comment.
class SampleLine {
 public:
  explicit SampleLine(std::string_view line) : rest_(line) {}

  Result<ExposedSample> read() {
    const std::string_view name = take_word(metric_name_characters);
    if (name.empty() || is_digit(name.front())) {
      return wrong("a metric name");
    }
    entries_.emplace_back(name_label, name);
    skip_blanks();
    if (take('{')) {
      if (std::optional<Error> error = read_labels()) {
        return *std::move(error);
      }
    }
    return read_numbers();
  }

 private:
  Error wrong(std::string_view expected) const {
    const std::string_view found = rest_.substr(0, longest_quote);
    return {.code = ErrorCode::invalid_input,
            .message = found.empty()
                           ? fmt::format("expected {}, the line ends", expected)
                           : fmt::format("expected {}, found {}", expected, quote(found))};
  }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
  }

  bool take(char character) {
    const bool found = rest_.starts_with(character);
    rest_.remove_prefix(found ? 1 : 0);
    return found;
  }

  std::string_view take_word(std::string_view characters) {
    const std::string_view word =
        rest_.substr(0, std::min(rest_.find_first_not_of(characters), rest_.size()));
    rest_.remove_prefix(word.size());
    return word;
  }

  std::optional<Error> read_labels() {
    for (;;) {
      skip_blanks();
      if (take('}')) {
        return std::nullopt;
      }
      if (std::optional<Error> error = read_label()) {
        return error;
      }
      skip_blanks();
      if (!take(',') && !rest_.starts_with('}')) {
        return wrong("',' or '}'");
      }
    }
  }

  std::optional<Error> read_label() {
    const std::string_view before = rest_;
    std::string name{take_word(metric_name_characters)};
    if (!is_label_name(name)) {
      rest_ = before;
      return wrong("a label name");
    }
    if (std::any_of(entries_.begin(), entries_.end(), [&](const auto& entry) {
          return entry.first == name;
        })) {
      rest_ = before;
      return wrong("every label once");
    }
    skip_blanks();
    if (!take('=')) {
      return wrong("'='");
    }
    skip_blanks();
    if (!take('"')) {
      return wrong("'\"'");
    }
    return read_value(std::move(name));
  }

  std::optional<Error> read_value(std::string name) {
    std::string value;
    while (!take('"')) {
      if (rest_.empty()) {
        return wrong("'\"'");
      }
      char character = rest_.front();
      rest_.remove_prefix(1);
      if (character == '\\' && !rest_.empty()) {
        character = take('n') ? '\n' : take_escaped(value);
      }
      value += character;
    }
    if (first_invalid_utf8(value)) {
      return Error{ErrorCode::invalid_input, fmt::format("the value of '{}' is not UTF-8", name)};
    }
    entries_.emplace_back(std::move(name), std::move(value));
    return std::nullopt;
  }

  /// \\ and \" stand for the second character; of any other the backslash stays (as in expfmt).
  char take_escaped(std::string& value) {
    const char escaped = rest_.front();
    if (escaped != '\\' && escaped != '"') {
      value += '\\';
    }
    rest_.remove_prefix(1);
    return escaped;
  }

  Result<ExposedSample> read_numbers() {
    ExposedSample sample{.labels = Labels{std::move(entries_)}};
    skip_blanks();
    const std::size_t end = std::min(rest_.find_first_of(blanks), rest_.size());
    const std::optional<double> value = parse_number(rest_.substr(0, end));
    if (!value) {
      return wrong("a number");
    }
    sample.value = *value;
    rest_.remove_prefix(end);
    skip_blanks();
    if (!rest_.empty()) {
      std::int64_t timestamp = 0;
      const char* const last = rest_.data() + rest_.size();
      const auto [stop, error] = std::from_chars(rest_.data(), last, timestamp);
      rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
      skip_blanks();
      if (error != std::errc{} || !rest_.empty()) {
        return wrong("a timestamp in milliseconds and the end of the line");
      }
      sample.timestamp_ms = timestamp;
    }
    return sample;
  }

  std::string_view rest_;
  std::vector<Labels::Entry> entries_;
};

void append_escaped(std::string& text, std::string_view value, std::string_view special) {
  for (const char character : value) {
    if (special.find(character) != std::string_view::npos) {
      text += '\\';
    }
    text += character == '\n' ? 'n' : character;
  }
}

}  // namespace

Result<std::vector<ExposedSample>> parse_exposition(std::string_view page) {
  std::vector<ExposedSample> samples;
  for (std::size_t number = 1; !page.empty(); ++number) {
    const std::size_t end = std::min(page.find('\n'), page.size());
    std::string_view line = page.substr(0, end);
    page.remove_prefix(std::min(end + 1, page.size()));
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    Result<ExposedSample> sample = SampleLine{line}.read();
    if (!sample) {
      Error error = sample.error();
      error.where = fmt::format("line {}", number);
      return error;
    }
    samples.push_back(std::move(*sample));
  }
  return samples;
}

void ExpositionWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  page_.append("# HELP ").append(name).append(" ");
  append_escaped(page_, help, "\\\n");
  page_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void ExpositionWriter::sample(std::string_view name, const Entries& labels, double value) {
  page_.append(name);
  char before = '{';
  for (const auto& [label, text] : labels) {
    page_.append(1, before).append(label).append("=\"");
    append_escaped(page_, text, "\\\"\n");
    page_.append("\"");
    before = ',';
  }
  page_.append(labels.empty() ? " " : "} ").append(short_number(value)).append("\n");
}

}  // namespace firedrill::promql
