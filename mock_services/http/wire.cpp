#include "mock_services/http/wire.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/core/overloaded.hpp"
#include "harness/text/header_line.hpp"

namespace firedrill::http {
namespace {

void append_line(std::string& out, std::string_view name, std::string_view value) {
  if (!is_header_name(name)) {
    return;
  }
  out.append(name).append(": ");
  for (const char character : value) {
    const auto byte = static_cast<unsigned char>(character);
    out += (byte < 0x20 && character != '\t') || byte == 0x7f ? ' ' : character;
  }
  out += "\r\n";
}

bool has_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

constexpr std::string_view empty_line = "\r\n";  ///< behind the headers

enum class Framing {
  length,
  chunks,
};

/// Status line and headers, with the empty line after them.
std::string head_of(const Reply& reply,
                    Ending ending,
                    Framing framing,
                    std::size_t content_length) {
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", reply.status, reason_phrase(reply.status));
  for (const Headers::Line& line : reply.headers.lines()) {
    const bool ours = equal_ignoring_case(line.name, "content-length") ||
                      equal_ignoring_case(line.name, "transfer-encoding") ||
                      equal_ignoring_case(line.name, "connection");
    if (!ours) {
      append_line(out, line.name, line.value);
    }
  }
  if (framing == Framing::chunks) {
    out += "transfer-encoding: chunked\r\n";
  } else if (!has_no_body(reply.status)) {
    out += fmt::format("content-length: {}\r\n", content_length);
  }
  if (ending == Ending::close) {
    out += "connection: close\r\n";
  }
  return out.append(empty_line);
}

std::string head_of(const Reply& reply, Ending ending, Framing framing) {
  return head_of(reply, ending, framing, reply.body.size());
}

Ending ending_of(const Reply& reply, const WireContext& context) {
  const std::string* connection = reply.headers.find("connection");
  const bool close = connection != nullptr && equal_ignoring_case(*connection, "close");
  return context.keep_alive && !close ? Ending::keep_open : Ending::close;
}

bool sends_body(const Reply& reply, const WireContext& context) {
  return !context.head && !has_no_body(reply.status);
}

WirePlan plan_reply(const Reply& reply, const WireContext& context) {
  WirePlan plan{.pieces = {}, .ending = ending_of(reply, context)};
  std::string bytes = head_of(reply, plan.ending, Framing::length);
  if (sends_body(reply, context)) {
    bytes += reply.body;
  }
  plan.pieces.push_back({.bytes = std::move(bytes)});
  return plan;
}

WirePlan plan_truncate(const Truncate& truncate, const WireContext& context) {
  WirePlan plan{.pieces = {}, .ending = Ending::close};
  const std::string& body = truncate.reply.body;
  const std::size_t sent = std::min(truncate.body_bytes, body.size());
  const std::size_t promised = std::max(truncate.promised.value_or(body.size()), sent + 1);
  std::string bytes = head_of(truncate.reply, Ending::keep_open, Framing::length, promised);
  if (sends_body(truncate.reply, context)) {
    bytes.append(body, 0, sent);
  } else {
    bytes.resize(bytes.size() - empty_line.size());
  }
  plan.pieces.push_back({.bytes = std::move(bytes)});
  return plan;
}

WirePlan plan_dribble(const Dribble& dribble, const WireContext& context) {
  const Reply& reply = dribble.reply;
  if (!sends_body(reply, context) || reply.body.empty()) {
    return plan_reply(reply, context);
  }
  WirePlan plan{.pieces = {}, .ending = ending_of(reply, context)};
  plan.pieces.push_back({.bytes = head_of(reply, plan.ending, Framing::chunks)});
  const std::size_t chunks = std::clamp<std::size_t>(dribble.chunks, 1, reply.body.size());
  const Duration wait = dribble.over / static_cast<Duration::rep>(chunks);
  for (std::size_t index = 0; index < chunks; ++index) {
    const std::size_t begin = reply.body.size() * index / chunks;
    const std::size_t end = reply.body.size() * (index + 1) / chunks;
    plan.pieces.push_back(
        {.wait = wait,
         .bytes = fmt::format("{:x}\r\n{}\r\n",
                              end - begin,
                              std::string_view(reply.body).substr(begin, end - begin))});
  }
  plan.pieces.back().bytes += "0\r\n\r\n";
  return plan;
}

}  // namespace

WirePlan plan(Answer answer, const WireContext& context) {
  WirePlan made = std::visit(
      Overloaded{[&](const Reply& reply) { return plan_reply(reply, context); },
                 [](const Drop&) { return WirePlan{.pieces = {}, .ending = Ending::close}; },
                 [](const Reset&) { return WirePlan{.pieces = {}, .ending = Ending::reset}; },
                 [](const Hang&) { return WirePlan{.pieces = {}, .ending = Ending::hang}; },
                 [&](const Truncate& truncate) { return plan_truncate(truncate, context); },
                 [&](const Dribble& dribble) { return plan_dribble(dribble, context); },
                 [](const Raw& raw) {
                   WirePlan plan{.pieces = {}, .ending = Ending::close};
                   plan.pieces.push_back({.bytes = raw.bytes});
                   return plan;
                 }},
      answer.delivery);
  if (answer.delay > Duration{}) {
    if (made.pieces.empty()) {
      made.pieces.emplace_back();
    }
    made.pieces.front().wait += answer.delay;
  }
  return made;
}

}  // namespace firedrill::http
