#include "harness/promql/label_selection.hpp"

#include <algorithm>

namespace firedrill::promql {

LabelSelection::LabelSelection(std::vector<std::string> names, bool keep)
    : names_(std::move(names)),
      keep_(keep) {
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
}

LabelSelection LabelSelection::all_but(std::vector<std::string> names) {
  names.emplace_back(name_label);
  return dropping(std::move(names));
}

bool LabelSelection::chooses(const std::string& name) const {
  return (std::find(names_.begin(), names_.end(), name) != names_.end()) == keep_;
}

const Labels::Entry* LabelSelection::next(const Labels::Entry* entry,
                                          const Labels::Entry* end) const {
  return std::find_if(entry, end, [this](const Labels::Entry& one) { return chooses(one.first); });
}

Labels LabelSelection::apply(const Labels& labels) const {
  std::vector<Labels::Entry> chosen;
  for (const Labels::Entry& entry : labels) {
    if (chooses(entry.first)) {
      chosen.push_back(entry);
    }
  }
  return chosen.size() == labels.size() ? labels : Labels(std::move(chosen));
}

std::uint64_t LabelSelection::fingerprint(const Labels& labels) const {
  if (names_.empty()) {
    return keep_ ? Labels{}.fingerprint() : labels.fingerprint();
  }
  std::uint64_t hash = Labels{}.fingerprint();
  for (const Labels::Entry& entry : labels) {
    if (chooses(entry.first)) {
      hash = fingerprint_step(fingerprint_step(hash, entry.first), entry.second);
    }
  }
  return hash;
}

bool LabelSelection::equal(const Labels& left, const Labels& right) const {
  if (names_.empty()) {
    return keep_ || left == right;
  }
  const Labels::Entry* one = next(left.begin(), left.end());
  const Labels::Entry* other = next(right.begin(), right.end());
  while (one != left.end() && other != right.end() && *one == *other) {
    one = next(one + 1, left.end());
    other = next(other + 1, right.end());
  }
  return one == left.end() && other == right.end();
}

SignatureIndex::SignatureIndex(LabelSelection selection)
    : selection_(std::move(selection)),
      slots_(16) {}

std::size_t SignatureIndex::slot_of(const Labels& labels, std::uint64_t fingerprint) const {
  const std::size_t mask = slots_.size() - 1;
  // FNV's low bits are its good ones.
  std::size_t slot = fingerprint & mask;
  while (slots_[slot] != 0) {
    const Group& group = groups_[slots_[slot] - 1];
    if (group.fingerprint == fingerprint && selection_.equal(group.labels, labels)) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

std::optional<std::size_t> SignatureIndex::find(const Labels& labels) const {
  const std::size_t slot = slot_of(labels, selection_.fingerprint(labels));
  return slots_[slot] == 0 ? std::nullopt : std::optional<std::size_t>{slots_[slot] - 1};
}

std::size_t SignatureIndex::insert(const Labels& labels) {
  const std::uint64_t fingerprint = selection_.fingerprint(labels);
  const std::size_t slot = slot_of(labels, fingerprint);
  if (slots_[slot] != 0) {
    return slots_[slot] - 1;
  }
  groups_.push_back({fingerprint, labels});
  slots_[slot] = static_cast<std::uint32_t>(groups_.size());
  if (groups_.size() * 2 > slots_.size()) {
    grow();
  }
  return groups_.size() - 1;
}

void SignatureIndex::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    std::size_t slot = groups_[group].fingerprint & mask;
    while (slots_[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots_[slot] = static_cast<std::uint32_t>(group + 1);
  }
}

}  // namespace firedrill::promql
