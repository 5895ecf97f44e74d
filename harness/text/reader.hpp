#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/values.hpp"

namespace firedrill {

class ObjectReader;

/// A member just read; it ends in one of the three:
///
///     reader.duration("by").required()         // missing: reported, Duration{} stands in
///     reader.duration("by").value_or(250ms)    // missing: the default
///     reader.duration("by").optional()         // missing: nothing
///
/// A value of the wrong kind has been reported already and counts as missing, silently, so that the
/// reading goes on and finds the other mistakes.
template <class T>
class [[nodiscard]] Field {
 public:
  Field(ObjectReader& reader, std::string_view key, std::optional<T> value)
      : reader_(reader),
        key_(key),
        value_(std::move(value)) {}

  T required();

  T value_or(T fallback) { return value_ ? std::move(*value_) : std::move(fallback); }

  std::optional<T> optional() { return std::move(value_); }

 private:
  ObjectReader& reader_;
  std::string_view key_;
  std::optional<T> value_;
};

/// Reads the members of one JSON object into typed values and reports all that is wrong with them.
/// Whoever knows a key asks for it; finish() reports the keys that nobody asked for. One reader may
/// pass through several hands (a step's trigger, then its action) before finish().
///
///     ObjectReader reader(node, "a latency fault", diagnostics);
///     const Latency latency{.by = reader.duration("by").required(),
///                           .jitter = reader.duration("jitter").value_or(0ms)};
///     reader.finish();
///
/// The node and the diagnostics must outlive it; keys are string literals or live as long.
class ObjectReader {
 public:
  /// `what` completes "unknown key ... in ...": "a latency fault". If `node` is no object, that is
  /// reported, and every key reads as missing, silently.
  ObjectReader(const Json& node, std::string_view what, Diagnostics& diagnostics);
  ObjectReader(const Json&& node, std::string_view what, Diagnostics& diagnostics) = delete;

  Field<Duration> duration(std::string_view key, DurationRules rules = {});
  Field<double> ratio(std::string_view key);
  Field<Rate> rate(std::string_view key);
  Field<std::int64_t> size(std::string_view key);  ///< bytes
  Field<Timestamp> timestamp(std::string_view key);
  Field<std::int64_t> integer(std::string_view key, IntegerRange range = {});
  Field<double> number(std::string_view key);
  Field<bool> boolean(std::string_view key);
  Field<std::string> string(std::string_view key);                    ///< not empty
  Field<std::string> identifier(std::string_view key);                ///< see read_identifier
  Field<std::vector<std::string>> identifiers(std::string_view key);  ///< an array of them

  /// One of the words, with "did you mean" if it is none.
  Field<std::string_view> one_of(std::string_view key, std::span<const std::string_view> words);

  /// One of the words as the value that stands beside it.
  template <class T>
  Field<T> choice(std::string_view key, std::span<const std::pair<std::string_view, T>> choices);

  /// A nested object or array for another reader; null if missing or of the wrong kind.
  Field<const Json*> object(std::string_view key);
  Field<const Json*> array(std::string_view key);

  /// Any value, unchecked.
  Field<const Json*> raw(std::string_view key);

  /// Any value through `read(const Json&, std::string_view key, Diagnostics&) -> std::optional<T>`,
  /// which reports what it does not accept. For types of other folders, such as distributions.
  template <class Read>
  auto value(std::string_view key, Read read);

  bool has(std::string_view key) const { return node_.member(key) != nullptr; }

  /// Makes the key known without reading it.
  void ignore(std::string_view key) { ask(key); }

  /// Reports a mistake in the value of a key, or in the object if the key is missing.
  void error(std::string_view key, std::string message, std::string label = {});

  /// Where the value of a key stands; the opening brace if the key is missing.
  Span span_of(std::string_view key) const;

  /// Reports every key that nobody asked for.
  void finish();

  /// Whose keys are asked for from here on, as a missing one names it: the keys of a step are its
  /// own or its action's. Gives back whose they were; empty: of `what`.
  std::string exchange_owner(std::string owner) { return std::exchange(owner_, std::move(owner)); }

  const Json& node() const { return node_; }

  const std::string& what() const { return what_; }

  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  template <class T>
  friend class Field;

  /// Remembers that the key is known; its value, null if missing.
  const Json* ask(std::string_view key);

  void report_missing(std::string_view key);
  Span opening() const;

  const Json& node_;
  std::string what_;
  std::string owner_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> asked_;
};

template <class T>
T Field<T>::required() {
  if (!value_ && !reader_.has(key_)) {
    reader_.report_missing(key_);
  }
  return value_or(T{});
}

template <class Read>
auto ObjectReader::value(std::string_view key, Read read) {
  const Json* found = ask(key);
  using Value = typename decltype(read(node_, key, diagnostics_))::value_type;
  return Field<Value>(
      *this, key, found == nullptr ? std::nullopt : read(*found, key, diagnostics_));
}

template <class T>
Field<T> ObjectReader::choice(std::string_view key,
                              std::span<const std::pair<std::string_view, T>> choices) {
  std::vector<std::string_view> words;
  for (const auto& choice : choices) {
    words.push_back(choice.first);
  }
  const std::optional<std::string_view> word = one_of(key, words).optional();
  for (const auto& choice : choices) {
    if (word == choice.first) {
      return Field<T>(*this, key, choice.second);
    }
  }
  return Field<T>(*this, key, std::nullopt);
}

}  // namespace firedrill
