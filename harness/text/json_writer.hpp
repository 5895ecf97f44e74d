#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill {

struct JsonStyle {
  std::size_t indent = 0;  ///< spaces a level; 0 writes everything on one line, without spaces
};

/// Appends a JSON document to a string, piece by piece, keys in the order of the calls. Doubles are
/// written as the shortest text that reads back the same, those that are not finite as null.
/// Misuse (a value without its key, an end without its begin) is a programmer error.
class JsonWriter {
 public:
  static constexpr std::size_t max_depth = 64;

  explicit JsonWriter(std::string& out, JsonStyle style = {}) : out_(out), style_(style) {}

  JsonWriter& begin_object() { return begin('{'); }

  JsonWriter& end_object() { return end('}'); }

  JsonWriter& begin_array() { return begin('['); }

  JsonWriter& end_array() { return end(']'); }

  JsonWriter& key(std::string_view name);

  JsonWriter& null() { return raw("null"); }

  JsonWriter& value(std::string_view text);

  JsonWriter& value(const char* text) { return value(std::string_view(text)); }

  JsonWriter& value(double number);

  template <std::integral T>
  JsonWriter& value(T number) {
    if constexpr (std::same_as<T, bool>) {
      return raw(number ? "true" : "false");
    } else if constexpr (std::signed_integral<T>) {
      return integer(number);
    } else {
      return natural(number);
    }
  }

  /// A value that is JSON already.
  JsonWriter& raw(std::string_view json);

  /// key() and value() in one.
  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& natural(std::uint64_t number);
  void before_value();
  void separate();
  void line_break();

  std::string& out_;
  JsonStyle style_;
  std::size_t depth_ = 0;
  std::uint64_t filled_ = 0;  ///< bit `depth_`: the open container has an element
  std::uint64_t object_ = 0;  ///< bit `depth_`: the open container is an object
  bool after_key_ = false;
};

}  // namespace firedrill
