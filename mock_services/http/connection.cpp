#include "mock_services/http/connection.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace firedrill::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr Duration longest_farewell = std::chrono::seconds(2);
constexpr std::size_t read_ahead = 16384;

std::string text_of(beast::string_view view) {
  return {view.data(), view.size()};
}

Request request_of(beast::http::request<beast::http::string_body>&& message) {
  Request request;
  request.method = text_of(message.method_string());
  request.target = text_of(message.target());
  for (const auto& field : message) {
    request.headers.add(text_of(field.name_string()), text_of(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

/// What a request that cannot be read deserves; empty: nothing, the client is gone.
std::optional<Reply> refusal(const boost::system::error_code& failure) {
  using beast::http::error;
  if (failure == error::header_limit) {
    return text_reply(431, "the request's header is too large\n");
  }
  if (failure == error::body_limit || failure == error::buffer_overflow) {
    return text_reply(413, "the request's body is too large\n");
  }
  if (failure == error::end_of_stream || failure == error::partial_message ||
      failure.category() != make_error_code(error::bad_method).category()) {
    return std::nullopt;
  }
  return text_reply(400, fmt::format("not HTTP: {}\n", failure.message()));
}

}  // namespace

struct Connection::Incoming {
  explicit Incoming(std::size_t most) : buffer(most) {}

  beast::flat_buffer buffer;  ///< may hold the beginning of the next request
  std::optional<beast::http::request_parser<beast::http::string_body>> parser = {};
};

Connection::Connection(Stream::Socket socket, asio::ssl::context* tls, std::shared_ptr<Hub> hub)
    : stream_(std::move(socket), tls),
      hub_(std::move(hub)),
      timer_(stream_.get_executor()),
      incoming_(std::make_unique<Incoming>(hub_->limits.header_bytes + 4 * read_ahead)) {}

Connection::~Connection() = default;

void Connection::start() {
  hub_->open.emplace(this, shared_from_this());
  ErrorCode error;
  const auto endpoint = stream_.socket().remote_endpoint(error);
  peer_ = error ? "" : fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), error);
  stream_.socket().set_option(asio::socket_base::keep_alive(true), error);
  if (!stream_.is_tls()) {
    await_request();
    return;
  }
  expect_within(hub_->limits.request);
  stream_.tls().async_handshake(asio::ssl::stream_base::server,
                                [self = shared_from_this()](const ErrorCode& failure) {
                                  failure ? self->close() : self->await_request();
                                });
}

void Connection::expect_within(Duration limit) {
  deadline_ = limit == Duration{} ? Clock::time_point::max() : Clock::now() + limit;
}

void Connection::await_request() {
  incoming_->parser.emplace();
  incoming_->parser->header_limit(static_cast<std::uint32_t>(hub_->limits.header_bytes));
  incoming_->parser->body_limit(hub_->limits.body_bytes);
  if (incoming_->buffer.size() > 0) {
    read_request();
    return;
  }
  if (gone_) {
    close();
    return;
  }
  expect_within(hub_->limits.idle);
  idle_ = true;
  look();
}

void Connection::look() {
  if (std::exchange(looking_, true)) {
    return;
  }
  stream_.async_read_some(incoming_->buffer.prepare(read_ahead),
                          [self = shared_from_this()](const ErrorCode& error, std::size_t bytes) {
                            self->looking_ = false;
                            self->gone_ = static_cast<bool>(error);
                            self->incoming_->buffer.commit(bytes);
                            self->looked();
                          });
}

/// The client may have been waiting for an answer when the look began, and have it by now.
void Connection::looked() {
  const Responder::Gone gone = std::exchange(on_gone_, nullptr);
  if (std::exchange(idle_, false)) {
    gone_ ? close() : read_request();
  } else if (leaving_) {
    gone_ ? close() : discard();
  } else if (gone && gone_) {
    close();
    gone();
  }
}

void Connection::watch(Responder::Gone gone) {
  if (stream_.socket().is_open() && incoming_->buffer.size() == 0) {
    on_gone_ = std::move(gone);
    look();
  }
}

void Connection::read_request() {
  is_new_ = false;
  if (!stream_.socket().is_open()) {
    return;
  }
  expect_within(hub_->limits.request);
  beast::http::async_read_header(
      stream_,
      incoming_->buffer,
      *incoming_->parser,
      [self = shared_from_this()](const ErrorCode& error, std::size_t) { self->on_header(error); });
}

void Connection::on_header(const ErrorCode& error) {
  if (error) {
    refuse(error);
    return;
  }
  const auto read_body = [self = shared_from_this()](const ErrorCode& failure, std::size_t) {
    if (failure) {
      self->close();
      return;
    }
    beast::http::async_read(
        self->stream_,
        self->incoming_->buffer,
        *self->incoming_->parser,
        [self](const ErrorCode& wrong, std::size_t) { self->on_request(wrong); });
  };
  const auto expected = incoming_->parser->get()[beast::http::field::expect];
  if (beast::iequals(expected, "100-continue") && !incoming_->parser->is_done()) {
    asio::async_write(stream_, asio::buffer(go_on), read_body);
  } else if (incoming_->parser->is_done()) {
    on_request({});
  } else {
    read_body({}, 0);
  }
}

void Connection::refuse(const ErrorCode& error) {
  if (const std::optional<Reply> reply = refusal(error)) {
    answer(*reply, {.keep_alive = false});
  } else {
    close();
  }
}

void Connection::on_request(const ErrorCode& error) {
  if (error) {
    refuse(error);
    return;
  }
  expect_within({});
  const WireContext context{.keep_alive = incoming_->parser->keep_alive(),
                            .head = incoming_->parser->get().method() == beast::http::verb::head};
  Request request = request_of(incoming_->parser->release());
  request.peer = peer_;
  const std::weak_ptr<Connection> weak = weak_from_this();
  Responder respond(
      [weak, context](Answer given) {
        if (const std::shared_ptr<Connection> self = weak.lock()) {
          self->answer(std::move(given), context);
        }
      },
      [weak](Responder::Gone gone) {
        if (const std::shared_ptr<Connection> self = weak.lock()) {
          self->watch(std::move(gone));
        }
      });
  Result<Target> target = parse_target(request.target);
  if (!target) {
    respond(text_reply(400, target.error().message + "\n"));
    return;
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  hub_->handler(std::move(request), std::move(respond));
}

void Connection::answer(Answer given, const WireContext& context) {
  on_gone_ = nullptr;
  if (!stream_.socket().is_open()) {
    return;
  }
  plan_ = plan(std::move(given),
               {.keep_alive = context.keep_alive && !hub_->is_draining(), .head = context.head});
  next_piece_ = 0;
  send_next();
}

void Connection::send_next() {
  if (next_piece_ == plan_.pieces.size()) {
    end();
    return;
  }
  const Duration wait = plan_.pieces[next_piece_].wait;
  if (wait <= Duration{}) {
    write_next();
    return;
  }
  expect_within({});
  timer_.expires_after(wait);
  timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
    if (!error && self->stream_.socket().is_open()) {
      self->write_next();
    }
  });
}

