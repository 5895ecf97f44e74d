#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/text/json.hpp"

namespace firedrill {

/// One line of a journal while it is read.
struct LineSource {
  std::string_view bytes;
  std::string mistake = {};  ///< the first one; later ones are mostly its consequences
};

/// Typed access to the members of one JSON object of a line. A mistake is noted in the source and
/// reads as zero or empty, so that a caller asks once, at the end. Json and source outlive it.
class LineObject {
 public:
  LineObject(const Json& json, LineSource& source) : json_(&json), source_(&source) {}

  static constexpr std::int64_t longest_time = std::int64_t{1} << 60;  ///< ns: 36 years

  std::int64_t integer(std::string_view key);
  /// From -limit to limit.
  std::int64_t integer_within(std::string_view key, std::int64_t limit);
  std::uint64_t natural(std::string_view key);
  double number(std::string_view key);
  const std::string& text(std::string_view key);
  bool flag(std::string_view key);  ///< false if the key is missing
  LineObject object(std::string_view key);
  std::vector<LineObject> objects(std::string_view key);
  std::vector<std::string> strings(std::string_view key);
  /// An array of [number, count].
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs(std::string_view key);

  /// Within `longest_time` either way, so that sums and differences of times never overflow.
  Duration duration(std::string_view key);

  Instant instant(std::string_view key) { return Instant{duration(key)}; }

  /// null is EventId::none.
  EventId id(std::string_view key);
  /// Members that are all counts, or all texts; empty if the key is missing.
  std::vector<std::pair<std::string, std::uint64_t>> counts(std::string_view key);
  std::vector<std::pair<std::string, std::string>> texts(std::string_view key);

  bool has(std::string_view key) const { return json_->find(key) != nullptr; }

  /// Empty if the key is missing: the writer leaves out empty texts.
  std::string text_if_any(std::string_view key) { return has(key) ? text(key) : std::string{}; }

  void fail(std::string_view key, std::string_view expected);

 private:
  /// The member's value; null, with the mistake noted, if it is missing.
  const Json* find(std::string_view key, std::string_view expected);
  const Json::Items& items(std::string_view key);
  std::optional<std::uint64_t> as_natural(const Json& json) const;

  const Json* json_;
  LineSource* source_;
};

}  // namespace firedrill
