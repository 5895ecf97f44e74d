#include "mock_services/proxy/requests.hpp"

#include <cstddef>

namespace firedrill::proxy {
namespace {

constexpr std::size_t most_waiting = 4096;

}  // namespace

Requests::Requests(std::optional<Method> open) {
  if (open) {
    waiting_.push_back(*open);
  }
}

void Requests::push(std::string_view bytes, bool begins) {
  has_begun_ = has_begun_ || begins;
  if (!has_begun_) {
    return;
  }
  unread_ += bytes;
  std::string_view rest = unread_;
  while (!rest.empty() && are_http_) {
    const std::size_t taken = read(rest);
    if (taken == 0) {
      break;
    }
    rest.remove_prefix(taken);
  }
  std::string(are_http_ ? rest : "").swap(unread_);  // an idle connection holds no buffer
}

/// How many bytes of a request it has taken.
std::size_t Requests::read(std::string_view bytes) {
  if (!reader_) {
    reader_.emplace();
  }
  const bool had_head = reader_->has_head();
  const std::size_t taken = reader_->take(bytes);
  if (!had_head && reader_->has_head()) {
    waiting_.push_back(method_of(reader_->head().method + " "));
  }
  are_http_ = !reader_->is_wrong() && waiting_.size() <= most_waiting;
  if (reader_->is_done()) {
    reader_.reset();
  }
  return taken;
}

void Requests::answered() {
  if (!waiting_.empty()) {
    waiting_.pop_front();
  }
}

Method method_of(std::string_view request) {
  if (request.starts_with("HEAD ")) {
    return Method::head;
  }
  return request.starts_with("CONNECT ") ? Method::connect : Method::other;
}

}  // namespace firedrill::proxy
