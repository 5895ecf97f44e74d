#include "tests/oracle/dataset.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "harness/core/rng.hpp"
#include "harness/promql/number_text.hpp"

namespace firedrill::oracle {
namespace {

constexpr std::size_t samples = 81;

std::string metric_text(std::string_view name, const std::vector<promql::Labels::Entry>& labels) {
  std::string out(name);
  out += '{';
  for (const auto& [label, value] : labels) {
    out += (out.back() == '{' ? "" : ",") + label + "=\"" + value + '"';
  }
  return out + '}';
}

Series make_series(std::string_view name, std::vector<promql::Labels::Entry> labels) {
  Series series{metric_text(name, labels), {}, {}};
  labels.emplace_back(promql::name_label, name);
  series.labels = promql::Labels(std::move(labels));
  return series;
}

/// What a scrape does to one value.
std::string scraped(Rng& rng, double value) {
  const std::uint64_t luck = rng.below(40);
  if (luck < 3) {
    return "_";
  }
  return luck == 3 ? "stale" : promql::short_number(value);
}

void fill_counter(Rng& rng, Series& series) {
  double total = static_cast<double>(rng.below(1000));
  const std::size_t born = rng.below(4) == 0 ? rng.below(samples) : 0;
  for (std::size_t i = 0; i < samples; ++i) {
    total = rng.below(25) == 0 ? 0 : total + static_cast<double>(rng.below(50)) / 4;
    series.values.push_back(i < born ? "_" : scraped(rng, total));
  }
}

void fill_gauge(Rng& rng, Series& series) {
  constexpr double special[] = {NAN, INFINITY, -INFINITY, 0, -0.0, 1e300, 0.1, 1e-3};
  double value = rng.unit();
  for (std::size_t i = 0; i < samples; ++i) {
    if (rng.below(3) != 0) {
      value = std::floor((rng.unit() - 0.3) * 1e4) / 128;
    }
    const bool odd = rng.below(20) == 0;
    series.values.push_back(scraped(rng, odd ? special[rng.below(std::size(special))] : value));
  }
}

void add_histogram(Rng& rng, Dataset& dataset, const std::string& instance) {
  constexpr std::string_view bounds[] = {"0.1", "0.25", "0.5", "1", "2.5", "+Inf"};
  std::vector<Series> buckets;
  for (const std::string_view bound : bounds) {
    buckets.push_back(make_series("http_request_duration_seconds_bucket",
                                  {{"instance", instance}, {"le", std::string(bound)}}));
  }
  std::vector<double> counts(std::size(bounds));
  for (std::size_t i = 0; i < samples; ++i) {
    const std::size_t fastest = rng.below(std::size(bounds));
    for (std::size_t bucket = fastest; bucket < counts.size(); ++bucket) {
      counts[bucket] += static_cast<double>(rng.below(3) + 3 * (bucket - fastest));
      counts[bucket] = bucket > 0 ? std::max(counts[bucket], counts[bucket - 1]) : counts[bucket];
    }
    for (std::size_t bucket = 0; bucket < counts.size(); ++bucket) {
      buckets[bucket].values.push_back(scraped(rng, counts[bucket]));
    }
  }
  for (Series& bucket : buckets) {
    dataset.series.push_back(std::move(bucket));
  }
}

}  // namespace

Dataset random_dataset(std::uint64_t seed, Duration interval) {
  Rng rng(seed);
  Dataset dataset{interval, {}};
  for (const std::string instance : {"b", "a", "c"}) {
    for (const std::string code : {"500", "200", "503", "404"}) {
      Series counter = make_series("http_requests_total",
                                   {{"service", "edge"}, {"instance", instance}, {"code", code}});
      fill_counter(rng, counter);
      dataset.series.push_back(std::move(counter));
    }
    for (const std::string name : {"queue_depth", "temperature"}) {
      Series gauge = make_series(name, {{"instance", instance}});
      fill_gauge(rng, gauge);
      dataset.series.push_back(std::move(gauge));
    }
    Series up = make_series("up", {{"instance", instance}, {"job", "edge"}});
    for (std::size_t i = 0; i < samples; ++i) {
      up.values.push_back(scraped(rng, rng.below(5) == 0 ? 0 : 1));
    }
    dataset.series.push_back(std::move(up));
    add_histogram(rng, dataset, instance);
  }
  Series limit = make_series("queue_limit", {});
  fill_gauge(rng, limit);
  dataset.series.push_back(std::move(limit));
  return dataset;
}

promql::SampleStore load(const Dataset& dataset) {
  promql::SampleStore store;
  const std::int64_t interval_ms = promql::to_ms(dataset.interval);
  // Time by time, as promtool does: series come into being with their first sample.
  for (std::size_t i = 0; i < samples; ++i) {
    const auto t_ms = static_cast<std::int64_t>(i) * interval_ms;
    for (const Series& series : dataset.series) {
      const std::string& value = series.values[i];
      if (value == "_") {
        continue;
      }
      const promql::SeriesId id = *store.series(series.labels);
      if (value == "stale") {
        store.append_stale(id, t_ms);
      } else {
        store.append(id, t_ms, *promql::parse_number(value));
      }
    }
  }
  return store;
}

}  // namespace firedrill::oracle
