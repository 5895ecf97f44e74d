#include "harness/text/json_writer.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

template <class T>
void append_number(std::string& out, T number) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  out.append(buffer.data(), result.ptr);
}

std::uint64_t bit(std::size_t depth) {
  return std::uint64_t{1} << (depth - 1);
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(depth_ > 0 && (object_ & bit(depth_)) != 0 && !after_key_);
  separate();
  append_json_string(out_, name);
  out_ += style_.indent > 0 ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_value();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) {
    return null();
  }
  before_value();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::begin(char bracket) {
  assert(depth_ < max_depth);
  before_value();
  out_ += bracket;
  ++depth_;
  filled_ &= ~bit(depth_);
  object_ = bracket == '{' ? object_ | bit(depth_) : object_ & ~bit(depth_);
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  assert(depth_ > 0 && !after_key_ && ((object_ & bit(depth_)) != 0) == (bracket == '}'));
  const bool filled = (filled_ & bit(depth_)) != 0;
  --depth_;
  if (filled) {
    line_break();
  }
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  before_value();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::natural(std::uint64_t number) {
  before_value();
  append_number(out_, number);
  return *this;
}

void JsonWriter::before_value() {
  assert(depth_ == 0 || after_key_ || (object_ & bit(depth_)) == 0);
  if (after_key_) {
    after_key_ = false;
  } else if (depth_ > 0) {
    separate();
  }
}

void JsonWriter::separate() {
  if ((filled_ & bit(depth_)) != 0) {
    out_ += ',';
  }
  filled_ |= bit(depth_);
  line_break();
}

void JsonWriter::line_break() {
  if (style_.indent > 0) {
    out_ += '\n';
    out_.append(style_.indent * depth_, ' ');
  }
}

}  // namespace firedrill
