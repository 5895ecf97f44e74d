#pragma once

namespace firedrill::math {

/// Hyperbolic functions from nothing but IEEE-exact operations, as in math.hpp. Error below 3 units
/// in the last place. Special values follow C's Annex F (NaN in, NaN out), but that sinh and cosh
/// of more than 709.78 are infinite, as in Prometheus.

double sinh(double x);
double cosh(double x);
double tanh(double x);

double asinh(double x);
double acosh(double x);
double atanh(double x);

}  // namespace firedrill::math
