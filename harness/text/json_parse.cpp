#include "harness/text/json_parse.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/text/document_checks.hpp"
#include "harness/text/json_syntax.hpp"

namespace firedrill {
namespace {

/// How far nlohmann's lexer has read. At an event that is the end of the event's token, but for a
/// number: it ends where something else begins, so one byte more has been read, or the end was met.
struct Progress {
  std::size_t consumed = 0;
  bool met_end = false;
};

class CountingIterator {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the names std::iterator_traits asks for
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  // NOLINTEND(readability-identifier-naming)

  CountingIterator(const char* byte, Progress* progress) : byte_(byte), progress_(progress) {}

  reference operator*() const { return *byte_; }

  CountingIterator& operator++() {
    ++byte_;
    ++progress_->consumed;
    return *this;
  }

  bool operator==(const CountingIterator& other) const {
    progress_->met_end = byte_ == other.byte_;
    return progress_->met_end;
  }

 private:
  const char* byte_;
  Progress* progress_;
};

/// A container under construction.
struct Frame {
  std::size_t begin = 0;
  bool is_object = false;
  Json::Items items = {};
  Json::Members members = {};
  std::string key = {};
  Span key_span = {};
};

/// The events of nlohmann's parser (its json_sax concept; the names are its own), turned into Json.
class Builder {
 public:
  Builder(const SourceText& source, Diagnostics& diagnostics, const JsonLimits& limits)
      : source_(source),
        diagnostics_(diagnostics),
        limits_(limits) {}

  std::optional<Json> build() {
    const std::string_view bytes = source_.bytes();
    const CountingIterator begin(bytes.data(), &progress_);
    const CountingIterator end(bytes.data() + bytes.size(), &progress_);
    const bool parsed = nlohmann::json::sax_parse(begin, end, this);
    return parsed ? std::move(root_) : std::nullopt;
  }

  bool null() { return add({}, token(), ParseState::Last::value); }

  bool boolean(bool value) { return add(value, token(), ParseState::Last::value); }

  bool number_integer(std::int64_t value) { return add(value, number_token(), number_seen); }

  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return number_float(static_cast<double>(value), {});
    }
    return number_integer(static_cast<std::int64_t>(value));
  }

  bool number_float(double value, const std::string& /*text*/) {
    const Span span = number_token();
    return add(JsonNumber{value, std::string(source_.slice(span))}, span, number_seen);
  }

  bool string(std::string& value) {
    return add(std::move(value), token(), ParseState::Last::value);
  }

  bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }  // not in JSON text

  bool start_object(std::size_t /*size*/) { return open(true); }

  bool start_array(std::size_t /*size*/) { return open(false); }

  bool key(std::string& value) {
    frames_.back().key_span = token();
    frames_.back().key = std::move(value);
    accept(ParseState::Last::key, progress_.consumed);
    return true;
  }

  bool end_object() {
    report_duplicate_keys(frames_.back().members, diagnostics_);
    Frame frame = close();
    return add(
        std::move(frame.members), {frame.begin, progress_.consumed}, ParseState::Last::value);
  }

  bool end_array() {
    Frame frame = close();
    return add(std::move(frame.items), {frame.begin, progress_.consumed}, ParseState::Last::value);
  }

  bool parse_error(std::size_t /*position*/,
                   const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) {
    diagnostics_.add(explain_syntax_error(source_, state_));
    return false;
  }

 private:
  static constexpr ParseState::Last number_seen = ParseState::Last::number;

  /// Where the token begins that the parser has just read: behind the last one, white space and
  /// separators.
  std::size_t token_begin() const {
    constexpr std::string_view between = " \t\n\r,:";
    return std::min(source_.bytes().find_first_not_of(between, state_.end), progress_.consumed);
  }

  Span token() const { return {token_begin(), progress_.consumed}; }

  Span number_token() const {
    return {token_begin(), progress_.consumed - (progress_.met_end ? 0 : 1)};
  }

  void accept(ParseState::Last last, std::size_t end) {
    state_.last = last;
    state_.end = end;
  }

  bool open(bool is_object) {
    const std::size_t begin = token_begin();
    if (frames_.size() >= limits_.max_depth) {
      diagnostics_.error({begin, begin + 1},
                         fmt::format("nested deeper than {} levels", limits_.max_depth));
      return false;
    }
    frames_.push_back({.begin = begin, .is_object = is_object});
    state_.open.push_back(begin);
    accept(is_object ? ParseState::Last::object_begin : ParseState::Last::array_begin,
           progress_.consumed);
    return true;
  }

  Frame close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    state_.open.pop_back();
    return frame;
  }

  bool add(Json::Value value, Span span, ParseState::Last last) {
    accept(last, span.end);
    if (++nodes_ > limits_.max_nodes) {
      diagnostics_.error(span, fmt::format("more than {} values in one file", limits_.max_nodes));
      return false;
    }
    Json node(std::move(value), span);
    if (frames_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Frame& frame = frames_.back();
    if (frame.is_object) {
      frame.members.push_back({std::move(frame.key), frame.key_span, std::move(node)});
    } else {
      frame.items.push_back(std::move(node));
    }
    return true;
  }

  const SourceText& source_;
  Diagnostics& diagnostics_;
  const JsonLimits& limits_;
  Progress progress_;
  std::size_t nodes_ = 0;
  ParseState state_;
  std::vector<Frame> frames_;
  std::optional<Json> root_;
};

}  // namespace

std::optional<Json> parse_json(const SourceText& source,
                               Diagnostics& diagnostics,
                               const JsonLimits& limits) {
  if (!has_readable_bytes(diagnostics, limits.max_bytes) || !has_no_byte_order_mark(diagnostics)) {
    return std::nullopt;
  }
  return Builder(source, diagnostics, limits).build();
}

Result<Json> parse_json(std::string_view file, std::string_view bytes, const JsonLimits& limits) {
  const SourceText source{std::string(file), std::string(bytes)};
  Diagnostics diagnostics(source);
  std::optional<Json> document = parse_json(source, diagnostics, limits);
  if (!document || diagnostics.has_errors()) {
    const Diagnostic& first = diagnostics.all().front();
    const std::string detail = first.label.empty() ? "" : ": " + first.label;
    return Error{ErrorCode::invalid_input, first.message + detail, source.where(first.span.begin)};
  }
  return std::move(*document);
}

}  // namespace firedrill
