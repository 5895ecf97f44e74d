#include "harness/promql/labels.hpp"

#include <algorithm>

#include "harness/core/ascii.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::promql {
namespace {

bool by_name(const Labels::Entry& left, const Labels::Entry& right) {
  return left.first < right.first;
}

/// Keeps the last of equal names; the entries are stably sorted by name.
void keep_last_of_each(std::vector<Labels::Entry>& entries) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool last = i + 1 == entries.size() || entries[i + 1].first != entries[i].first;
    if (!last) {
      continue;
    }
    if (kept != i) {
      entries[kept] = std::move(entries[i]);
    }
    ++kept;
  }
  entries.resize(kept);
}

}  // namespace

bool is_label_name(std::string_view text) {
  return !text.empty() && is_word_start(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char character) {
           return is_word_start(character) || is_digit(character);
         });
}

std::uint64_t fingerprint_step(std::uint64_t hash, std::string_view text) {
  constexpr std::uint64_t prime = 0x100000001B3;
  for (const char character : text) {
    hash = (hash ^ static_cast<unsigned char>(character)) * prime;
  }
  return (hash ^ 0xFFU) * prime;
}

Labels::Labels(std::vector<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(), by_name);
  keep_last_of_each(entries);
  std::erase_if(entries, [](const Entry& entry) { return entry.second.empty(); });
  if (entries.empty()) {
    return;
  }
  std::uint64_t hash = empty_fingerprint;
  for (const Entry& entry : entries) {
    hash = fingerprint_step(fingerprint_step(hash, entry.first), entry.second);
  }
  data_ = std::make_shared<Data>(Data{std::move(entries), hash});
}

std::string_view Labels::get(std::string_view name) const {
  for (const Entry& entry : *this) {
    if (entry.first == name) {
      return entry.second;
    }
  }
  return {};
}

Labels Labels::with(std::string_view name, std::string_view value) const {
  if (get(name) == value) {
    return *this;
  }
  std::vector<Entry> entries(begin(), end());
  entries.emplace_back(name, value);
  return Labels(std::move(entries));
}

Labels Labels::without_name() const {
  return with(name_label, {});
}

std::string Labels::to_string() const {
  std::string out = "{";
  for (const Entry& entry : *this) {
    out += out.size() > 1 ? ", " : "";
    out += entry.first + '=' + quote(entry.second);
  }
  return out + '}';
}

bool operator==(const Labels& left, const Labels& right) {
  return left.data_ == right.data_ ||
         (left.fingerprint() == right.fingerprint() &&
          std::equal(left.begin(), left.end(), right.begin(), right.end()));
}

std::strong_ordering operator<=>(const Labels& left, const Labels& right) {
  return std::lexicographical_compare_three_way(
      left.begin(), left.end(), right.begin(), right.end());
}

}  // namespace firedrill::promql
