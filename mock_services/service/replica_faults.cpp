// What faults do to the requests of a replica and to its answers: those in effect, and those that a
// client asks for.
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "mock_services/auth_provider/json_change.hpp"
#include "mock_services/service/caller.hpp"
#include "mock_services/service/changed_answer.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/replica_visit.hpp"

namespace firedrill::mock {
namespace {

/// More than any client takes by default: nginx 8 kB, Node 16 kB, Envoy 60 kB, our own 64 kB.
std::string large_headers() {
  constexpr std::size_t lines = 32;
  std::string text;
  for (std::size_t line = 0; line < lines; ++line) {
    text += "x-large-" + std::to_string(line) + ": " + std::string(4000, 'x') + "\r\n";
  }
  return text;
}

/// The answer on the wire, in which its body may not end as it says.
http::Raw raw(const http::Reply& reply, const std::string& headers, const std::string& body) {
  return {"HTTP/1.1 " + std::to_string(reply.status) + " " +
          std::string(http::reason_phrase(reply.status)) + "\r\n" + headers + "\r\n" + body};
}

/// The answer as that of a proxy which takes it for one of its pages.
http::Reply with_wrong_type(http::Reply reply) {
  const std::string* own = reply.headers.find("content-type");
  const bool is_page = own != nullptr && own->starts_with("text/html");
  reply.headers.set("content-type", is_page ? "application/octet-stream" : "text/html");
  tell(reply, code::malformed);
  return reply;
}

http::Reply with_changed_body(http::Reply reply, const faults::BodyChange::Change& change) {
  reply.body = auth::changed_body(reply.body, change);
  if (std::holds_alternative<faults::ReplaceBody>(change)) {
    reply.headers.remove("content-encoding");
  }
  return reply;
}

/// A line that is not there cannot be renamed, and none comes of it.
http::Reply with_changed_headers(http::Reply reply, const faults::HeaderChange::Change& change) {
  http::Headers& headers = reply.headers;
  std::visit(Overloaded{[&](const faults::RemoveHeader& removed) { headers.remove(removed.name); },
                        [&](const faults::RenameHeader& renamed) {
                          if (const std::string* line = headers.find(renamed.from)) {
                            const std::string value = *line;
                            headers.remove(renamed.from);
                            headers.set(renamed.to, value);
                          }
                        },
                        [&](const faults::SetHeader& line) { headers.set(line.name, line.value); },
                        [&](const faults::AddHeader& line) { headers.add(line.name, line.value); }},
             change);
  return reply;
}

/// With what callers make of it; none: they notice nothing.
http::Reply told(http::Reply reply, std::uint16_t code) {
  if (code != code::none) {
    tell(reply, code);
  }
  return reply;
}

/// An answer as its caller finds it; none: as it is.
http::Answer spoilt(http::Answer answer, const SpoilAnswer& spoilt, const AnswerChange& change) {
  const auto* reply = std::get_if<http::Reply>(&answer.delivery);
  const std::uint16_t code = spoilt.code;
  if (!spoilt.is_spoilt() || reply == nullptr) {
    return answer;
  }
  if (code == code::timeout) {
    return http::Hang{};
  }
  switch (spoilt.how) {
    case Spoiling::large_headers:
      return raw(*reply, large_headers() + "content-length: 0\r\n", "");
    case Spoiling::wrong_length:
      return raw(*reply,
                 "content-length: " + std::to_string(reply->body.size() + 1000) + "\r\n",
                 reply->body);
    case Spoiling::bad_chunk:
      return raw(*reply, "transfer-encoding: chunked\r\n", "no size\r\n" + reply->body);
    case Spoiling::wrong_type:
      return with_wrong_type(*reply);
    case Spoiling::changed_body:
      return told(with_changed_body(*reply, std::get<faults::BodyChange::Change>(change)), code);
    case Spoiling::changed_headers:
      return told(with_changed_headers(*reply, std::get<faults::HeaderChange::Change>(change)),
                  code);
    case Spoiling::plain:
      break;
  }
  if (code == code::truncated) {
    const auto* cut = std::get_if<CutBody>(&change);
    return http::Truncate{.reply = *reply,
                          .body_bytes = cut != nullptr ? cut->bytes : reply->body.size() / 2};
  }
  return http::Raw{"\x15\x03\x01 this is no HTTP\r\n\r\n"};
}

}  // namespace

/// Headers speak first, as if a proxy stood before the service: what they abort reaches no other
/// fault. Delays add up.
FaultDecision Replica::decide(const http::Request& request) {
  FaultDecision asked = header_faults_.decide(request.headers);
  if (!std::holds_alternative<Pass>(asked.last) || !faults_.any()) {
    return asked;
  }
  FaultedRequest faulted = faulted_request(request);
  faulted.endpoint = settings_.answer ? endpoint_of(request) : AuthEndpoint::none;
  FaultDecision decision = faults_.decide(faulted, clock_.incident(), clock_.wire());
  if (decision.touched) {
    fault_counts_.write(faults_.tallies());
  }
  decision.delay += asked.delay;
  decision.touched = decision.touched || asked.touched;
  return decision;
}

void Replica::apply_faults(const VisitPointer& visit) {
  const FaultDecision decision = decide(visit->request);
  visit->cause = decision.cause;
  visit->is_faulted = decision.touched;
  visit->work = scaled(visit->work, decision.slower);
  visit->spoilt = decision.spoilt;
  visit->change = decision.change;
  if (decision.delay == Duration::zero()) {
    carry_out(visit, decision.last);
    return;
  }
  visit->timer.expires_after(decision.delay);
  visit->timer.async_wait([this, visit, verdict = decision.last](const auto& error) {
    if (!error && !visit->ended) {
      carry_out(visit, verdict);
    }
  });
}

/// Whether a fault makes the request make this call, which it is spared else; marks it.
bool Replica::is_added(Visit& visit, const Edge& edge) {
  const std::string* population = visit.request.headers.find(population_header);
  const std::optional<EventId> cause =
      faults_.added_call(edge.policy().service,
                         population == nullptr ? std::string_view{} : *population,
                         clock_.incident());
  if (cause) {
    visit.cause = either(visit.cause, *cause);
    visit.is_faulted = true;
    fault_counts_.write(faults_.tallies());
  }
  return cause.has_value();
}

/// As SIGKILL ends a process, with all that it has accepted; who has brought that about is told
/// first, for a client that finds a kept connection reset tries again by itself.
void Replica::die_of(const VisitPointer& visit) {
  constexpr auto telling = std::chrono::milliseconds(2);
  visit->timer.expires_after(telling);
  visit->timer.async_wait([visit](const auto&) { std::raise(SIGKILL); });
}

/// What an auth provider answers in another way than its clients know.
http::Reply Replica::changed(const Visit& visit, const ProviderChange& change) {
  http::Answer own = own_answer(visit.request, 200);
  return change.meaning == ProviderChange::Meaning::rotated
             ? rotated_answer(refresh_book_, visit.request, std::move(own), visit.cause)
             : changed_answer(change, visit.request, std::move(own), visit.cause);
}

/// What the faults have decided.
void Replica::carry_out(const VisitPointer& visit, const Verdict& verdict) {
  const auto end_with = [&](http::Answer answer) {
    leave(*visit);
    visit->answer(hits_, std::move(answer));
  };
  std::visit(Overloaded{[&](const Reply& reply) {
                          http::Reply answer =
                              http::text_reply(reply.status, "injected by a fault\n");
                          if (reply.change != nullptr) {
                            answer = changed(*visit, *reply.change);
                          }
                          if (reply.retry_after) {
                            const auto seconds =
                                std::chrono::ceil<std::chrono::seconds>(*reply.retry_after);
                            answer.headers.add("retry-after", std::to_string(seconds.count()));
                          }
                          sign(*visit, answer);
                          metrics_.answered(answer.status, clock_.wire() - visit->arrived);
                          end_with(std::move(answer));
                        },
                        [&](const BreakConnection& broken) {
                          const bool redirects = broken.code == code::redirects;
                          if (!redirects && visit->request.headers.find(caller_header) == nullptr) {
                            end_with(http::Reset{});
                            return;
                          }
                          http::Reply told = told_as_reply(broken.code);
                          if (redirects) {
                            told.status = 307;
                            told.headers.add("location", visit->request.target);
                          }
                          sign(*visit, told);
                          end_with(std::move(told));
                        },
                        [&](const NeverAnswer&) { end_with(http::Hang{}); },
                        [&](const KillProcess&) {
                          carry_out(visit, BreakConnection{.code = code::reset});
                          die_of(visit);
                        },
                        [&](const auto&) { admit(visit); }},
             verdict);
}

/// As the faults have left it. What comes in pieces begins at once.
void Replica::deliver(const VisitPointer& visit, http::Answer answer) {
  const SpoilAnswer& spoiling = visit->spoilt;
  answer = spoilt(std::move(answer), spoiling, visit->change);
  const auto* reply = std::get_if<http::Reply>(&answer.delivery);
  if (spoiling.late > Duration::zero() && spoiling.pieces > 1 && reply != nullptr &&
      !reply->body.empty()) {
    answer = http::Dribble{.reply = *reply, .chunks = spoiling.pieces, .over = spoiling.late};
    visit->answer(hits_, std::move(answer));
    return;
  }
  if (spoiling.late == Duration::zero()) {
    visit->answer(hits_, std::move(answer));
    return;
  }
  visit->timer.expires_after(visit->spoilt.late);
  visit->timer.async_wait([this, visit, answer = std::move(answer)](const auto& error) mutable {
    if (!error) {
      visit->answer(hits_, std::move(answer));
    }
  });
}

}  // namespace firedrill::mock
