#include "mock_services/http/client.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace firedrill::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using SystemError = boost::system::error_code;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::size_t most_header_bytes = std::size_t{64} * 1024;

/// The bytes of a request.
std::string written(const Origin& origin, const Request& request) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.target);
  if (!request.headers.has("host")) {
    text += fmt::format("host: {}:{}\r\n", origin.address, origin.port);
  }
  for (const Headers::Line& line : request.headers.lines()) {
    text.append(line.name).append(": ").append(line.value).append("\r\n");
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    text += fmt::format("content-length: {}\r\n", request.body.size());
  }
  return text.append("\r\n").append(request.body);
}

Reply taken(Parser& parser) {
  auto message = parser.release();
  Reply reply{.status = static_cast<int>(message.result_int()), .headers = {}, .body = {}};
  for (const auto& field : message) {
    const auto name = field.name_string();
    const auto value = field.value();
    reply.headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }
  reply.body = std::move(message.body());
  return reply;
}

}  // namespace

class Client::State : public std::enable_shared_from_this<Client::State> {
 public:
  State(asio::io_context& context, const ClientOptions& options)
      : context_(context),
        options_(options) {}

  ExchangeId send(const Origin& origin,
                  const Request& request,
                  Duration timeout,
                  ExchangeDone done);
  void cancel(ExchangeId id);
  void close();

  std::size_t exchanges() const { return calls_.size(); }

 private:
  /// Operations under way hold it, too: one that has got its bytes goes on with the socket though
  /// the call has ended meanwhile, and finds it closed.
  struct Wire {
    explicit Wire(asio::io_context& context) : socket(context) {}

    tcp::socket socket;
    beast::flat_buffer buffer;
    bool used = false;  ///< has carried an exchange before
  };

  using WirePointer = std::shared_ptr<Wire>;

  /// One request under way. Handlers hold it; once `done` is gone they do nothing.
  struct Call {
    explicit Call(asio::io_context& context) : timer(context) {}

    std::uint64_t number = 0;
    Origin origin;
    std::string bytes;
    bool head = false;
    bool may_retry = true;
    ExchangeDone done;
    WirePointer wire;
    std::optional<Parser> parser;
    asio::steady_timer timer;
  };

  using CallPointer = std::shared_ptr<Call>;

  void begin(const CallPointer& call);
  void connect(const CallPointer& call);
  void write(const CallPointer& call);
  void read(const CallPointer& call);
  void read_ended(const CallPointer& call, const SystemError& error);
  void broke(const CallPointer& call, bool anything_came);
  void end(const CallPointer& call, Exchange exchange);
  void keep(const Origin& origin, WirePointer wire);

  static void hang_up(Call& call) {
    if (call.wire) {
      SystemError ignored;
      call.wire->socket.close(ignored);
      call.wire.reset();
    }
  }

  asio::io_context& context_;
  ClientOptions options_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, CallPointer> calls_;
  std::map<Origin, std::vector<WirePointer>> idle_;
};

ExchangeId Client::State::send(const Origin& origin,
                               const Request& request,
                               Duration timeout,
                               ExchangeDone done) {
  auto call = std::make_shared<Call>(context_);
  call->number = ++last_number_;
  call->origin = origin;
  call->bytes = written(origin, request);
  call->head = request.method == "HEAD";
  call->done = std::move(done);
  calls_.emplace(call->number, call);
  if (timeout > Duration::zero()) {
    call->timer.expires_after(timeout);
    call->timer.async_wait([self = shared_from_this(), call](const SystemError& error) {
      if (!error) {
        self->end(call, {.reached = Reached::timed_out});
      }
    });
  }
  begin(call);
  return {call->number};
}

void Client::State::cancel(ExchangeId id) {
  const auto found = calls_.find(id.number);
  if (found == calls_.end()) {
    return;
  }
  const CallPointer call = std::move(found->second);
  calls_.erase(found);
  call->done = nullptr;
  call->timer.cancel();
  hang_up(*call);
}

void Client::State::close() {
  while (!calls_.empty()) {
    cancel({calls_.begin()->first});
  }
  idle_.clear();
}

void Client::State::begin(const CallPointer& call) {
  std::vector<WirePointer>& kept = idle_[call->origin];
  if (kept.empty()) {
    connect(call);
    return;
  }
  call->wire = std::move(kept.back());
  kept.pop_back();
  write(call);
}

void Client::State::connect(const CallPointer& call) {
  call->wire = std::make_shared<Wire>(context_);
  tcp::socket& socket = call->wire->socket;
  SystemError error;
  const auto address = asio::ip::make_address(call->origin.address, error);
  if (error) {
    asio::post(context_, [self = shared_from_this(), call] {
      self->end(call, {.reached = Reached::refused});
    });
    return;
  }
  socket.async_connect({address, call->origin.port},
                       [self = shared_from_this(), call](const SystemError& failure) {
                         if (!call->done) {
                           return;
                         }
                         if (failure) {
                           self->end(call, {.reached = Reached::refused});
                           return;
                         }
                         SystemError ignored;
                         call->wire->socket.set_option(tcp::no_delay(true), ignored);
                         self->write(call);
                       });
}

