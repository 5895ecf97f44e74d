// What the faults in effect, and those that a client asks for, make of a request.
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/replica_visit.hpp"

namespace firedrill::mock {
namespace {

std::string caller_of(const http::Request& request) {
  const std::string* caller = request.headers.find(caller_header);
  return caller == nullptr ? "" : *caller;
}

}  // namespace

/// Headers speak first, as if a proxy stood before the service: what they abort reaches no other
/// fault. Delays add up.
FaultDecision Replica::decide(const http::Request& request) {
  const FaultDecision asked = header_faults_.decide(request.headers);
  if (!std::holds_alternative<Pass>(asked.verdict)) {
    return asked;
  }
  FaultDecision decision = faults_.decide(caller_of(request), clock_.incident());
  if (decision.touched) {
    fault_counts_.write(faults_.tallies());
  }
  decision.delay += asked.delay;
  decision.touched = decision.touched || asked.touched;
  return decision;
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
                          if (reply.retry_after) {
                            const auto seconds =
                                std::chrono::ceil<std::chrono::seconds>(*reply.retry_after);
                            answer.headers.add("retry-after", std::to_string(seconds.count()));
                          }
                          sign(*visit, answer);
                          metrics_.answered(reply.status, clock_.wire() - visit->arrived);
                          end_with(std::move(answer));
                        },
                        [&](const RefuseConnection&) { end_with(http::Reset{}); },
                        [&](const NeverAnswer&) { end_with(http::Hang{}); },
                        [&](const Pass&) { admit(visit); },
                        [&](const Delay&) { admit(visit); }},
             verdict);
}

}  // namespace firedrill::mock