void Connection::write_next() {
  expect_within(hub_->limits.write);
  asio::async_write(stream_,
                    asio::buffer(plan_.pieces[next_piece_].bytes),
                    [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                      ++self->next_piece_;
                      error ? self->close() : self->send_next();
                    });
}

void Connection::end() {
  plan_.pieces.clear();
  switch (plan_.ending) {
    case Ending::keep_open:
      await_request();
      return;
    case Ending::close:
      close_in_peace();
      return;
    case Ending::reset:
      reset();
      return;
    case Ending::hang:
      expect_within({});
      discard();
      return;
  }
}

/// Closing at once would make the kernel answer what the client still sends with a reset, which
/// takes the answer with it (RFC 9112, 9.6).
void Connection::close_in_peace() {
  expect_within(longest_farewell);
  if (stream_.is_tls()) {
    stream_.tls().async_shutdown([self = shared_from_this()](const ErrorCode&) { self->close(); });
    return;
  }
  ErrorCode error;
  stream_.socket().shutdown(Stream::Socket::shutdown_send, error);
  discard();
}

void Connection::discard() {
  leaving_ = true;
  if (looking_) {
    return;
  }
  if (gone_) {
    close();
    return;
  }
  stream_.async_read_some(asio::buffer(discarded_),
                          [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                            error ? self->close() : self->discard();
                          });
}

void Connection::reset() {
  ErrorCode error;
  stream_.socket().set_option(asio::socket_base::linger(true, 0), error);
  close();
}

void Connection::close() {
  const std::shared_ptr<Connection> self = shared_from_this();
  ErrorCode error;
  on_gone_ = nullptr;
  stream_.socket().close(error);
  timer_.cancel();
  if (hub_->open.erase(this) > 0 && hub_->open.empty() && hub_->is_draining()) {
    hub_->on_drained();
  }
}

}  // namespace firedrill::http
