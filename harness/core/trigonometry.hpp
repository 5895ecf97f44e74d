#pragma once

namespace firedrill::math {

/// Circular functions in radians, from nothing but IEEE-exact operations, as in math.hpp. They use
/// Prometheus' methods, so that queries give its bits (on amd64; for arguments below 2^29). Special
/// values follow C's Annex F (NaN in, NaN out).

/// Error below 2 units in the last place, besides an absolute one of 2e-31 x near multiples of
/// pi/2; 3 units and no more for arguments from 2^29 on, however large.
double sin(double x);
double cos(double x);

/// Error below 3 units in the last place, 4 from 2^29 on; below 1e-7 it is x, a relative error
/// below 4e-15.
double tan(double x);

/// Error below 2 units in the last place, but absolutely up to 3e-13 near -1 and 1.
double asin(double x);

/// pi/2 - asin(x), with the absolute error of asin.
double acos(double x);

/// Error below 2 units in the last place.
double atan(double x);

/// The angle of the point (x, y), in [-pi, pi].
double atan2(double y, double x);

}  // namespace firedrill::math
