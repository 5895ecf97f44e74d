#include "harness/cli/nearest_fault.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <variant>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/quantity.hpp"

namespace firedrill::cli {
namespace {

using Nearest = Result<FaultKeys>;

constexpr std::string_view answer_size = "1kB";
constexpr std::int64_t least_b_s = 10;             ///< an answer within the fault's hour
constexpr std::int64_t most_kb_s = 1'000'000'000;  ///< a scenario's sizes go to 1 TiB
constexpr std::int64_t longest_burst = 1'000'000;
constexpr std::int64_t longest_rto_ms = 120'000;
constexpr std::int64_t longest_ms = std::chrono::milliseconds(std::chrono::hours(24)).count();

Error none(std::string why) {
  return {ErrorCode::invalid_input, std::move(why)};
}

std::string duration_json(std::int64_t milliseconds) {
  return json_string(to_text(std::chrono::milliseconds(milliseconds)));
}

std::string share_json(double share) {
  return json_string(ratio_text(share));
}

/// A float of 0.3 is "30%" and not "30.0000012%".
std::string share_of(float toxicity) {
  constexpr double million = 1e6;
  const auto millionths = std::llround(static_cast<double>(toxicity) * million);
  return share_json(static_cast<double>(std::max(millionths, 1LL)) / million);
}

/// Anything from latency - jitter to latency + jitter, all alike; what is below zero is no wait.
Nearest nearest(const proxy::Latency& toxic, proxy::Direction direction) {
  if (std::max(toxic.latency_ms, toxic.jitter_ms) > longest_ms) {
    return none("it waits for more than a day");
  }
  const std::int64_t jitter = std::max<std::int64_t>(toxic.jitter_ms, 0);
  const std::int64_t most = std::max(toxic.latency_ms, -longest_ms) + jitter;
  const std::int64_t least = most - 2 * jitter;
  if (most <= 0) {
    return none("it delays nothing");
  }
  std::string by = duration_json(most);
  if (jitter > 0) {
    by = fmt::format(R"({{"uniform": {{"from": {}, "to": {}}}}})",
                     duration_json(std::max<std::int64_t>(least, 0)),
                     by);
  }
  if (least < 0) {
    const std::int64_t at_once = (10'000 * -least + jitter) / (2 * jitter);
    by = fmt::format(R"({{"zero_inflated": {{"zero": {}, "otherwise": {}}}}})",
                     share_json(static_cast<double>(at_once) / 10'000),
                     by);
  }
  const bool of_requests = direction == proxy::Direction::upstream;
  return FaultKeys{.fault = of_requests ? "latency" : "slow_answers", .keys = {{"by", by}}};
}

/// Requests do not arrive, or answers do not.
FaultKeys silence(proxy::Direction direction) {
  const bool of_requests = direction == proxy::Direction::upstream;
  return {.fault = "partition",
          .keys = {{"loses", json_string(of_requests ? "requests" : "answers")}}};
}

/// A link for all answers.
Nearest narrow(const std::string& rate, proxy::Direction direction) {
  if (direction == proxy::Direction::upstream) {
    return none("it slows what clients send, and the fault bandwidth what they get");
  }
  return FaultKeys{.fault = "bandwidth",
                   .keys = {{"rate", json_string(rate)}, {"size", json_string(answer_size)}},
                   .assumes =
                       "a toxic has so many bytes a second for each connection, the fault "
                       "for all; put the size of your answers in place of \"1kB\""};
}

Nearest nearest(const proxy::Bandwidth& toxic, proxy::Direction direction) {
  if (toxic.rate_kb_s == 0) {
    return silence(direction);
  }
  if (toxic.rate_kb_s > most_kb_s) {
    return none("more than 1 TB a second slows nobody");
  }
  return narrow(fmt::format("{}kB", toxic.rate_kb_s), direction);
}

/// Pieces with waits between them come like a narrow stream.
Nearest nearest(const proxy::Slicer& toxic, proxy::Direction direction) {
  if (toxic.delay_us <= 0) {
    return none("it only cuts data into pieces, and HTTP does not mind");
  }
  constexpr std::int64_t second_us = 1'000'000;
  const std::int64_t size = std::min(toxic.average_size, most_kb_s * 1000);
  const std::int64_t rate = size * second_us / toxic.delay_us;
  if (rate < least_b_s) {
    return none(fmt::format("it lets through less than {} bytes a second", least_b_s));
  }
  return rate > most_kb_s * 1000 ? none("more than 1 TB a second slows nobody")
                                 : narrow(fmt::format("{}B", rate), direction);
}

Nearest nearest(const proxy::Timeout& toxic, proxy::Direction direction) {
  if (toxic.timeout_ms <= 0) {
    return silence(direction);
  }
  return toxic.timeout_ms > longest_ms
             ? none("it waits for more than a day")
             : Nearest(FaultKeys{.fault = "timeout",
                                 .keys = {{"closes_after", duration_json(toxic.timeout_ms)}}});
}

/// With a wait no data gets through until then, as with a timeout.
Nearest nearest(const proxy::ResetPeer& toxic, proxy::Direction direction) {
  return toxic.timeout_ms <= 0 ? FaultKeys{.fault = "reset"}
                               : nearest(proxy::Timeout{toxic.timeout_ms}, direction);
}

Nearest cut_behind(std::int64_t bytes, std::string_view assumes) {
  if (bytes > faults::Truncate::most_bytes) {
    return none("it lets more than 1 GiB pass");
  }
  return FaultKeys{.fault = "truncate",
                   .keys = {{"bytes", json_string(fmt::format("{}B", bytes))}},
                   .assumes = assumes};
}

Nearest nearest(const proxy::LimitData& toxic, proxy::Direction direction) {
  if (toxic.bytes <= 0) {
    return FaultKeys{.fault = "reset"};
  }
  if (direction == proxy::Direction::upstream) {
    return FaultKeys{.fault = "reset",
                     .assumes =
                         "it ends every request, however small; say with \"share\" how "
                         "many of yours are larger"};
  }
  return cut_behind(toxic.bytes,
                    "a toxic counts what a connection carries, heads too, the fault the body of "
                    "each answer, and it cuts every answer, however small; say with \"share\" how "
                    "many of yours are larger");
}

Nearest nearest(const proxy::Loss& toxic, proxy::Direction /*direction*/) {
  if (toxic.per_thousand == 0) {
    return none("it loses nothing");
  }
  constexpr proxy::Loss usual;
  FaultKeys fault{.fault = "packet_loss",
                  .keys = {{"rate", share_json(static_cast<double>(toxic.per_thousand) / 1000)}}};
  if (toxic.burst != usual.burst) {
    fault.keys.emplace_back("burst", std::to_string(std::min(toxic.burst, longest_burst)));
  }
  if (toxic.rto_ms != usual.rto_ms) {
    fault.keys.emplace_back("rto", duration_json(std::min(toxic.rto_ms, longest_rto_ms)));
  }
  return fault;
}

Nearest nearest(const proxy::Delay& toxic, proxy::Direction direction) {
  if (toxic.by == Distribution{}) {
    return none("it delays nothing");
  }
  if (direction == proxy::Direction::upstream) {
    return FaultKeys{.fault = "latency", .keys = {{"by", toxic.by_json}}};
  }
  if (toxic.pieces == 1) {
    return FaultKeys{.fault = "slow_answers", .keys = {{"by", toxic.by_json}}};
  }
  return FaultKeys{.fault = "dribble",
                   .keys = {{"chunks", std::to_string(toxic.pieces)}, {"over", toxic.by_json}}};
}

Nearest nearest(const proxy::Reject& toxic, proxy::Direction /*direction*/) {
  constexpr std::int64_t most_first = 1'000'000'000;
  return toxic.first == 0
             ? FaultKeys{.fault = "refuse"}
             : FaultKeys{.fault = "drop_first",
                         .keys = {{"requests", std::to_string(std::min(toxic.first, most_first))}}};
}

Nearest nearest(const proxy::HttpStatus& toxic, proxy::Direction /*direction*/) {
  FaultKeys fault{.fault = "error_rate", .keys = {{"reply", std::to_string(toxic.status)}}};
  if (toxic.every > 1) {
    fault.fault = "fail_every";
    fault.keys.emplace_back("requests", std::to_string(toxic.every));
  } else if (toxic.first > 0) {
    fault.fault = "fail_first";
    fault.keys.emplace_back("requests", std::to_string(toxic.first));
  } else {
    fault.keys.emplace_back("rate", share_json(1));
    if (toxic.retry_after_s > 0) {
      fault.keys.emplace_back("retry_after", duration_json(toxic.retry_after_s * 1000));
    }
    return fault;
  }
  const bool says_when = toxic.retry_after_s > 0;
  if (toxic.every > 1 && toxic.first > 0) {
    fault.assumes = says_when
                        ? "it goes on after the first answers, which do not say when to come again"
                        : "it goes on after the first answers";
  } else if (says_when) {
    fault.assumes = "its answers do not say when to come again";
  }
  return fault;
}

Nearest nearest(const proxy::HttpHeaders& toxic, proxy::Direction /*direction*/) {
  const bool is_type = std::any_of(toxic.set.begin(), toxic.set.end(), [](const auto& line) {
    return equal_ignoring_case(line.first, "content-type");
  });
  if (is_type) {
    return FaultKeys{.fault = "wrong_content_type"};
  }
  if (toxic.set.empty() && toxic.remove.empty()) {
    return none("it changes nothing");
  }
  const std::string& name = toxic.set.empty() ? toxic.remove.front() : toxic.set.front().first;
  constexpr std::string_view own = "x-firedrill-";
  constexpr std::size_t longest_line = 4096;  // of the fault
  if (equal_ignoring_case(name.substr(0, own.size()), own)) {
    return none("firedrill itself sets that header");
  }
  if (name.size() > longest_line ||
      (!toxic.set.empty() && toxic.set.front().second.size() > longest_line)) {
    return none("its header is longer than 4096 characters");
  }
  const std::string change =
      toxic.set.empty() ? fmt::format(R"({{"remove": {}}})", json_string(toxic.remove.front()))
                        : fmt::format(R"({{"set": {{{}: {}}}}})",
                                      json_string(toxic.set.front().first),
                                      json_string(toxic.set.front().second));
  const bool is_one = toxic.set.size() + toxic.remove.size() == 1;
  return FaultKeys{.fault = "header_change",
                   .keys = {{"change", change}},
                   .assumes = is_one ? "clients need that header"
                                     : "clients need the first of its headers; it changes others "
                                       "too"};
}

Nearest nearest(const proxy::HttpBody& toxic, proxy::Direction /*direction*/) {
  if (const auto* change = std::get_if<proxy::HttpBody::Change>(&toxic.what)) {
    return FaultKeys{.fault = "body_change", .keys = {{"change", change->json}}};
  }
  if (const auto* cut = std::get_if<proxy::HttpBody::Truncate>(&toxic.what)) {
    return cut_behind(cut->bytes,
                      "it cuts every answer, however small; say with \"share\" how many of yours "
                      "are larger");
  }
  const auto* replace = std::get_if<proxy::HttpBody::Replace>(&toxic.what);
  if (replace == nullptr || replace->text.size() > faults::ReplaceBody::longest) {
    return FaultKeys{.fault = "malformed",
                     .assumes =
                         "clients cannot read its answers; body_change has no text of more than "
                         "4 KiB"};
  }
  return FaultKeys{
      .fault = "body_change",
      .keys = {{"change", fmt::format(R"({{"replace": {}}})", json_string(replace->text))}},
      .assumes = "clients cannot read its answers"};
}

Nearest nearest(const proxy::SlowClose& /*toxic*/, proxy::Direction /*direction*/) {
  return none("an HTTP answer is over when its last byte has come, not when the connection closes");
}

Nearest nearest(const proxy::Noop& /*toxic*/, proxy::Direction /*direction*/) {
  return none("it does nothing");
}

}  // namespace

Result<FaultKeys> nearest_fault(const proxy::Toxic& toxic) {
  if (toxic.toxicity <= 0) {
    return none("with a toxicity of 0 it never acts");
  }
  Nearest fault =
      std::visit([&](const auto& kind) { return nearest(kind, toxic.direction); }, toxic.kind);
  if (fault && toxic.toxicity < 1) {
    fault->keys.emplace_back("share", share_of(toxic.toxicity));
  }
  return fault;
}

}  // namespace firedrill::cli
