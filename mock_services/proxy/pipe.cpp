#include "mock_services/proxy/pipe.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::proxy {
namespace {

constexpr std::size_t most_held = std::size_t{128} * 1024;             ///< bytes that could move on
constexpr std::size_t most_in_transit = std::size_t{8} * 1024 * 1024;  ///< bytes that are delayed
constexpr std::size_t most_chunks = 4096;                              ///< that have just arrived
constexpr std::size_t most_chunks_behind = 64;  ///< a toxic, so that a slicer does not run ahead

}  // namespace

bool Pipe::wants_more() const {
  return are_answers_taken_ && has_space();
}

bool Pipe::has_space() const {
  std::size_t in_transit = 0;
  for (const Stage& stage : stages_) {
    in_transit += stage.is_in_transit() ? stage.bytes() : 0;
  }
  const bool is_stuck = !output_.empty();
  const std::size_t held = bytes_.size() - (is_stuck ? 0 : in_transit);
  const std::size_t chunks = stages_.empty() ? output_.size() : stages_.front().chunks();
  return held < most_held && in_transit < most_in_transit && chunks < most_chunks;
}

void Pipe::arrived(std::size_t count, Instant now) {
  const bool begins = count > 0 && std::exchange(open_, std::nullopt).has_value();
  if (answers_) {
    answers_->push(std::string_view(bytes_.space().data(), count), begins);
    are_answers_taken_ = false;
    count = 0;
  }
  bytes_.commit(count);
  if (count > 0) {
    push_into(0, {.bytes = count, .arrived = now});
  }
}

void Pipe::asked(std::string_view bytes) {
  const bool begins = !open_;
  if (begins) {
    open_ = method_of(bytes);
  }
  if (answers_) {
    answers_->asked(bytes, begins);
  }
}

void Pipe::finished(Instant now) {
  if (answers_) {
    answers_->finish();
    are_answers_taken_ = false;
    return;
  }
  push_into(0, {.mark = Mark::finish, .arrived = now});
}

/// What they send, while there is space for it.
void Pipe::take_answers(Instant now) {
  while (!are_answers_taken_ && has_space()) {
    const std::optional<Answers::Piece> piece = answers_->pull();
    if (!piece) {
      are_answers_taken_ = true;
      return;
    }
    std::string_view rest = piece->bytes;
    while (!rest.empty()) {
      const std::span<char> space = bytes_.space();
      const std::size_t count = std::min(space.size(), rest.size());
      std::copy_n(rest.begin(), count, space.begin());
      bytes_.commit(count);
      rest.remove_prefix(count);
    }
    if (!piece->bytes.empty()) {
      push_into(0, {.bytes = piece->bytes.size(), .arrived = now});
    }
    if (piece->end) {
      push_into(0, {.mark = *piece->end, .arrived = now});
    }
  }
}

/// Into the stage with this index; into the output behind the last one.
void Pipe::push_into(std::size_t stage, const Chunk& chunk) {
  if (stage < stages_.size()) {
    stages_[stage].push(chunk);
    return;
  }
  output_.push(chunk);
  skip_dropped();
}

void Pipe::skip_dropped() {
  while (!output_.empty() && output_.front().mark == Mark::dropped) {
    bytes_.pop(output_.front().bytes);
    output_.pop();
  }
}

bool Pipe::has_room(std::size_t stage) const {
  const std::size_t chunks = stage < stages_.size() ? stages_[stage].chunks() : output_.size();
  return chunks < most_chunks_behind;
}

void Pipe::advance(Instant now) {
  bool has_moved = true;
  while (has_moved) {
    has_moved = false;
    due_ = never;
    take_answers(now);
    for (std::size_t index = 0; index < stages_.size(); ++index) {
      while (has_room(index + 1)) {
        const std::optional<Chunk> chunk = stages_[index].pull(now);
        if (!chunk) {
          due_ = std::min(due_, stages_[index].due());
          break;
        }
        push_into(index + 1, *chunk);
        has_moved = true;
      }
    }
  }
}

void Pipe::sent(std::size_t count) {
  Chunk& head = output_.front();
  bytes_.pop(count);
  head.bytes -= count;
  if (head.bytes == 0) {
    output_.pop();
    skip_dropped();
  }
}

void Pipe::add(const Toxic& toxic,
               const Rng& rng,
               Instant now,
               std::function<void()> on_hit,
               std::optional<double> draw) {
  if (!is_http(toxic.kind)) {
    stages_.emplace_back(toxic, rng, now, std::move(on_hit), draw);
    return;
  }
  if (!answers_) {
    answers_ = std::make_unique<Answers>(open_);
  }
  answers_->add(toxic, rng);
}

void Pipe::change(const Toxic& toxic, Instant now) {
  if (answers_) {
    answers_->change(toxic);
  }
  for (Stage& stage : stages_) {
    if (stage.name() == toxic.name) {
      stage.change(toxic, now);
    }
  }
}

void Pipe::remove(std::string_view toxic, Instant now) {
  if (answers_) {
    answers_->remove(toxic);
  }
  for (std::size_t index = 0; index < stages_.size(); ++index) {
    if (stages_[index].name() == toxic) {
      while (const std::optional<Chunk> chunk = stages_[index].flush(now)) {
        push_into(index + 1, *chunk);
      }
      stages_.erase(stages_.begin() + static_cast<std::ptrdiff_t>(index));
      return;
    }
  }
}

}  // namespace firedrill::proxy