void Client::State::write(const CallPointer& call) {
  asio::async_write(
      call->wire->socket,
      asio::buffer(call->bytes),
      [self = shared_from_this(), call, wire = call->wire](const SystemError& error, std::size_t) {
        if (!call->done) {
          return;
        }
        if (error) {
          self->broke(call, false);
          return;
        }
        self->read(call);
      });
}

void Client::State::read(const CallPointer& call) {
  call->parser.emplace();
  call->parser->header_limit(most_header_bytes);
  call->parser->body_limit(options_.reply_bytes);
  call->parser->skip(call->head);
  beast::http::async_read(
      call->wire->socket,
      call->wire->buffer,
      *call->parser,
      [self = shared_from_this(), call, wire = call->wire](const SystemError& error, std::size_t) {
        if (call->done) {
          self->read_ended(call, error);
        }
      });
}

void Client::State::read_ended(const CallPointer& call, const SystemError& error) {
  if (!error) {
    if (call->parser->get().keep_alive()) {
      call->wire->used = true;
      keep(call->origin, std::move(call->wire));
    }
    end(call, {.reached = Reached::answered, .reply = taken(*call->parser)});
    return;
  }
  const bool ended_early = error == beast::http::error::end_of_stream ||
                           error == beast::http::error::partial_message ||
                           error.category() == boost::system::system_category();
  if (ended_early && call->parser->is_header_done()) {
    end(call, {.reached = Reached::truncated, .reply = taken(*call->parser)});
  } else if (ended_early) {
    broke(call, call->parser->got_some());
  } else {
    end(call, {.reached = Reached::garbage});
  }
}

/// A kept connection may have been closed while nobody looked: that is no finding.
void Client::State::broke(const CallPointer& call, bool anything_came) {
  if (call->wire->used && !anything_came && std::exchange(call->may_retry, false)) {
    connect(call);
    return;
  }
  end(call,
      {.reached = anything_came ? Reached::truncated : Reached::broken,
       .reply = {.status = 0, .headers = {}, .body = {}}});
}

void Client::State::end(const CallPointer& call, Exchange exchange) {
  if (calls_.erase(call->number) == 0) {
    return;
  }
  call->timer.cancel();
  hang_up(*call);
  const ExchangeDone done = std::exchange(call->done, nullptr);
  done(std::move(exchange));
}

void Client::State::keep(const Origin& origin, WirePointer wire) {
  std::vector<WirePointer>& kept = idle_[origin];
  if (kept.size() < options_.idle_connections) {
    kept.push_back(std::move(wire));
  }
}

Client::Client(asio::io_context& context, const ClientOptions& options)
    : state_(std::make_shared<State>(context, options)) {}

Client::~Client() {
  state_->close();
}

ExchangeId Client::send(const Origin& origin,
                        const Request& request,
                        Duration timeout,
                        ExchangeDone done) {
  return state_->send(origin, request, timeout, std::move(done));
}

void Client::cancel(ExchangeId id) {
  state_->cancel(id);
}

std::size_t Client::exchanges() const {
  return state_->exchanges();
}

Request request_to(std::string method, std::string path) {
  Request request;
  request.method = std::move(method);
  request.target = path;
  request.path = std::move(path);
  return request;
}

std::string to_url(const Origin& origin) {
  return fmt::format("http://{}:{}", origin.address, origin.port);
}

Result<Origin> parse_origin(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  const auto refuse = [&](std::string_view why) {
    return Error{ErrorCode::invalid_input, fmt::format("\"{}\": {}", url, why)};
  };
  if (!url.starts_with(scheme)) {
    return refuse("expected http://ADDRESS:PORT");
  }
  std::string_view rest = url.substr(scheme.size());
  if (rest.ends_with('/')) {
    rest.remove_suffix(1);
  }
  const std::size_t colon = rest.rfind(':');
  Origin origin{.address = std::string(rest.substr(0, colon)), .port = 80};
  if (colon != std::string_view::npos) {
    const std::string_view digits = rest.substr(colon + 1);
    const char* const end = digits.data() + digits.size();
    const auto [last, error] = std::from_chars(digits.data(), end, origin.port);
    if (error != std::errc{} || last != end || origin.port == 0) {
      return refuse("expected a port, 1 to 65535");
    }
  }
  if (origin.address == "localhost") {
    origin.address = "127.0.0.1";
  }
  SystemError error;
  (void)asio::ip::make_address(origin.address, error);
  if (error) {
    return refuse("expected an address, such as 127.0.0.1");
  }
  return origin;
}

}  // namespace firedrill::http
