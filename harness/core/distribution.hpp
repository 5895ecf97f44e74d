#pragma once

#include <variant>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/core/units.hpp"

namespace firedrill {

class Distribution;

/// Always the same value.
struct Constant {
  Duration value{};

  bool operator==(const Constant&) const = default;
};

/// Every nanosecond of [low, high] is as likely as any other. Requires low <= high.
struct Uniform {
  Duration low{};
  Duration high{};

  bool operator==(const Uniform&) const = default;
};

/// Memoryless waiting time, as between independent arrivals. Requires mean >= 0.
struct Exponential {
  Duration mean{};

  bool operator==(const Exponential&) const = default;
};

/// The usual shape of latencies and of human delays: half the values lie below the median, one in a
/// hundred above p99. Requires 0 < median <= p99.
struct Lognormal {
  Duration median{};
  Duration p99{};
  double sigma = 0;  ///< of the logarithm; filled in by Distribution

  bool operator==(const Lognormal&) const = default;
};

/// Jitter around a mean, to both sides alike. What lies below 0 is 0, and what lies as far above
/// the mean is twice the mean, so that the mean stays exact; that concerns at most one value in 22.
/// Requires 0 <= deviation <= mean / 2.
struct Normal {
  Duration mean{};
  Duration deviation{};

  bool operator==(const Normal&) const = default;
};

/// A heavy tail: a value is x times the least with probability x^-shape, or longer. Requires
/// least >= 0 and shape > 1, below which there is no mean.
struct Pareto {
  Duration least{};
  double shape = 2;

  bool operator==(const Pareto&) const = default;
};

/// One of the observed values, without interpolation. Weights are relative and default to equal.
/// Requires at least one value, and no weights or as many weights as values: none negative, not all
/// zero.
struct Empirical {
  std::vector<Duration> values;
  std::vector<double> weights = {};
  std::vector<double> cumulative = {};  ///< running sums of weights; filled in by Distribution

  bool operator==(const Empirical&) const = default;
};

/// A draw from one of the parts, chosen by weight (two modes, a slow minority). Same requirements
/// as Empirical.
struct Mixture {
  std::vector<Distribution> parts;
  std::vector<double> weights = {};
  std::vector<double> cumulative = {};  ///< running sums of weights; filled in by Distribution

  bool operator==(const Mixture&) const = default;
};

/// How long something takes, when that can vary. A value: cheap to keep, never changes.
///
/// Two settings compared on the same stream stay paired draw by draw: a longer mean or median makes
/// each single value longer, and none is re-rolled. For that, every kind but one is drawn by
/// inversion of its distribution function, from one number of the stream (a Mixture takes one more
/// for its choice); the Exponential is a multiple of unit_exponential(), which is faster.
class Distribution {
 public:
  using Model =
      std::variant<Constant, Uniform, Exponential, Lognormal, Normal, Pareto, Empirical, Mixture>;

  // NOLINTBEGIN(google-explicit-constructor): a model stands wherever a distribution is wanted.
  Distribution(Constant model = {});
  Distribution(Uniform model);
  Distribution(Exponential model);
  Distribution(Lognormal model);
  Distribution(Normal model);
  Distribution(Pareto model);
  Distribution(Empirical model);
  Distribution(Mixture model);
  // NOLINTEND(google-explicit-constructor)

  // In one place, as all that a variant needs to be copied is long.
  Distribution(const Distribution& other);
  Distribution(Distribution&& other) noexcept;
  Distribution& operator=(const Distribution& other);
  Distribution& operator=(Distribution&& other) noexcept;
  ~Distribution();

  /// One value; at most longest_sample, so that adding it to an Instant cannot overflow.
  Duration sample(Rng& rng) const;

  /// The expected value, in closed form, rounded to a nanosecond.
  Duration mean() const;

  /// The distribution of `factor` times a value. Requires factor >= 0.
  Distribution scaled(double factor) const;

  const Model& model() const { return model_; }

  bool operator==(const Distribution& other) const;

 private:
  Model model_;
};

/// 2^61 ns, 73 years.
constexpr Duration longest_sample{Duration::rep{1} << 61U};

/// Nothing with probability `zero` (a cache hit, a delay that seldom strikes), otherwise a draw
/// from `rest`.
Distribution zero_inflated(Probability zero, Distribution rest);

}  // namespace firedrill
