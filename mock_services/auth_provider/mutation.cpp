#include "mock_services/auth_provider/mutation.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "mock_services/auth_provider/json_change.hpp"

namespace firedrill::auth {
namespace {

constexpr std::string_view garbage = "lskdu018973t09sylgasjkfg1][]'./.sdlv";  // as WireMock sends

bool fits(const Mutation& mutation, const MutationSubject& subject, Duration age) {
  const MutationWhen& when = mutation.when;
  const auto is = [](const std::string& wanted, const std::string& found) {
    return wanted.empty() || wanted == found;
  };
  return (mutation.at == "*" || mutation.at == subject.endpoint) &&
         is(when.client_id, subject.client_id) && is(when.grant_type, subject.grant_type) &&
         age >= when.from && (!when.until || age < *when.until);
}

http::Answer deliver(ConnectionFault fault, http::Reply reply) {
  switch (fault) {
    case ConnectionFault::connection_reset_by_peer:
    case ConnectionFault::refuse:
      return http::Reset{};
    case ConnectionFault::empty_response:
      return http::Drop{};
    case ConnectionFault::malformed_response_chunk:
      return http::Raw{"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" +
                       std::string(garbage)};
    case ConnectionFault::random_data_then_close:
      return http::Raw{std::string(garbage)};
    case ConnectionFault::truncated_body: {
      const std::size_t half = reply.body.size() / 2;
      return http::Truncate{.reply = std::move(reply), .body_bytes = half};
    }
    case ConnectionFault::hang:
      return http::Hang{};
  }
  return http::Drop{};
}

void set_status(http::Reply& reply, const SetStatus& change) {
  reply.status = change.status.value_or(reply.status);
  for (const auto& [name, value] : change.headers) {
    reply.headers.set(name, value);
  }
}

/// What becomes of an answer, while its changes are carried out one by one.
struct Making {
  http::Reply reply;
  Duration delay{};
  std::optional<DribbleBody> dribble = {};
  std::optional<ConnectionFault> fault = {};
};

void carry_out(const Change& change, Making& making, Rng& random) {
  http::Reply& reply = making.reply;
  std::visit(
      Overloaded{[&](const SetStatus& one) { set_status(reply, one); },
                 [&](const SetMembers& one) { reply.body = with_members(reply.body, one); },
                 [&](const RemoveMembers& one) { reply.body = without_members(reply.body, one); },
                 [&](const RenameMembers& one) { reply.body = with_renamed(reply.body, one); },
                 [&](const WrapBody& one) { reply.body = wrapped_body(reply.body, one); },
                 [](const MutateJwt&) {},  // done where tokens are made
                 [&](const MutateKeys& one) { reply.body = changed_keys(reply.body, one); },
                 [&](const ReplaceBody& one) { reply.body = one.body; },
                 [&](const SetContentType& one) { reply.headers.set("content-type", one.type); },
                 [&](const DelayAnswer& one) { making.delay += one.by.sample(random); },
                 [&](const DribbleBody& one) { making.dribble = one; },
                 [&](const ConnectionFault& one) { making.fault = one; }},
      change);
}

}  // namespace

bool MutationTable::add(Mutation mutation, Instant now) {
  remove(mutation.id);
  if (entries_.size() >= most) {
    return false;
  }
  Rng random = stream(Seed{mutation.when.seed}, "auth/mutation/" + mutation.id);
  entries_.push_back({.mutation = std::move(mutation), .since = now, .random = random});
  return true;
}

bool MutationTable::remove(std::string_view id) {
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.mutation.id == id; }) > 0;
}

MutationTable::Strike MutationTable::strike(const MutationSubject& subject, Instant now) {
  Strike strike;
  for (Entry& entry : entries_) {
    const MutationWhen& when = entry.mutation.when;
    if (!fits(entry.mutation, subject, now - entry.since) ||
        ++entry.matched <= when.after_requests ||
        (when.for_requests > 0 && entry.applied >= when.for_requests) ||
        entry.random.unit() >= when.probability) {
      continue;
    }
    ++entry.applied;
    strike.random = entry.random.next();
    strike.changes.insert(
        strike.changes.end(), entry.mutation.changes.begin(), entry.mutation.changes.end());
    strike.cause = entry.mutation.cause.empty() ? strike.cause : entry.mutation.cause;
  }
  return strike;
}

http::Answer apply(const MutationTable::Strike& strike, http::Reply reply) {
  Making making{.reply = std::move(reply)};
  Rng random(strike.random);
  for (const Change& change : strike.changes) {
    carry_out(change, making, random);
  }
  if (!strike.cause.empty()) {
    making.reply.headers.set("x-firedrill-cause", strike.cause);
  }
  http::Answer answer = http::Drop{};
  if (making.fault) {
    answer = deliver(*making.fault, std::move(making.reply));
  } else if (making.dribble) {
    answer = http::Dribble{.reply = std::move(making.reply),
                           .chunks = making.dribble->chunks,
                           .over = making.dribble->over};
  } else {
    answer = std::move(making.reply);
  }
  answer.delay = making.delay;
  return answer;
}

}  // namespace firedrill::auth
