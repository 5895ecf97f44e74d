// How a process whose replica changes its version leaves its queue to the one that takes its place.
#include <utility>

#include "mock_services/service/handover.hpp"
#include "mock_services/service/replica.hpp"
#include "mock_services/service/replica_visit.hpp"

namespace firedrill::mock {

void Replica::hand_over() {
  const auto own = settings_.addresses.find(settings_.name);
  if (own == settings_.addresses.end() || settings_.ordinal >= own->second.size()) {
    return;
  }
  successor_ = own->second[settings_.ordinal];
  for (const VisitPointer& visit : std::exchange(queue_, {})) {
    pass_on(visit);
  }
}

void Replica::pass_on(const VisitPointer& visit) {
  const Handover handover{
      .work = visit->work, .waited = clock_.wire() - visit->arrived, .cause = visit->cause};
  visit->exchange = client_.send(*successor_,
                                 handed_over(visit->request, handover),
                                 Duration::zero(),
                                 [this, visit](const http::Exchange& exchange) {
                                   if (visit->ended) {
                                     return;
                                   }
                                   leave(*visit);
                                   if (exchange.reached == http::Reached::answered) {
                                     deliver(visit, passed_on(exchange.reply));
                                   } else {
                                     visit->answer(hits_, http::Reset{});
                                   }
                                 });
}

/// It was in the queue already: there is a place for it, and faults have had their say.
void Replica::take_over(const VisitPointer& visit, const Handover& handover) {
  visit->arrived = clock_.wire() - handover.waited;
  visit->work = handover.work;
  visit->cause = handover.cause;
  if (successor_) {
    pass_on(visit);
  } else if (busy_ < settings_.behaviour.workers && queue_.empty()) {
    begin(visit);
  } else {
    queue_.push_back(visit);
  }
}

}  // namespace firedrill::mock
