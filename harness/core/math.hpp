#pragma once

namespace firedrill::math {

/// The transcendental functions of the harness. They use nothing but IEEE-exact operations
/// (+ - * / sqrt floor and bit casts), so that every machine and compiler computes the same bits;
/// the C library's own differ between CPUs. Special values follow C's Annex F (NaN in, NaN out).

/// e to the x. Error below 1 unit in the last place.
double exp(double x);

/// Natural logarithm. Error below 1 unit in the last place. log(0) is -infinity, log(-1) NaN.
double log(double x);

/// x to the y. Exact where repeated squaring is (10^15, 2^-1000); otherwise relative error below
/// 2e-13, its largest near the ends of the range of double.
double pow(double x, double y);

/// The z that a standard normal variable stays below with probability p, for p in (0, 1); -infinity
/// at 0, infinity at 1, NaN outside. Relative error below 1e-14. Monotone in p.
double normal_quantile(double p);

}  // namespace firedrill::math
