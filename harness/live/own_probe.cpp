#include "harness/live/own_probe.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <utility>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/overloaded.hpp"
#include "harness/promql/exposition.hpp"

namespace firedrill::live {
namespace {

namespace asio = boost::asio;

constexpr Duration ready_timeout = std::chrono::seconds{1};  // wire clock
constexpr std::size_t longest_page = std::size_t{8} << 20U;
constexpr std::size_t longest_version = 200;
constexpr std::size_t longest_log = std::size_t{1} << 20U;  ///< bytes that are searched

std::optional<std::string> trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) {
    return std::nullopt;
  }
  text = text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
  return text.size() > longest_version ? std::nullopt : std::optional{std::string(text)};
}

std::optional<std::string> version_on(const VersionPage& page, std::string_view body) {
  if (page.pointer.empty()) {
    return trimmed(body);
  }
  try {
    const auto json = nlohmann::json::parse(body);
    const auto& value = json.at(nlohmann::json::json_pointer(page.pointer));
    return trimmed(value.is_string() ? value.get<std::string>() : value.dump());
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

/// Of several series with the label, the one that is not zero: build_info{version="2"} 1.
std::optional<std::string> version_on(const VersionLabel& wanted, std::string_view page) {
  const auto samples = promql::parse_exposition(page);
  if (!samples) {
    return std::nullopt;
  }
  for (const promql::ExposedSample& sample : *samples) {
    std::string name;
    std::optional<std::string> version;
    for (const auto& [label, value] : sample.labels) {
      if (label == promql::name_label) {
        name = value;
      } else if (label == wanted.label) {
        version = value;
      }
    }
    if (name == wanted.metric && version && sample.value != 0) {
      return version;
    }
  }
  return std::nullopt;
}

bool has_written(std::string_view text, const OwnAddress& address) {
  std::ifstream file(address.log, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(address.log_from));
  std::string written(longest_log, '\0');
  file.read(written.data(), static_cast<std::streamsize>(written.size()));
  written.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return written.find(text) != std::string::npos;
}

}  // namespace

std::string described(const Readiness& readiness) {
  return std::visit(
      Overloaded{
          [](const AcceptsConnections&) { return std::string("it accepts no connections"); },
          [](const AnswersHttp& http) {
            return fmt::format("GET {} has no answer with a status below 400", http.path);
          },
          [](const WritesText& log) { return fmt::format("it has not written \"{}\"", log.text); }},
      readiness);
}

std::optional<std::string> version_in(const VersionProbe& probe, std::string_view body) {
  return std::visit([&](const auto& source) { return version_on(source, body); }, probe.source);
}

OwnProbe::OwnProbe(Scheduler& scheduler)
    : scheduler_(scheduler),
      client_(scheduler.io(), {.idle_connections = 0, .reply_bytes = longest_page}) {}

void OwnProbe::is_ready(const Readiness& readiness,
                        const OwnAddress& address,
                        std::function<void(bool)> done) {
  const auto answer = [this, done = std::move(done)](bool ready) {
    scheduler_.post([done, ready] { done(ready); });
  };
  std::visit(Overloaded{[&](const AcceptsConnections&) { connects(address.origin, answer); },
                        [&](const AnswersHttp& http) {
                          client_.send(address.origin,
                                       http::request_to("GET", http.path),
                                       ready_timeout,
                                       [answer](const http::Exchange& exchange) {
                                         answer(exchange.reached == http::Reached::answered &&
                                                exchange.reply.status < 400);
                                       });
                        },
                        [&](const WritesText& log) { answer(has_written(log.text, address)); }},
             readiness);
}

void OwnProbe::connects(const http::Origin& origin, const std::function<void(bool)>& done) {
  struct Attempt {
    explicit Attempt(asio::io_context& context) : socket(context), timer(context) {}

    asio::ip::tcp::socket socket;
    asio::steady_timer timer;
  };

  const auto attempt = std::make_shared<Attempt>(scheduler_.io());
  boost::system::error_code error;
  const auto address = asio::ip::make_address(origin.address, error);
  if (error) {
    done(false);
    return;
  }
  attempt->timer.expires_after(ready_timeout);
  attempt->timer.async_wait([attempt](const boost::system::error_code& ended) {
    if (!ended) {
      boost::system::error_code ignored;
      attempt->socket.close(ignored);
    }
  });
  attempt->socket.async_connect({address, origin.port},
                                [attempt, done](const boost::system::error_code& failure) {
                                  attempt->timer.cancel();
                                  done(!failure);
                                });
}

void OwnProbe::version(const OwnProgram& program,
                       const http::Origin& origin,
                       Duration timeout,
                       std::function<void(std::optional<std::string>)> done) {
  if (!program.version) {
    scheduler_.post([done = std::move(done)] { done(std::nullopt); });
    return;
  }
  const auto* page = std::get_if<VersionPage>(&program.version->source);
  client_.send(
      origin,
      http::request_to("GET", page == nullptr ? program.metrics : page->path),
      timeout,
      [this, probe = *program.version, done = std::move(done)](const http::Exchange& exchange) {
        std::optional<std::string> version;
        if (exchange.reached == http::Reached::answered && exchange.reply.status == 200) {
          version = version_in(probe, exchange.reply.body);
        }
        scheduler_.post([done, version] { done(version); });
      });
}

}  // namespace firedrill::live
