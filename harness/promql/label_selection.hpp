#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/promql/labels.hpp"

namespace firedrill::promql {

/// A choice among labels: what `by (..)` and `on (..)` keep, or what `without (..)` and
/// `ignoring (..)` leave after dropping these and the metric's name.
class LabelSelection {
 public:
  /// Only these labels.
  static LabelSelection only(std::vector<std::string> names) { return {std::move(names), true}; }

  /// All labels but these and __name__.
  static LabelSelection all_but(std::vector<std::string> names);

  /// All labels but these, __name__ among them.
  static LabelSelection dropping(std::vector<std::string> names) {
    return {std::move(names), false};
  }

  /// All labels, the name too.
  static LabelSelection everything() { return {{}, false}; }

  /// The chosen labels of a set.
  Labels apply(const Labels& labels) const;

  /// Equal for sets whose chosen labels are equal.
  std::uint64_t fingerprint(const Labels& labels) const;

  /// Whether the chosen labels of both sets are equal.
  bool equal(const Labels& left, const Labels& right) const;

 private:
  LabelSelection(std::vector<std::string> names, bool keep);

  bool chooses(const std::string& name) const;
  const Labels::Entry* next(const Labels::Entry* entry, const Labels::Entry* end) const;

  std::vector<std::string> names_;  // sorted
  bool keep_;
};

/// Numbers label sets by their chosen labels, from 0 in the order of first sight: the groups of an
/// aggregation, the match groups of a binary operation. A hash table with open addressing.
class SignatureIndex {
 public:
  explicit SignatureIndex(LabelSelection selection = LabelSelection::everything());

  std::optional<std::size_t> find(const Labels& labels) const;

  /// The number of these labels' group, a new one if there was none.
  std::size_t insert(const Labels& labels);

  std::size_t size() const { return groups_.size(); }

  /// The first label set that was seen of a group, whole.
  const Labels& first_of(std::size_t group) const { return groups_[group].labels; }

 private:
  struct Group {
    std::uint64_t fingerprint = 0;
    Labels labels = {};
  };

  /// The slot of the group, or the free slot where it belongs.
  std::size_t slot_of(const Labels& labels, std::uint64_t fingerprint) const;
  void grow();

  LabelSelection selection_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> slots_;  // number of a group + 1, or 0 for a free slot; a power of two
};

}  // namespace firedrill::promql
