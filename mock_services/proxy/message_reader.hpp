#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mock_services/http/message.hpp"

namespace firedrill::proxy {

inline constexpr std::size_t most_head_bytes = std::size_t{64} * 1024;

/// What stands before a body.
struct MessageHead {
  std::string method;  ///< of a request
  int status = 0;      ///< of an answer
  std::string reason;  ///< the same
  bool is_http_1_0 = false;
  bool keeps_alive = true;                   ///< the connection, after the message
  std::optional<std::uint64_t> length = {};  ///< of the body, if the head says
  http::Headers headers;                     ///< without a trailer's
};

/// Reads one message of HTTP/1.1 (RFC 9112) in a stream, and finds its end.
template <bool is_request>
class MessageReader {
 public:
  /// `has_body`: false if none follows, whatever the head says: an answer to HEAD.
  explicit MessageReader(bool has_body = true);
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;
  ~MessageReader();

  /// Takes bytes of the message, which `bytes` begin with, and says how many: what it leaves is to
  /// come again, with more behind it. It takes no byte of a body with the head's last one. Appends
  /// the body to `body`, if that is not null, without its framing.
  std::size_t take(std::string_view bytes, std::string* body = nullptr);

  /// No more bytes come.
  void finish();

  bool has_head() const;
  bool is_done() const;

  /// It is no HTTP/1.1, or its head is larger than most_head_bytes, or it ended in the middle.
  bool is_wrong() const { return is_wrong_; }

  /// Precondition: has_head().
  const MessageHead& head() const;

 private:
  class Parser;

  std::unique_ptr<Parser> parser_;
  bool is_wrong_ = false;
};

using RequestReader = MessageReader<true>;
using AnswerReader = MessageReader<false>;

}  // namespace firedrill::proxy
