#include "mock_services/proxy/message_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace firedrill::proxy {

namespace beast = boost::beast;

namespace {

using ParserError = beast::error_code;
using Text = beast::string_view;

std::string copy_of(Text text) {
  return {text.data(), text.size()};
}

}  // namespace

template <bool is_request>
class MessageReader<is_request>::Parser final : public beast::http::basic_parser<is_request> {
 public:
  MessageHead head;
  std::string* body = nullptr;

 private:
  void on_request_impl(beast::http::verb /*verb*/,
                       Text method,
                       Text /*target*/,
                       int /*version*/,
                       ParserError& /*error*/) override {
    head.method = copy_of(method);
  }

  void on_response_impl(int status, Text reason, int version, ParserError& /*error*/) override {
    head.status = status;
    head.reason = copy_of(reason);
    head.is_http_1_0 = version == 10;
  }

  void on_field_impl(beast::http::field /*field*/,
                     Text name,
                     Text value,
                     ParserError& /*error*/) override {
    if (!this->is_header_done()) {
      head.headers.add(copy_of(name), copy_of(value));
    }
  }

  void on_header_impl(ParserError& /*error*/) override {
    head.keeps_alive = this->keep_alive();
    if (const auto length = this->content_length()) {
      head.length = *length;
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         ParserError& /*error*/) override {}

  std::size_t on_body_impl(Text bytes, ParserError& /*error*/) override {
    if (body != nullptr) {
      body->append(bytes.data(), bytes.size());
    }
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t /*size*/,
                            Text /*extensions*/,
                            ParserError& /*error*/) override {}

  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/,
                                 Text bytes,
                                 ParserError& error) override {
    return on_body_impl(bytes, error);
  }

  void on_finish_impl(ParserError& /*error*/) override {}
};

template <bool is_request>
MessageReader<is_request>::MessageReader(bool has_body) : parser_(std::make_unique<Parser>()) {
  parser_->header_limit(most_head_bytes);
  parser_->body_limit(boost::none);
  parser_->skip(!has_body);
}

template <bool is_request>
MessageReader<is_request>::~MessageReader() = default;

template <bool is_request>
std::size_t MessageReader<is_request>::take(std::string_view bytes, std::string* body) {
  parser_->body = body;
  const bool had_head = has_head();
  std::size_t taken = 0;
  while (taken < bytes.size() && !is_done() && has_head() == had_head) {
    const std::string_view rest = bytes.substr(taken);
    ParserError error;
    const std::size_t count = parser_->put(boost::asio::buffer(rest.data(), rest.size()), error);
    taken += count;
    is_wrong_ = error && error != beast::http::error::need_more;
    if (is_wrong_ || (error && count == 0)) {
      break;
    }
  }
  // The end of a chunk's line, or of a trailer, that does not come.
  is_wrong_ =
      is_wrong_ || (!is_done() && has_head() == had_head && bytes.size() - taken > most_head_bytes);
  return taken;
}

template <bool is_request>
void MessageReader<is_request>::finish() {
  ParserError error = beast::http::error::partial_message;
  if (parser_->got_some()) {
    parser_->put_eof(error);
  }
  is_wrong_ = error.failed();
}

template <bool is_request>
bool MessageReader<is_request>::has_head() const {
  return parser_->is_header_done();
}

template <bool is_request>
bool MessageReader<is_request>::is_done() const {
  return parser_->is_done();
}

template <bool is_request>
const MessageHead& MessageReader<is_request>::head() const {
  return parser_->head;
}

template class MessageReader<true>;
template class MessageReader<false>;

}  // namespace firedrill::proxy
