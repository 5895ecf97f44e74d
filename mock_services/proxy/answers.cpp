#include "mock_services/proxy/answers.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace firedrill::proxy {
namespace {

constexpr std::string_view start_of_answer = "HTTP/1.";
constexpr std::size_t most_body_bytes = 1 << 20;  ///< that is held to be changed
constexpr std::size_t large_piece = 1 << 16;

}  // namespace

void Answers::add(const Toxic& toxic, Rng rng) {
  toxics_.push_back({.toxic = toxic, .draw = rng.unit()});
}

void Answers::change(const Toxic& toxic) {
  for (Active& active : toxics_) {
    if (active.toxic.name == toxic.name) {
      active.toxic = toxic;
    }
  }
}

void Answers::remove(std::string_view toxic) {
  std::erase_if(toxics_, [&](const Active& active) { return active.toxic.name == toxic; });
}

void Answers::push(std::string_view bytes, bool begins) {
  input_ += bytes;
  if (begins && state_ == State::unknown) {
    state_ = State::head;
  }
}

std::optional<Answers::Piece> Answers::pull() {
  while (out_.bytes.size() < large_piece && !out_.end && step()) {
  }
  if (out_.bytes.empty() && !out_.end) {
    input_ = input_.substr(std::exchange(taken_, 0));
    input_.shrink_to_fit();  // an idle connection holds no buffer
    return std::nullopt;
  }
  return std::exchange(out_, Piece{});
}

/// Whether it got on.
bool Answers::step() {
  switch (state_) {
    case State::unknown:
    case State::foreign:
      return pass_rest();
    case State::head:
      return read_head();
    case State::body:
      return read_body();
    case State::closed:
      taken_ = input_.size();
      return false;
  }
  return false;
}

bool Answers::pass_rest() {
  if (rest().empty()) {
    return has_ended_ && close(Mark::finish);
  }
  out_.bytes += rest();
  taken_ = input_.size();
  return true;
}

bool Answers::read_head() {
  if (!reader_) {
    const std::string_view start = rest().substr(0, start_of_answer.size());
    const bool can_be_answer = requests_.are_http() && start_of_answer.starts_with(start);
    if (!can_be_answer || (has_ended_ && start.size() < start_of_answer.size())) {
      return give_up();
    }
    if (start.size() < start_of_answer.size()) {
      return false;
    }
    reader_.emplace(requests_.first() != Method::head);
  }
  head_ += take();
  if (reader_->has_head()) {
    begin_answer();
    return true;
  }
  return (reader_->is_wrong() || has_ended_) && give_up();
}

void Answers::begin_answer() {
  const MessageHead& head = reader_->head();
  const Method method = requests_.first();
  if (head.status == 101 || (method == Method::connect && head.status / 100 == 2)) {
    give_up();
    return;
  }
  if (head.status < 200) {  // another one of the same request follows (RFC 9110, 15.2)
    out_.bytes += std::exchange(head_, "");
    reader_.reset();
    return;
  }
  requests_.answered();
  edit_.emplace(head, method);
  for (const Active& active : toxics_) {
    if (active.draw < static_cast<double>(active.toxic.toxicity)) {
      apply(active.toxic);
    }
  }
  if (head.length.value_or(0) > most_body_bytes) {
    edit_->leave_body();
  }
  body_sent_ = 0;
  state_ = State::body;
  if (!edit_->awaits_body()) {
    send_head();
    send_body(edit_->has_other_body() ? edit_->body() : "");
  }
}

void Answers::apply(const Toxic& toxic) {
  std::visit(
      [this]<class T>(const T& kind) {
        if constexpr (HttpToxic<T>) {
          edit_->apply(kind);
        }
      },
      toxic.kind);
}

bool Answers::read_body() {
  if (!reader_->is_done() && !rest().empty()) {
    pass_body(take(edit_->awaits_body() ? &body_ : nullptr));
  }
  if (state_ == State::closed) {
    return true;
  }
  if (!reader_->is_done() && has_ended_) {
    reader_->finish();
  }
  if (reader_->is_done()) {
    end_answer();
    return true;
  }
  return reader_->is_wrong() && break_off();
}

void Answers::pass_body(std::string_view bytes) {
  if (edit_->awaits_body()) {
    held_ += bytes;
    if (held_.size() > most_body_bytes) {
      release();
    }
  } else if (!edit_->has_other_body()) {
    send_body(bytes);
  }
}

/// What is held goes on as it is.
void Answers::release() {
  edit_->leave_body();
  send_head();
  send_body(std::exchange(held_, ""));
  std::string().swap(body_);
}

void Answers::end_answer() {
  if (edit_->awaits_body()) {
    edit_->take_body(std::exchange(body_, ""));
    send_head();
    const std::string same = std::exchange(held_, "");
    send_body(edit_->has_other_body() ? edit_->body() : same);
  }
  if (state_ != State::closed) {
    state_ = State::head;
    reader_.reset();
  }
}

/// The upstream's body is not what its head says. Nobody knows where the next answer begins.
bool Answers::break_off() {
  if (edit_->has_other_body()) {
    return close(has_ended_ ? Mark::finish : Mark::close);
  }
  if (edit_->awaits_body()) {
    release();
  }
  return state_ == State::closed || give_up();
}

void Answers::send_head() {
  const std::string head = std::exchange(head_, "");
  out_.bytes += edit_->has_other_head() ? edit_->head() : head;
}

void Answers::send_body(std::string_view bytes) {
  const std::optional<std::int64_t>& cut = edit_->cut();
  if (cut && static_cast<std::int64_t>(bytes.size()) > *cut - body_sent_) {
    out_.bytes += bytes.substr(0, static_cast<std::size_t>(*cut - body_sent_));
    close(Mark::close);
    return;
  }
  out_.bytes += bytes;
  body_sent_ += static_cast<std::int64_t>(bytes.size());
}

/// It is no HTTP, or no longer.
bool Answers::give_up() {
  out_.bytes += std::exchange(head_, "");
  state_ = State::foreign;
  return true;
}

bool Answers::close(Mark mark) {
  out_.end = mark;
  state_ = State::closed;
  return true;
}

/// What the answer's reader takes.
std::string_view Answers::take(std::string* body) {
  const std::string_view bytes = rest();
  const std::size_t count = reader_->take(bytes, body);
  taken_ += count;
  return bytes.substr(0, count);
}

}  // namespace firedrill::proxy
