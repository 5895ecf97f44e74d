#pragma once

#include <vector>

#include "harness/promql/functions.hpp"

namespace firedrill::promql {

struct Bucket {
  double upper_bound;
  double count;  ///< Of all observations up to the bound.
};

/// The q-quantile of a cumulative histogram, interpolated within its bucket: Prometheus'
/// bucketQuantile. Counts that fall from one bucket to the next, as rates of buckets scraped at
/// different times do, are raised first. NaN without observations, without a bucket +Inf or with
/// that one alone; the bound below if the quantile falls into +Inf.
double bucket_quantile(double q, std::vector<Bucket> buckets);

/// histogram_quantile(q, buckets).
Result<Value> histogram_quantile(const CallContext& context);

}  // namespace firedrill::promql
