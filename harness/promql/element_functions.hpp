#pragma once

#include <span>

namespace firedrill::promql {

/// The functions that map each element of an instant vector; the call's scalar arguments follow.
using Scalars = std::span<const double>;

double abs_of(double value, Scalars);
double ceil_of(double value, Scalars);
double floor_of(double value, Scalars);
double sqrt_of(double value, Scalars);
double exp_of(double value, Scalars);
double ln_of(double value, Scalars);
double log2_of(double value, Scalars);
double log10_of(double value, Scalars);
double sgn_of(double value, Scalars);
double deg_of(double value, Scalars);
double rad_of(double value, Scalars);

/// To the nearest multiple of the scalar, if there is one, else of 1; ties go up.
double round_of(double value, Scalars scalars);
double clamp_min_of(double value, Scalars scalars);
double clamp_max_of(double value, Scalars scalars);

/// Go's math.Max and math.Min: NaN if either is, and +0 is larger than -0.
double go_max(double left, double right);
double go_min(double left, double right);

// Of a Unix time in seconds, in UTC.
double day_of_month_of(double unix_seconds, Scalars);
double day_of_week_of(double unix_seconds, Scalars);  ///< Sunday is 0.
double day_of_year_of(double unix_seconds, Scalars);
double days_in_month_of(double unix_seconds, Scalars);
double hour_of(double unix_seconds, Scalars);
double minute_of(double unix_seconds, Scalars);
double month_of(double unix_seconds, Scalars);
double year_of(double unix_seconds, Scalars);

}  // namespace firedrill::promql
