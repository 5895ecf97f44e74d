#include "harness/live/answer_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "mock_services/service/late_turn.hpp"

namespace firedrill::live {
namespace {

constexpr Duration period = std::chrono::milliseconds{250};
constexpr Duration answer_timeout = std::chrono::seconds{5};

Duration monotonic_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

AnswerWatch::AnswerWatch(Scheduler& scheduler, Look look)
    : scheduler_(scheduler),
      look_(std::move(look)),
      client_(scheduler.io(), {.idle_connections = 0}) {}

AnswerWatch::~AnswerWatch() {
  scheduler_.cancel(round_);
}

void AnswerWatch::start() {
  running_ = true;
  ask_all();
}

void AnswerWatch::stop() {
  if (!std::exchange(running_, false)) {
    return;
  }
  scheduler_.cancel(round_);
  const std::vector<WatchedProcess> processes = look_();
  for (std::size_t index = 0; index < questions_.size(); ++index) {
    Question& question = questions_[index];
    if (question.asked && processes[index].answers && question.calm == processes[index].state) {
      note(question, monotonic_now());
    }
  }
}

Punctuality AnswerWatch::of(std::size_t process) const {
  return process < questions_.size() ? questions_[process].answers
                                     : Punctuality{scheduler_.speed()};
}

void AnswerWatch::ask_all() {
  round_ = scheduler_.after_wire(period, [this] { ask_all(); });
  const std::vector<WatchedProcess> processes = look_();
  questions_.resize(processes.size(), Question{.answers = Punctuality{scheduler_.speed()}});
  for (std::size_t index = 0; index < processes.size(); ++index) {
    const WatchedProcess& process = processes[index];
    Question& question = questions_[index];
    const auto before =
        std::exchange(question.calm, process.answers ? std::optional(process.state) : std::nullopt);
    if (!question.asked && question.calm && question.calm == before) {
      ask(index, process, monotonic_now());
    }
  }
}

void AnswerWatch::ask(std::size_t index, const WatchedProcess& process, Duration now) {
  questions_[index].asked = now;
  client_.send(process.origin,
               http::request_to("GET", "/healthz"),
               answer_timeout,
               [this, index, state = process.state](const http::Exchange& exchange) {
                 heard(index, state, exchange.reached);
               });
}

void AnswerWatch::heard(std::size_t index, std::uint64_t state, http::Reached reached) {
  if (!running_) {
    return;
  }
  Question& question = questions_[index];
  const Duration now = monotonic_now();
  const WatchedProcess process = look_()[index];
  const bool is_same = process.answers && process.state == state && question.calm == state;
  const bool waited = reached == http::Reached::answered || reached == http::Reached::timed_out;
  const bool is_late = is_same && waited && note(question, now);
  question.asked.reset();
  if (is_late) {
    ask(index, process, now);
  }
}

/// Whether it was late. What was asked before t = 0 was due then.
bool AnswerWatch::note(Question& question, Duration now) {
  const Instant asked = std::max(scheduler_.instant_at(*question.asked), Instant{});
  const Instant came = std::max(scheduler_.instant_at(now), Instant{});
  question.answers.record(asked, scheduler_.wire_time(came - asked));
  return now - *question.asked > mock::honest_lateness;
}

}  // namespace firedrill::live
