#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "mock_services/proxy/answers.hpp"
#include "mock_services/proxy/blocks.hpp"
#include "mock_services/proxy/chunk.hpp"
#include "mock_services/proxy/requests.hpp"
#include "mock_services/proxy/stage.hpp"

namespace firedrill::proxy {

/// One direction of a connection: bytes go in, pass the toxics one after the other, and come out.
/// Toxics that know HTTP are the first, whenever they were added. Pure but for the memory. What it
/// holds is bounded: the reader asks wants_more() before each read, so that a slow receiver slows
/// the sender down.
class Pipe {
 public:
  /// The pool must outlive it.
  explicit Pipe(BlockPool& pool) : bytes_(pool) {}

  bool wants_more() const;

  /// Where to read to; arrived() must follow.
  std::span<char> space() { return bytes_.space(); }

  /// So many bytes have been read, 0 too.
  void arrived(std::size_t count, Instant now);

  /// The other direction has sent these: requests, as far as toxics that know HTTP are concerned.
  void asked(std::string_view bytes);

  /// The sender sends no more.
  void finished(Instant now);

  /// Moves what is due. Then front() is what is to be done next.
  void advance(Instant now);

  /// When to call advance() again if nothing else happens before.
  Instant due() const { return due_; }

  /// Data to send, or an end; null if nothing is due. Never dropped bytes.
  const Chunk* front() const { return output_.empty() ? nullptr : &output_.front(); }

  /// The bytes of the first chunk, as far as they lie together.
  std::span<const char> front_bytes() const { return bytes_.front(output_.front().bytes); }

  /// So many of them have been sent; for an end: it has been carried out.
  void sent(std::size_t count);

  /// The toxic acts on what arrives from now on, behind those that are there.
  /// `on_hit` and `draw` as for a Stage; of toxics that know HTTP nobody hears.
  void add(const Toxic& toxic,
           const Rng& rng,
           Instant now,
           std::function<void()> on_hit = {},
           std::optional<double> draw = {});
  void change(const Toxic& toxic, Instant now);
  void remove(std::string_view toxic, Instant now);

  std::size_t bytes() const { return bytes_.size(); }

 private:
  bool has_space() const;
  bool has_room(std::size_t stage) const;
  void push_into(std::size_t stage, const Chunk& chunk);
  void take_answers(Instant now);
  void skip_dropped();

  ByteQueue bytes_;
  std::optional<Method> open_ = {};   ///< of a request that nothing has been sent after
  std::unique_ptr<Answers> answers_;  ///< since there is a toxic that knows HTTP
  bool are_answers_taken_ = true;     ///< as far as they are there
  std::vector<Stage> stages_;
  ChunkQueue output_;
  Instant due_ = never;
};

}  // namespace firedrill::proxy
