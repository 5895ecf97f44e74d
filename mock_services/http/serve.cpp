#include "mock_services/http/serve.hpp"

#include <chrono>
#include <csignal>
#include <cstddef>
#include <iostream>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "harness/core/overloaded.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::http {
namespace {

/// One mock's server, from its start to its end.
class Serving {
 public:
  Serving(const ServeOptions& options, Handler handler, boost::asio::io_context& context)
      : options_(options),
        handler_(std::move(handler)),
        context_(context),
        signals_(context, SIGINT, SIGTERM),
        timer_(context) {}

  std::string run() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) {
        leave();
      }
    });
    const std::chrono::steady_clock::time_point when{options_.listens_at};
    if (when <= std::chrono::steady_clock::now()) {
      listen();
    } else {
      timer_.expires_at(when);
      timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
          listen();
        }
      });
    }
    context_.run();
    return error_;
  }

 private:
  /// At its doors first: who finds it ready may come by them.
  void listen() {
    for (const Door& door : options_.doors) {
      ServerOptions at_door = options_.server;
      at_door.port = door.port;
      listen_at(at_door, [this, &door](Request request, Responder respond) {
        for (const std::string& header : door.hides) {
          request.headers.remove(header);
        }
        request.headers.set(door.header, door.value);
        handler_(std::move(request), std::move(respond));
      });
    }
    listen_at(options_.server, handler_);
    if (!error_.empty()) {
      context_.stop();
      return;
    }
    const std::string& url = servers_.back().url();
    if (options_.on_bound) {
      options_.on_bound(url);
    }
    std::cout << fmt::format("{{\"ready\":true,\"url\":{}}}", json_string(url))
              << std::endl;  // whoever waits for it must see it now
    if (!std::cout) {
      std::cout.clear();
      error_ = "cannot write to standard output that it is ready";
      context_.stop();
    }
  }

  void listen_at(const ServerOptions& options, Handler handler) {
    Result<Server> server = Server::start(context_, options, std::move(handler));
    if (server) {
      servers_.push_back(*std::move(server));
    } else {
      error_ = server.error().message;
    }
  }

  void leave() {
    if (servers_.empty()) {
      context_.stop();
      return;
    }
    timer_.expires_after(options_.longest_leave);
    timer_.async_wait([this](const boost::system::error_code&) { context_.stop(); });
    left_ = servers_.size();
    for (Server& server : servers_) {
      server.drain([this] {
        if (--left_ == 0) {
          context_.stop();
        }
      });
    }
    if (options_.on_leave) {
      options_.on_leave();
    }
  }

  const ServeOptions& options_;
  Handler handler_;
  boost::asio::io_context& context_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  std::vector<Server> servers_ = {};
  std::size_t left_ = 0;  ///< of them, when it leaves
  std::string error_ = {};
};

/// 1,024 open files, the usual soft limit, are fewer connections than a mock may have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

std::string described(const Answer& answer) {
  return std::visit(
      Overloaded{[](const Reply& reply) { return std::to_string(reply.status); },
                 [](const Drop&) { return std::string("dropped"); },
                 [](const Reset&) { return std::string("reset"); },
                 [](const Hang&) { return std::string("hanging"); },
                 [](const Truncate& one) { return fmt::format("{} truncated", one.reply.status); },
                 [](const Dribble& one) { return fmt::format("{} dribbled", one.reply.status); },
                 [](const Raw&) { return std::string("raw bytes"); }},
      answer.delivery);
}

}  // namespace

Handler logged(Handler handler, PathShape shape) {
  return
      [handler = std::move(handler), shape = std::move(shape)](Request request, Responder respond) {
        const std::string path = shape ? shape(request.path) : request.path;
        std::string asked = escape_terminal(request.method + " " + path);
        // std::function wants what it holds to be copyable.
        auto shared = std::make_shared<Responder>(std::move(respond));
        const auto deliver = [asked = std::move(asked), shared](Answer answer) {
          std::clog << asked << " " << described(answer) << "\n";
          (*shared)(std::move(answer));
        };
        handler(std::move(request), Responder(deliver, [shared](Responder::Gone gone) {
                  shared->when_gone(std::move(gone));
                }));
      };
}

std::string serve(const ServeOptions& options,
                  const std::function<Handler(boost::asio::io_context&)>& make) {
  raise_descriptor_limit();
  boost::asio::io_context context(1);
  Handler handler = make(context);
  return context.stopped() ? "" : Serving(options, std::move(handler), context).run();
}

}  // namespace firedrill::http
