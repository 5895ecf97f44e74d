#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firedrill::promql {

/// The label that holds a metric's name.
inline constexpr std::string_view name_label = "__name__";

/// Whether a text may name a label: [a-zA-Z_][a-zA-Z0-9_]*.
bool is_label_name(std::string_view text);

/// A set of labels, sorted by name, none of them empty: an empty value means "no such label", as in
/// Prometheus. Immutable and shared, so that a copy costs a reference count.
class Labels {
 public:
  using Entry = std::pair<std::string, std::string>;

  Labels() = default;

  /// Sorts the entries and drops empty values. A name given twice keeps its last value.
  explicit Labels(std::vector<Entry> entries);

  Labels(std::initializer_list<Entry> entries) : Labels(std::vector<Entry>(entries)) {}

  const Entry* begin() const { return data_ ? data_->entries.data() : nullptr; }

  const Entry* end() const { return begin() + size(); }

  std::size_t size() const { return data_ ? data_->entries.size() : 0; }

  bool empty() const { return size() == 0; }

  /// The value of a label, empty if there is none. Valid as long as these labels.
  std::string_view get(std::string_view name) const;

  /// A copy with one label set, or removed if the value is empty.
  Labels with(std::string_view name, std::string_view value) const;

  /// A copy without the metric's name.
  Labels without_name() const;

  /// FNV-1a of name 0xFF value 0xFF and so on: the fingerprint that Alertmanager gives an alert.
  std::uint64_t fingerprint() const { return data_ ? data_->fingerprint : empty_fingerprint; }

  /// Prometheus' form: {__name__="up", job="edge"}.
  std::string to_string() const;

  friend bool operator==(const Labels& left, const Labels& right);
  friend std::strong_ordering operator<=>(const Labels& left, const Labels& right);

 private:
  struct Data {
    std::vector<Entry> entries;
    std::uint64_t fingerprint;
  };

  static constexpr std::uint64_t empty_fingerprint = 0xCBF29CE484222325;

  std::shared_ptr<const Data> data_;  // null when empty
};

/// One step of the fingerprint: the text and then the byte 0xFF.
std::uint64_t fingerprint_step(std::uint64_t hash, std::string_view text);

}  // namespace firedrill::promql
