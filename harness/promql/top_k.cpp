#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "harness/promql/aggregation.hpp"
#include "harness/promql/label_selection.hpp"

namespace firedrill::promql {
namespace {

/// Go's container/heap over samples, step by step: which of several equal samples stands at the
/// root, and is thus the next to go, depends on how the heap is mended.
class Heap {
 public:
  /// The root is the smallest value, or the largest.
  enum class Root {
    smallest,
    largest,
  };

  explicit Heap(Root root) : root_(root) {}

  void push(const Sample& sample) {
    samples_.push_back(sample);
    up(samples_.size() - 1);
  }

  /// Whether a sample ranks above the root.
  bool beats_root(const Sample& sample) const {
    const double worst = samples_.front().value;
    return before(worst, sample.value) || (std::isnan(worst) && !std::isnan(sample.value));
  }

  void replace_root(const Sample& sample) {
    samples_.front() = sample;
    down();
  }

  std::size_t size() const { return samples_.size(); }

  std::vector<Sample> take() && { return std::move(samples_); }

 private:
  bool before(double left, double right) const {
    return root_ == Root::smallest ? left < right : left > right;
  }

  bool less(std::size_t left, std::size_t right) const {
    return std::isnan(samples_[left].value) || before(samples_[left].value, samples_[right].value);
  }

  void up(std::size_t child) {
    while (child > 0) {
      const std::size_t parent = (child - 1) / 2;
      if (!less(child, parent)) {
        return;
      }
      std::swap(samples_[parent], samples_[child]);
      child = parent;
    }
  }

  void down() {
    std::size_t parent = 0;
    while (2 * parent + 1 < samples_.size()) {
      std::size_t child = 2 * parent + 1;
      if (child + 1 < samples_.size() && less(child + 1, child)) {
        ++child;
      }
      if (!less(child, parent)) {
        return;
      }
      std::swap(samples_[parent], samples_[child]);
      parent = child;
    }
  }

  Root root_;
  std::vector<Sample> samples_;
};

bool ranks_before(bool largest_first, const Sample& left, const Sample& right) {
  if (std::isnan(left.value) != std::isnan(right.value)) {
    return std::isnan(right.value);
  }
  if (left.value < right.value || left.value > right.value) {
    return (left.value > right.value) == largest_first;
  }
  return left.labels < right.labels;
}

}  // namespace

Vector first_by_value(const Aggregation& aggregation, const Vector& samples, std::size_t k) {
  const bool largest_first = aggregation.operation == AggregationOperator::topk;
  SignatureIndex index(aggregation.without ? LabelSelection::all_but(aggregation.grouping)
                                           : LabelSelection::only(aggregation.grouping));
  std::vector<Heap> heaps;
  for (const Sample& sample : samples) {
    const std::size_t group = index.insert(sample.labels);
    if (group == heaps.size()) {
      heaps.emplace_back(largest_first ? Heap::Root::smallest : Heap::Root::largest);
    }
    Heap& heap = heaps[group];
    if (heap.size() < k) {
      heap.push(sample);
    } else if (heap.beats_root(sample)) {
      heap.replace_root(sample);
    }
  }
  Vector result;
  for (Heap& heap : heaps) {
    std::vector<Sample> best = std::move(heap).take();
    std::sort(best.begin(), best.end(), [largest_first](const Sample& left, const Sample& right) {
      return ranks_before(largest_first, left, right);
    });
    result.insert(result.end(), best.begin(), best.end());
  }
  return result;
}

}  // namespace firedrill::promql
