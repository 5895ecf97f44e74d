#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "mock_services/proxy/message_reader.hpp"

namespace firedrill::proxy {

/// What an answer's end depends on of its request (RFC 9112, 6.3).
enum class Method {
  head,     ///< no body follows
  connect,  ///< what follows a success is no HTTP
  other,
};

/// Reads along what a client sends, for the methods of its requests.
class Requests {
 public:
  /// `open`: of the request that has come already and has no answer, if there is one.
  explicit Requests(std::optional<Method> open);

  /// `begins`: a request does, as far as is known. Before that nothing can be read.
  void push(std::string_view bytes, bool begins);

  /// Of the first request without an answer; `other` if none is known.
  Method first() const { return waiting_.empty() ? Method::other : waiting_.front(); }

  /// It has its answer.
  void answered();

  /// False: the client sends something else, or more requests at a time than anybody does.
  bool are_http() const { return are_http_; }

 private:
  std::size_t read(std::string_view bytes);

  std::deque<Method> waiting_;
  std::optional<RequestReader> reader_;
  std::string unread_;
  bool has_begun_ = false;
  bool are_http_ = true;
};

/// Of a request whose first bytes these are.
Method method_of(std::string_view request);

}  // namespace firedrill::proxy
