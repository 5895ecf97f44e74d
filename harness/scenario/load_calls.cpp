#include <array>
#include <utility>

#include "harness/scenario/parts.hpp"

namespace firedrill::loading {
namespace {

constexpr DurationRange wire_pause{.most = longest_wire_time};
constexpr IntegerRange up_to_a_million{.least = 1, .most = 1'000'000};

Call read_call(const Json& json, const Context& context) {
  Call call;
  ObjectReader reader(json, "a call", context.diagnostics);
  call.service = reader.string("service").required();
  if (!call.service.empty()) {
    find_service({reader.span_of("service"), call.service}, context.names, context.diagnostics);
  }
  read_call_policy(reader, context, call);
  replace(call.share, reader.ratio("share").optional());
  reader.finish();
  return call;
}

}  // namespace

void read_call_policy(ObjectReader& reader, const Context& context, Call& call) {
  replace(call.timeout, duration_in(reader, "timeout", wire_timeout));
  replace(call.network, request_delay(reader, "network"));
  if (const Json* fails = reader.object("fails").value_or(nullptr)) {
    call.fails = read_fails(*fails, context);
  }
  if (const Json* retry = reader.object("retry").value_or(nullptr)) {
    call.retry = read_retry(*retry, context);
  }
  if (const Json* breaker = reader.object("breaker").value_or(nullptr)) {
    call.breaker = read_breaker(*breaker, context);
  }
}

std::vector<std::vector<Call>> read_calls(const Json& json, const Context& context) {
  std::vector<std::vector<Call>> groups;
  for (const Json& item : json.items()) {
    std::vector<Call>& group = groups.emplace_back();
    if (!item.is_array()) {
      group.push_back(read_call(item, context));
      continue;
    }
    if (item.items().empty()) {
      context.diagnostics.error(
          item.span(), "an empty list of calls", "expected at least one call");
    }
    for (const Json& call : item.items()) {
      group.push_back(read_call(call, context));
    }
  }
  return groups;
}

FailsWith read_fails(const Json& json, const Context& context) {
  FailsWith fails;
  ObjectReader reader(json, R"("fails")", context.diagnostics);
  replace(fails.reply, reader.integer("reply", final_status).optional());
  need(reader, "reply");
  reader.finish();
  return fails;
}

RetryPolicy read_retry(const Json& json, const Context& context) {
  constexpr std::array<std::pair<std::string_view, Jitter>, 2> jitters = {
      {{"none", Jitter::none}, {"full", Jitter::full}}};
  RetryPolicy retry;
  ObjectReader reader(json, R"("retry")", context.diagnostics);
  replace(retry.attempts, reader.integer("attempts", {.least = 1, .most = 100}).optional());
  replace(retry.backoff, duration_in(reader, "backoff", wire_pause));
  replace(retry.factor, number_in(reader, "factor", {.least = 1, .most = 100}));
  replace(retry.at_most, duration_in(reader, "at_most", wire_pause));
  replace(retry.jitter, reader.choice<Jitter>("jitter", jitters).optional());
  replace(retry.budget, reader.ratio("budget").optional());
  reader.finish();
  return retry;
}

BreakerPolicy read_breaker(const Json& json, const Context& context) {
  BreakerPolicy breaker;
  ObjectReader reader(json, R"("breaker")", context.diagnostics);
  replace(breaker.failures, reader.integer("failures", up_to_a_million).optional());
  replace(breaker.open_for, duration_in(reader, "open_for", wire_pause));
  replace(breaker.probes, reader.integer("probes", up_to_a_million).optional());
  reader.finish();
  return breaker;
}

}  // namespace firedrill::loading
