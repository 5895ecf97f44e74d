#include "harness/core/distribution.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "harness/core/exponential.hpp"
#include "harness/core/math.hpp"
#include "harness/core/overloaded.hpp"

namespace firedrill {
namespace {

double in_nanoseconds(Duration duration) {
  return static_cast<double>(duration.count());
}

/// Rounds to the nearest nanosecond and stays within +-longest_sample.
Duration nanoseconds(double count) {
  const double limit = in_nanoseconds(longest_sample);
  const double half = std::copysign(0.5, count);
  return Duration{static_cast<Duration::rep>(std::clamp(count + half, -limit, limit))};
}

Duration scale(Duration duration, double factor) {
  return nanoseconds(in_nanoseconds(duration) * factor);
}

/// Index of the first running sum above a uniform point of [0, total).
std::size_t choose(const std::vector<double>& cumulative, Rng& rng) {
  const double point = rng.unit() * cumulative.back();
  const auto found = std::upper_bound(cumulative.begin(), cumulative.end() - 1, point);
  return static_cast<std::size_t>(found - cumulative.begin());
}

/// Sum of value_of(i) weighted with the increments of `cumulative`, over the total weight.
template <class ValueOf>
Duration weighted_mean(const std::vector<double>& cumulative, ValueOf value_of) {
  double sum = 0;
  double before = 0;
  for (std::size_t i = 0; i < cumulative.size(); ++i) {
    sum += (cumulative[i] - before) * in_nanoseconds(value_of(i));
    before = cumulative[i];
  }
  return nanoseconds(sum / cumulative.back());
}

/// Running sums of the weights; of `count` equal ones where there are none.
std::vector<double> running_sums(const std::vector<double>& weights, std::size_t count) {
  assert(count > 0);
  assert(weights.empty() || weights.size() == count);
  std::vector<double> sums;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double weight = weights.empty() ? 1.0 : weights[i];
    assert(weight >= 0.0);
    sum += weight;
    sums.push_back(sum);
  }
  assert(sum > 0.0);
  return sums;
}

/// From median = e^mu and p99 = e^(mu + sigma z99).
double sigma_of(const Lognormal& model) {
  assert(Duration::zero() < model.median && model.median <= model.p99);
  const double ratio = in_nanoseconds(model.p99) / in_nanoseconds(model.median);
  return math::log(ratio) / math::normal_quantile(0.99);
}

/// Draws one value from each kind of model.
struct Sampler {
  Rng& rng;

  Duration operator()(const Constant& model) const { return model.value; }

  Duration operator()(const Uniform& model) const { return rng.between(model.low, model.high); }

  Duration operator()(const Exponential& model) const {
    return scale(model.mean, unit_exponential(rng));
  }

  Duration operator()(const Lognormal& model) const {
    const double z = math::normal_quantile(rng.open_unit());
    return scale(model.median, math::exp(model.sigma * z));
  }

  Duration operator()(const Normal& model) const {
    const double z = math::normal_quantile(rng.open_unit());
    const double mean = in_nanoseconds(model.mean);
    const double drawn = mean + in_nanoseconds(model.deviation) * z;
    return nanoseconds(std::clamp(drawn, 0.0, 2 * mean));
  }

  Duration operator()(const Pareto& model) const {
    const double beyond = 1.0 - rng.open_unit();
    return scale(model.least, math::exp(-math::log(beyond) / model.shape));
  }

  Duration operator()(const Empirical& model) const {
    return model.values[choose(model.cumulative, rng)];
  }

  Duration operator()(const Mixture& model) const {
    return model.parts[choose(model.cumulative, rng)].sample(rng);
  }
};

}  // namespace

Distribution::Distribution(Constant model) : model_(model) {}

Distribution::Distribution(Uniform model) : model_(model) {
  assert(model.low <= model.high);
}

Distribution::Distribution(Exponential model) : model_(model) {
  assert(model.mean >= Duration::zero());
}

Distribution::Distribution(Lognormal model) {
  model.sigma = sigma_of(model);
  model_ = model;
}

Distribution::Distribution(Normal model) : model_(model) {
  assert(Duration::zero() <= model.deviation && model.deviation <= model.mean / 2);
}

Distribution::Distribution(Pareto model) : model_(model) {
  assert(model.least >= Duration::zero() && model.shape > 1);
}

Distribution::Distribution(Empirical model) {
  model.cumulative = running_sums(model.weights, model.values.size());
  model_ = std::move(model);
}

Distribution::Distribution(Mixture model) {
  model.cumulative = running_sums(model.weights, model.parts.size());
  model_ = std::move(model);
}

Distribution::Distribution(const Distribution& other) = default;
Distribution::Distribution(Distribution&& other) noexcept = default;
Distribution& Distribution::operator=(const Distribution& other) = default;
Distribution& Distribution::operator=(Distribution&& other) noexcept = default;
Distribution::~Distribution() = default;

// Written out: clang 14 dies of a default here.
bool Distribution::operator==(const Distribution& other) const {
  return model_ == other.model_;
}

Duration Distribution::sample(Rng& rng) const {
  return std::visit(Sampler{rng}, model_);
}

Duration Distribution::mean() const {
  return std::visit(
      Overloaded{
          [](const Constant& model) { return model.value; },
          [](const Uniform& model) { return model.low + (model.high - model.low) / 2; },
          [](const Exponential& model) { return model.mean; },
          [](const Lognormal& model) {
            return scale(model.median, math::exp(model.sigma * model.sigma / 2));
          },
          [](const Normal& model) { return model.mean; },
          [](const Pareto& model) { return scale(model.least, model.shape / (model.shape - 1)); },
          [](const Empirical& model) {
            return weighted_mean(model.cumulative, [&](std::size_t i) { return model.values[i]; });
          },
          [](const Mixture& model) {
            return weighted_mean(model.cumulative,
                                 [&](std::size_t i) { return model.parts[i].mean(); });
          }},
      model_);
}

Distribution Distribution::scaled(double factor) const {
  assert(factor >= 0.0);
  Distribution result = *this;
  std::visit(Overloaded{[&](Constant& model) { model.value = scale(model.value, factor); },
                        [&](Uniform& model) {
                          model.low = scale(model.low, factor);
                          model.high = scale(model.high, factor);
                        },
                        [&](Exponential& model) { model.mean = scale(model.mean, factor); },
                        [&](Lognormal& model) {
                          model.median = scale(model.median, factor);
                          model.p99 = scale(model.p99, factor);  // sigma stays, unrounded
                        },
                        [&](Normal& model) {
                          model.mean = scale(model.mean, factor);
                          model.deviation = scale(model.deviation, factor);
                        },
                        [&](Pareto& model) { model.least = scale(model.least, factor); },
                        [&](Empirical& model) {
                          for (Duration& value : model.values) {
                            value = scale(value, factor);
                          }
                        },
                        [&](Mixture& model) {
                          for (Distribution& part : model.parts) {
                            part = part.scaled(factor);
                          }
                        }},
             result.model_);
  return result;
}

Distribution zero_inflated(Probability zero, Distribution rest) {
  return Mixture{.parts = {Constant{}, std::move(rest)},
                 .weights = {zero.value(), 1.0 - zero.value()}};
}

}  // namespace firedrill
