#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/body_change.hpp"
#include "mock_services/proxy/http_toxic.hpp"
#include "mock_services/proxy/message_reader.hpp"
#include "mock_services/proxy/requests.hpp"

namespace firedrill::proxy {

/// What becomes of one answer: what the upstream sends, and what toxics, one after the other, make
/// of it. It owns all it needs: they may end or change before the answer has passed.
class AnswerEdit {
 public:
  AnswerEdit(const MessageHead& upstream, Method method) : head_(upstream), method_(method) {}

  void apply(const HttpStatus& toxic);
  void apply(const HttpHeaders& toxic);
  void apply(const HttpBody& toxic);

  bool has_other_head() const { return has_other_head_ || body_; }

  /// Whether another body stands in place of the upstream's, which is of no use then.
  bool has_other_body() const { return body_.has_value(); }

  /// Whether it takes the upstream's whole body to know the answer's.
  bool awaits_body() const { return !changes_.empty(); }

  /// That body. The answer has another one afterwards, or the same.
  void take_body(const std::string& upstream);

  /// There is too much of that body: the answer has the same.
  void leave_body() { changes_.clear(); }

  /// Status line and headers, with the empty line behind them.
  std::string head() const;

  /// What is sent of the other body.
  std::string_view body() const { return may_have_body() ? std::string_view(*body_) : ""; }

  /// After so many bytes of its body the connection closes.
  const std::optional<std::int64_t>& cut() const { return cut_; }

 private:
  void act(const HttpBody::Replace& replace);
  void act(const HttpBody::Truncate& truncate);
  void act(const HttpBody::Change& change);

  bool is_of_status_with_body() const { return head_.status != 204 && head_.status != 304; }

  bool may_have_body() const { return is_of_status_with_body() && method_ != Method::head; }

  bool has_json() const;

  MessageHead head_;
  Method method_;
  bool has_other_head_ = false;
  std::optional<std::string> body_ = {};
  std::vector<faults::BodyChange::Change> changes_ = {};
  std::optional<std::int64_t> cut_ = {};
};

}  // namespace firedrill::proxy
