#include "harness/promql/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "harness/promql/label_selection.hpp"
#include "harness/promql/number_text.hpp"

namespace firedrill::promql {
namespace {

constexpr std::string_view bound_label = "le";

/// Joins buckets of the same bound ("1" and "1.0").
void coalesce(std::vector<Bucket>& buckets) {
  std::size_t last = 0;
  for (std::size_t i = 1; i < buckets.size(); ++i) {
    if (buckets[i].upper_bound == buckets[last].upper_bound) {
      buckets[last].count += buckets[i].count;
    } else {
      buckets[++last] = buckets[i];
    }
  }
  buckets.resize(last + 1);
}

void make_monotonic(std::vector<Bucket>& buckets) {
  double highest = buckets.front().count;
  for (Bucket& bucket : buckets) {
    if (bucket.count > highest) {
      highest = bucket.count;
    } else if (bucket.count < highest) {
      bucket.count = highest;
    }
  }
}

/// The first bucket whose count reaches the rank, or the last one. This bisection, like Go's, gives
/// the same answer when counts are NaN.
std::size_t find_rank(const std::vector<Bucket>& buckets, double rank) {
  std::size_t from = 0;
  std::size_t to = buckets.size() - 1;
  while (from < to) {
    const std::size_t middle = (from + to) / 2;
    if (buckets[middle].count >= rank) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

}  // namespace

double bucket_quantile(double q, std::vector<Bucket> buckets) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(q)) {
    return nan;
  }
  if (q < 0) {
    return -infinity;
  }
  if (q > 1) {
    return infinity;
  }
  std::stable_sort(buckets.begin(), buckets.end(), [](const Bucket& left, const Bucket& right) {
    return left.upper_bound < right.upper_bound;
  });
  if (buckets.empty() || buckets.back().upper_bound != infinity) {
    return nan;
  }
  coalesce(buckets);
  make_monotonic(buckets);
  if (buckets.size() < 2 || buckets.back().count == 0) {
    return nan;
  }
  double rank = q * buckets.back().count;
  const std::size_t found = find_rank(buckets, rank);
  const Bucket& bucket = buckets[found];
  if (found == buckets.size() - 1) {
    return buckets[found - 1].upper_bound;
  }
  if (found == 0 && bucket.upper_bound <= 0) {
    return bucket.upper_bound;
  }
  const Bucket below = found == 0 ? Bucket{0, 0} : buckets[found - 1];
  rank -= below.count;
  return below.upper_bound +
         (bucket.upper_bound - below.upper_bound) * (rank / (bucket.count - below.count));
}

Result<Value> histogram_quantile(const CallContext& context) {
  const double q = std::get<double>(context.arguments[0]);
  const Vector& samples = std::get<Vector>(context.arguments[1]);
  // Histograms of different names stay apart, though their results may then have the same labels.
  const LabelSelection identity = LabelSelection::dropping({std::string(bound_label)});
  SignatureIndex histograms(identity);
  std::vector<std::vector<Bucket>> buckets;
  for (const Sample& sample : samples) {
    const auto bound = parse_number(sample.labels.get(bound_label));
    if (!bound || std::isnan(*bound)) {
      continue;
    }
    const std::size_t histogram = histograms.insert(sample.labels);
    buckets.resize(histograms.size());
    buckets[histogram].push_back({*bound, sample.value});
  }
  Vector result;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    result.push_back({identity.apply(histograms.first_of(i)).without_name(),
                      bucket_quantile(q, std::move(buckets[i]))});
  }
  return Value(std::move(result));
}

}  // namespace firedrill::promql
