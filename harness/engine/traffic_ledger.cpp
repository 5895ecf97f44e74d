#include "harness/engine/traffic_ledger.hpp"

#include <algorithm>
#include <cassert>

namespace firedrill {

std::string outcome_name(std::uint16_t code) {
  switch (code) {
    case code::timeout:
      return "timeout";
    case code::refused:
      return "refused";
    case code::shed:
      return "shed";
    case code::unanswered:
      return "unanswered";
    case code::reset:
      return "reset";
    case code::truncated:
      return "truncated";
    case code::malformed:
      return "malformed";
    case code::dns:
      return "dns";
    case code::tls:
      return "tls";
    case code::redirects:
      return "redirects";
    default:
      return std::to_string(code);
  }
}

Instant TrafficLedger::second_of(Instant at) {
  return Instant{std::chrono::floor<std::chrono::seconds>(at.time_since_epoch())};
}

void TrafficLedger::record(const ClientResponse& response) {
  if (is_over(response.at)) {
    close();
  }
  if (codes_.empty()) {
    second_ = second_of(response.at);
  }
  const bool is_bad = !response.good && response.code != code::shed;
  count_code(response.code, is_bad);
  if (response.code == code::shed) {
    ++shed_;
  } else {
    const std::uint32_t bucket = latency_bucket(response.latency);
    assert(bucket < buckets);
    ++latency_[bucket];
    ++(response.good ? good_ : bad_);
  }
  if (is_bad && !first_bad_) {
    first_bad_ = response.at;
  }
  if (response.cause != EventId::none) {
    count_cause(response.cause, is_bad);
  }
}

std::vector<TrafficRecord> TrafficLedger::take_ended(Instant now) {
  if (is_over(now)) {
    close();
  }
  return std::exchange(ended_, {});
}

bool TrafficLedger::is_over(Instant now) const {
  return !codes_.empty() && now - second_ >= std::chrono::seconds{1};
}

void TrafficLedger::count_code(std::uint16_t code, bool bad) {
  const auto known = std::find_if(
      codes_.begin(), codes_.end(), [&](const CodeCount& count) { return count.code == code; });
  CodeCount& count = known != codes_.end() ? *known : codes_.emplace_back(CodeCount{code});
  ++count.all;
  count.bad += bad ? 1U : 0U;
}

void TrafficLedger::count_cause(EventId cause, bool bad) {
  const auto known = std::find_if(causes_.begin(), causes_.end(), [&](const CauseTally& tally) {
    return tally.cause == cause;
  });
  CauseTally& tally = known != causes_.end() ? *known : causes_.emplace_back(CauseTally{cause});
  ++(bad ? tally.bad : tally.other);
}

void TrafficLedger::close() {
  TrafficRecord record{.population = population_,
                       .second = second_,
                       .good = good_,
                       .bad = bad_,
                       .shed = shed_,
                       .first_bad = first_bad_};
  for (const CodeCount& count : codes_) {
    record.outcomes.emplace_back(outcome_name(count.code), count.all);
    if (count.bad > 0) {
      record.bad_outcomes.emplace_back(outcome_name(count.code), count.bad);
    }
  }
  std::sort(record.outcomes.begin(), record.outcomes.end());
  std::sort(record.bad_outcomes.begin(), record.bad_outcomes.end());
  for (std::uint32_t bucket = 0; bucket < buckets; ++bucket) {
    if (latency_[bucket] != 0) {
      record.latency.emplace_back(bucket, latency_[bucket]);
    }
  }
  record.causes = causes_;
  std::sort(
      record.causes.begin(),
      record.causes.end(),
      [](const CauseTally& left, const CauseTally& right) { return left.cause < right.cause; });
  ended_.push_back(std::move(record));
  good_ = bad_ = shed_ = 0;
  first_bad_.reset();
  codes_.clear();
  causes_.clear();
  latency_.fill(0);
}

}  // namespace firedrill
