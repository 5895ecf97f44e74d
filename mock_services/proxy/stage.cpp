#include "mock_services/proxy/stage.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "harness/behaviour/lossy_path.hpp"

namespace firedrill::proxy {
namespace {

/// A timer that comes late is made up for, a reader that was slow is not.
constexpr Duration longest_catch_up = std::chrono::milliseconds(5);

/// Far enough for any delay, and no sum overflows.
constexpr std::int64_t most_ms = 1'000LL * 86'400 * 365 * 10;

constexpr std::size_t packet_bytes = 1448;  ///< of an Ethernet frame, with TCP's timestamps

bool has_attributes_of(const ToxicKind& kind, const ToxicKind& other) {
  return type_of(kind) == type_of(other) && attributes_of(kind) == attributes_of(other);
}

Duration milliseconds(std::int64_t count) {
  return std::chrono::milliseconds(std::clamp(count, -most_ms, most_ms));
}

}  // namespace

Stage::Stage(const Toxic& toxic,
             Rng rng,
             Instant now,
             std::function<void()> on_hit,
             std::optional<double> draw)
    : toxic_(toxic),
      rng_(rng),
      on_hit_(std::move(on_hit)),
      draw_(draw.value_or(rng_.unit())),
      is_active_(draw_ < static_cast<double>(toxic.toxicity)),
      begun_(now) {}

void Stage::push(const Chunk& chunk) {
  queue_.push(chunk);
  bytes_ += chunk.bytes;
}

bool Stage::blackholes() const {
  return is_active_ && std::holds_alternative<Timeout>(toxic_.kind);
}

bool Stage::is_in_transit() const {
  return is_active_ && (std::holds_alternative<Latency>(toxic_.kind) ||
                        std::holds_alternative<Delay>(toxic_.kind));
}

void Stage::change(const Toxic& toxic, Instant now) {
  const bool did_blackhole = blackholes();
  const bool goes_on = is_active_ && draw_ < static_cast<double>(toxic.toxicity) &&
                       has_attributes_of(toxic_.kind, toxic.kind);
  toxic_ = toxic;
  is_active_ = draw_ < static_cast<double>(toxic.toxicity);
  if (!goes_on) {
    begun_ = now;
    head_due_.reset();
    pieces_left_ = 0;
  }
  if (did_blackhole && !blackholes()) {
    ending_ = Mark::close;
  }
}

std::optional<Chunk> Stage::flush(Instant now) {
  if (is_cut_) {
    return std::nullopt;
  }
  if (!queue_.empty()) {
    return take(queue_.front().bytes, now);
  }
  if (ending_ || blackholes()) {
    is_cut_ = true;
    return Chunk{.mark = ending_.value_or(Mark::close), .arrived = now};
  }
  return std::nullopt;
}

std::optional<Chunk> Stage::pull(Instant now) {
  const bool was_cut = is_cut_;
  const bool had_data = !queue_.empty() && queue_.front().mark == Mark::data;
  std::optional<Chunk> chunk = next(now);
  const bool holds_back = !chunk && !queue_.empty();
  const bool drops = chunk && chunk->mark == Mark::dropped && had_data;
  if (is_active_ && !was_cut && (is_cut_ || holds_back || drops)) {
    note_hit();
  }
  return chunk;
}

void Stage::note_hit() {
  if (const auto hears = std::exchange(on_hit_, nullptr)) {
    hears();
  }
}

std::optional<Chunk> Stage::next(Instant now) {
  due_ = never;
  if (is_cut_) {
    return drop_rest(now);
  }
  if (ending_) {
    is_cut_ = true;
    return Chunk{.mark = *ending_, .arrived = now};
  }
  if (!is_active_) {
    return treat(Noop{}, now);
  }
  return std::visit([&](const auto& toxic) { return treat(toxic, now); }, toxic_.kind);
}

/// Takes so many bytes of the first chunk, or an end.
Chunk Stage::take(std::size_t bytes, Instant when) {
  Chunk& head = queue_.front();
  const Chunk taken{.bytes = bytes, .mark = head.mark, .arrived = when};
  head.bytes -= bytes;
  bytes_ -= bytes;
  if (head.bytes == 0) {
    queue_.pop();
  }
  head_due_.reset();
  return taken;
}

std::optional<Chunk> Stage::take_if_due(Instant due, std::size_t bytes, Instant now) {
  if (due > now) {
    due_ = due;
    return std::nullopt;
  }
  return take(bytes, due);
}

/// When head_due_ says; nothing that follows comes before it.
std::optional<Chunk> Stage::take_in_turn(std::size_t bytes, Instant now) {
  const Instant due = *head_due_;
  std::optional<Chunk> taken = take_if_due(due, bytes, now);
  if (taken) {
    free_at_ = due;
  }
  return taken;
}

std::optional<Chunk> Stage::drop_rest(Instant now) {
  while (!queue_.empty()) {
    Chunk taken = take(queue_.front().bytes, now);
    if (taken.bytes > 0) {
      taken.mark = Mark::dropped;
      return taken;
    }
  }
  return std::nullopt;
}

/// When the first chunk can begin to move, if one after the other does.
Instant Stage::earliest(Instant now) const {
  return std::max({free_at_, queue_.front().arrived, now - longest_catch_up});
}

std::optional<Chunk> Stage::treat(const Noop& /*toxic*/, Instant /*now*/) {
  if (queue_.empty()) {
    return std::nullopt;
  }
  return take(queue_.front().bytes, queue_.front().arrived);
}

std::optional<Chunk> Stage::treat(const Latency& toxic, Instant now) {
  if (queue_.empty() || queue_.front().mark != Mark::data) {
    return treat(Noop{}, now);
  }
  if (!head_due_) {
    Duration delay = milliseconds(toxic.latency_ms);
    if (toxic.jitter_ms > 0) {
      delay += rng_.between(-milliseconds(toxic.jitter_ms), milliseconds(toxic.jitter_ms));
    }
    head_due_ = std::max(free_at_, queue_.front().arrived + std::max(delay, Duration{}));
  }
  return take_in_turn(queue_.front().bytes, now);
}

std::optional<Chunk> Stage::treat(const Delay& toxic, Instant now) {
  if (queue_.empty() || queue_.front().mark != Mark::data) {
    return treat(Noop{}, now);
  }
  const Chunk& head = queue_.front();
  if (pieces_left_ == 0) {
    late_ = toxic.by.sample(rng_);
    pieces_ = std::min(toxic.pieces, static_cast<std::int64_t>(head.bytes));
    pieces_left_ = pieces_;
  }
  if (!head_due_) {
    const auto left = static_cast<std::size_t>(pieces_left_);
    slice_ = (head.bytes + left - 1) / left;
    head_due_ = std::max(free_at_, head.arrived + late_ / pieces_ * (pieces_ - pieces_left_ + 1));
  }
  std::optional<Chunk> taken = take_in_turn(slice_, now);
  pieces_left_ -= taken ? 1 : 0;
  return taken;
}

std::optional<Chunk> Stage::treat(const Reject& toxic, Instant now) {
  if (toxic.first > 0 && *toxic.rejected >= toxic.first) {
    return treat(Noop{}, now);
  }
  ++*toxic.rejected;
  is_cut_ = true;
  return Chunk{.mark = Mark::reset, .arrived = now};
}

std::optional<Chunk> Stage::treat(const Bandwidth& toxic, Instant now) {
  if (queue_.empty() || queue_.front().mark != Mark::data) {
    return treat(Noop{}, now);
  }
  if (toxic.rate_kb_s == 0) {
    return std::nullopt;
  }
  if (!head_due_) {
    // So that a large chunk at a low rate comes in pieces, every 100 ms.
    const auto whole = static_cast<std::int64_t>(queue_.front().bytes);
    const std::int64_t slice =
        toxic.rate_kb_s >= whole ? whole : std::min(whole, toxic.rate_kb_s * 100);
    slice_ = static_cast<std::size_t>(slice);
    head_due_ = earliest(now) + Duration(slice * 1'000'000 / toxic.rate_kb_s);
  }
  return take_in_turn(slice_, now);
}

std::optional<Chunk> Stage::treat(const Loss& toxic, Instant now) {
  if (queue_.empty() || queue_.front().mark != Mark::data) {
    return treat(Noop{}, now);
  }
  if (!head_due_) {
    const Chunk& head = queue_.front();
    const LossyPath path{.lost = static_cast<double>(toxic.per_thousand) / 1000,
                         .burst = toxic.burst,
                         .round_trip = milliseconds(toxic.round_trip_ms),
                         .rto = milliseconds(toxic.rto_ms)};
    const std::size_t packets = (head.bytes + packet_bytes - 1) / packet_bytes;
    head_due_ = std::max(free_at_, head.arrived) + path.repair_time(packets, is_losing_, rng_);
  }
  return take_in_turn(queue_.front().bytes, now);
}

std::optional<Chunk> Stage::treat(const SlowClose& toxic, Instant now) {
  if (queue_.empty()) {
    return std::nullopt;
  }
  const Chunk& head = queue_.front();
  const bool is_slow = head.mark == Mark::finish || head.mark == Mark::close;
  const Duration delay = std::max(milliseconds(toxic.delay_ms), Duration{});
  return is_slow ? take_if_due(head.arrived + delay, 0, now) : treat(Noop{}, now);
}

std::optional<Chunk> Stage::treat(const Timeout& toxic, Instant now) {
  while (!queue_.empty()) {
    Chunk taken = take(queue_.front().bytes, now);
    if (taken.mark == Mark::data) {
      taken.mark = Mark::dropped;
    }
    if (taken.mark != Mark::finish) {
      return taken;
    }
  }
  if (toxic.timeout_ms > 0) {
    const Instant end = begun_ + milliseconds(toxic.timeout_ms);
    if (end <= now) {
      is_cut_ = true;
      return Chunk{.mark = Mark::close, .arrived = end};
    }
    due_ = end;
  }
  return std::nullopt;
}

std::optional<Chunk> Stage::treat(const ResetPeer& toxic, Instant now) {
  if (queue_.empty()) {
    return std::nullopt;
  }
  if (queue_.front().mark != Mark::data && queue_.front().mark != Mark::finish) {
    return treat(Noop{}, now);
  }
  const Duration delay = std::max(milliseconds(toxic.timeout_ms), Duration{});
  std::optional<Chunk> taken =
      take_if_due(queue_.front().arrived + delay, queue_.front().bytes, now);
  if (!taken) {
    return std::nullopt;
  }
  if (taken->mark == Mark::data) {
    taken->mark = Mark::dropped;
    ending_ = Mark::reset;
  } else {
    taken->mark = Mark::reset;
    is_cut_ = true;
  }
  return taken;
}

std::optional<Chunk> Stage::treat(const Slicer& toxic, Instant now) {
  if (queue_.empty() || queue_.front().mark != Mark::data) {
    return treat(Noop{}, now);
  }
  if (!head_due_) {
    const auto whole = static_cast<std::int64_t>(queue_.front().bytes);
    std::int64_t slice = whole;
    if (whole - toxic.average_size > toxic.size_variation) {
      const auto variation = static_cast<std::uint64_t>(toxic.size_variation);
      const auto drawn = static_cast<std::int64_t>(rng_.below(2 * variation + 1));
      slice = std::max<std::int64_t>(1, toxic.average_size - toxic.size_variation + drawn);
    }
    slice_ = static_cast<std::size_t>(slice);
    head_due_ = earliest(now);
  }
  const Instant due = *head_due_;
  std::optional<Chunk> taken = take_if_due(due, slice_, now);
  if (taken) {
    const std::int64_t delay_us = std::clamp<std::int64_t>(toxic.delay_us, 0, most_ms * 1000);
    free_at_ = due + std::chrono::microseconds(delay_us);
  }
  return taken;
}

std::optional<Chunk> Stage::treat(const LimitData& toxic, Instant now) {
  if (queue_.empty() || queue_.front().mark != Mark::data) {
    return treat(Noop{}, now);
  }
  const Chunk& head = queue_.front();
  const std::int64_t left =
      std::max<std::int64_t>(0, std::max<std::int64_t>(0, toxic.bytes) - passed_);
  const auto bytes = static_cast<std::int64_t>(head.bytes);
  if (left <= bytes) {
    ending_ = Mark::close;  // what is left of the chunk is dropped behind it
  }
  if (left == 0) {
    return pull(now);
  }
  const std::int64_t taken = std::min(left, bytes);
  passed_ += taken;
  return take(static_cast<std::size_t>(taken), head.arrived);
}

}  // namespace firedrill::proxy
