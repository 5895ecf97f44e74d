#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "mock_services/proxy/chunk.hpp"
#include "mock_services/proxy/toxic.hpp"

namespace firedrill::proxy {

inline constexpr Instant never = Instant::max();

/// What one toxic does to one direction of one connection: chunks go in, and come out in the same
/// order, later, smaller, dropped, or not at all. Pure: time is what the caller says, and chances
/// come from `rng`, whose first draw is compared with the toxicity, or `draw` is.
class Stage {
 public:
  /// `on_hit` is called once, when the toxic first does something to the connection.
  Stage(const Toxic& toxic,
        Rng rng,
        Instant now,
        std::function<void()> on_hit = {},
        std::optional<double> draw = {});

  void push(const Chunk& chunk);

  /// The next chunk that is due. A chunk's `arrived` is when it was due, not when it was taken, so
  /// that a late timer delays nothing that follows.
  std::optional<Chunk> pull(Instant now);

  /// When the next one is due, as of the last pull() that gave none; never: not before something
  /// is pushed.
  Instant due() const { return due_; }

  /// The toxic has other attributes, or another toxicity. What has been counted stays; if it is
  /// only another toxicity, so does what is under way.
  void change(const Toxic& toxic, Instant now);

  /// The toxic is gone: all that waits, at once. Behind it an end of the connection, if there is
  /// no way back.
  std::optional<Chunk> flush(Instant now);

  std::size_t bytes() const { return bytes_; }

  std::size_t chunks() const { return queue_.size(); }

  /// Whether what waits here is on its way, as in a long cable, and not held back.
  bool is_in_transit() const;

  const std::string& name() const { return toxic_.name; }

 private:
  std::optional<Chunk> treat(const Latency& toxic, Instant now);
  std::optional<Chunk> treat(const Bandwidth& toxic, Instant now);
  std::optional<Chunk> treat(const SlowClose& toxic, Instant now);
  std::optional<Chunk> treat(const Timeout& toxic, Instant now);
  std::optional<Chunk> treat(const ResetPeer& toxic, Instant now);
  std::optional<Chunk> treat(const Slicer& toxic, Instant now);
  std::optional<Chunk> treat(const LimitData& toxic, Instant now);
  std::optional<Chunk> treat(const Loss& toxic, Instant now);
  std::optional<Chunk> treat(const Delay& toxic, Instant now);
  std::optional<Chunk> treat(const Reject& toxic, Instant now);
  std::optional<Chunk> treat(const Noop& toxic, Instant now);

  template <HttpToxic T>
  std::optional<Chunk> treat(const T& /*toxic*/, Instant now) {
    return treat(Noop{}, now);  // it has acted before (Answers)
  }

  std::optional<Chunk> next(Instant now);
  void note_hit();
  bool blackholes() const;
  std::optional<Chunk> take_if_due(Instant due, std::size_t bytes, Instant now);
  std::optional<Chunk> take_in_turn(std::size_t bytes, Instant now);
  Chunk take(std::size_t bytes, Instant when);
  std::optional<Chunk> drop_rest(Instant now);
  Instant earliest(Instant now) const;

  Toxic toxic_;
  Rng rng_;
  std::function<void()> on_hit_;  ///< empty since it has been called
  double draw_;
  bool is_active_;
  ChunkQueue queue_;
  std::size_t bytes_ = 0;
  Instant due_ = never;
  Instant begun_;      ///< when the toxic came or was changed
  Instant free_at_{};  ///< before it nothing follows
  std::optional<Instant> head_due_ = {};
  std::size_t slice_ = 0;               ///< of the head, with head_due_
  Duration late_{};                     ///< delay: how much later the last piece of the head comes
  std::int64_t pieces_ = 0;             ///< delay: of the head
  std::int64_t pieces_left_ = 0;        ///< delay: of the head, 0 before it has been drawn for
  std::int64_t passed_ = 0;             ///< bytes of data, for limit_data
  std::optional<bool> is_losing_ = {};  ///< loss: the last packet was lost
  std::optional<Mark> ending_ = {};     ///< comes next
  bool is_cut_ = false;                 ///< an end has come out: nothing follows
};

}  // namespace firedrill::proxy
