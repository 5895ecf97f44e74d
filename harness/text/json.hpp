#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/text/position.hpp"

namespace firedrill {

struct JsonMember;

/// A number that is not an int64: it has a fraction or an exponent, or is too large.
struct JsonNumber {
  double value;
  std::string text;  ///< as written in the file
};

/// One value of a JSON or YAML document and the bytes it stands in. Immutable; owns all below it.
/// Members keep the order of the file, duplicates included (the parser reports them).
///
/// The as_ functions ask for the kind to fit: check is_ first, a mismatch is a programmer error.
class Json {
 public:
  using Items = std::vector<Json>;
  using Members = std::vector<JsonMember>;
  using Value =
      std::variant<std::monostate, bool, std::int64_t, JsonNumber, std::string, Items, Members>;

  Json(Value value, Span span);
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }

  bool is_boolean() const { return std::holds_alternative<bool>(value_); }

  bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }

  /// True for integers too.
  bool is_number() const { return is_integer() || std::holds_alternative<JsonNumber>(value_); }

  bool is_string() const { return std::holds_alternative<std::string>(value_); }

  bool is_array() const { return std::holds_alternative<Items>(value_); }

  bool is_object() const { return std::holds_alternative<Members>(value_); }

  bool as_boolean() const;
  std::int64_t as_integer() const;
  double as_number() const;
  const std::string& number_text() const;  ///< as written; not for integers
  const std::string& as_string() const;
  const Items& items() const;
  const Members& members() const;

  /// The first member with this key; null if there is none or this is no object.
  const JsonMember* member(std::string_view key) const;

  /// The value of the first member with this key; null if there is none or this is no object.
  const Json* find(std::string_view key) const;

  Span span() const { return span_; }

  /// What it is, for messages: `the number 250`, `the text "abc"`, `an object`, `null`.
  std::string described() const;

 private:
  Value value_;
  Span span_;
};

struct JsonMember {
  std::string key;
  Span key_span;  ///< with its quotes
  Json value;
};

}  // namespace firedrill
