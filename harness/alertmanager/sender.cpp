#include "harness/alertmanager/sender.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::alertmanager {
namespace {

using namespace std::chrono_literals;

constexpr Duration shortest_flush = 10s;  // notify.MinTimeout
constexpr Duration first_back_off = 500ms;
constexpr Duration longest_back_off = 1min;

}  // namespace

Sender::Sender(Scheduler& scheduler, NotificationLog& log, Options options, Deliver deliver)
    : scheduler_(scheduler),
      log_(log),
      options_(std::move(options)),
      deliver_(std::move(deliver)) {}

void Sender::send(Flush flush, Done done) {
  const Receiver& receiver = *flush.receiver;
  if (receiver.integrations.empty()) {
    done(true);
    return;
  }
  const auto batch = std::make_shared<Batch>(Batch{
      .flush = std::move(flush), .done = std::move(done), .open = receiver.integrations.size()});
  for (const Integration& integration : receiver.integrations) {
    begin(batch, integration);
  }
}

void Sender::begin(const std::shared_ptr<Batch>& batch, const Integration& integration) {
  const Id id = ++begun_;
  Sending& sending = sendings_[id];
  sending.batch = batch;
  sending.integration = &integration;
  sending.back_off = first_back_off;
  const Duration time = std::max(batch->flush.route->group_interval, shortest_flush);
  sending.deadline = scheduler_.after(time + options_.peer_wait, [this, id] { end(id, false); });
  if (options_.peer_wait > Duration{}) {
    sending.next = scheduler_.after(options_.peer_wait, [this, id] { decide(id); });
  } else {
    decide(id);
  }
}

void Sender::decide(Id id) {
  Sending& sending = sendings_.at(id);
  const Flush& flush = sending.batch->flush;
  const bool send_resolved = sending.integration->send_resolved;
  sending.sets = sets_of(flush.alerts);
  const std::optional<Reason> reason = log_.needs_update(
      log_key(sending),
      sending.sets,
      {.repeat_interval = flush.route->repeat_interval, .send_resolved = send_resolved},
      scheduler_.now());
  if (!reason) {
    report_known(sending);
    end(id, true);
    return;
  }
  if (!send_resolved && sending.sets.firing.empty()) {
    write_down(sending);  // so that the next alert is news again
    end(id, true);
    return;
  }
  sending.notification = {.receiver = flush.receiver,
                          .integration = sending.integration,
                          .group_key = flush.group_key,
                          .group_labels = flush.group_labels,
                          .alerts = flush.alerts,
                          .reason = *reason,
                          .attempt = 0,
                          .flushed = flush.due,
                          .waited_group_wait = flush.is_first};
  if (!send_resolved) {
    std::erase_if(sending.notification.alerts,
                  [](const NotifiedAlert& alert) { return alert.resolved; });
  }
  attempt(id);
}

void Sender::attempt(Id id) {
  Sending& sending = sendings_.at(id);
  const std::uint32_t number = ++sending.notification.attempt;
  sending.in_flight = true;
  sending.next_attempt = scheduler_.now();  // the back-off is added should it fail
  const Notification notification = sending.notification;
  deliver_(notification,
           [this, id, number](Delivery delivery) { end_attempt(id, number, delivery); });
}

void Sender::end_attempt(Id id, std::uint32_t attempt_number, Delivery delivery) {
  const auto found = sendings_.find(id);
  if (found == sendings_.end() || !found->second.in_flight ||
      found->second.notification.attempt != attempt_number) {
    return;
  }
  Sending& sending = found->second;
  sending.in_flight = false;
  switch (delivery) {
    case Delivery::accepted:
      write_down(sending);
      end(id, true);
      break;
    case Delivery::refused:
      end(id, false);
      break;
    case Delivery::retry:
      sending.next =
          scheduler_.at(sending.next_attempt + draw_back_off(sending), [this, id] { attempt(id); });
      break;
  }
}

/// What began since the last message and is no news all the same.
void Sender::report_known(const Sending& sending) const {
  const Flush& flush = sending.batch->flush;
  const std::optional<Instant> told_at = log_.told_at(log_key(sending));
  for (const NotifiedAlert& notified : flush.alerts) {
    if (options_.on_untold && !notified.resolved && notified.alert.starts_at > told_at) {
      options_.on_untold({.why = Untold::Why::known,
                          .receiver = flush.receiver,
                          .labels = notified.alert.labels,
                          .repeat_interval = flush.route->repeat_interval});
    }
  }
}

void Sender::write_down(const Sending& sending) {
  log_.write(log_key(sending),
             sending.sets,
             sending.batch->flush.route->repeat_interval,
             scheduler_.now());
}

void Sender::end(Id id, bool told) {
  const auto found = sendings_.find(id);
  scheduler_.cancel(found->second.deadline);
  scheduler_.cancel(found->second.next);
  const std::shared_ptr<Batch> batch = found->second.batch;
  sendings_.erase(found);
  batch->all_told = batch->all_told && told;
  --batch->open;
  if (batch->open == 0) {
    batch->done(batch->all_told);
  }
}

Duration Sender::draw_back_off(Sending& sending) {
  const std::string name = integration_key(*sending.batch->flush.receiver, *sending.integration);
  auto rng = jitter_.find(name);
  if (rng == jitter_.end()) {
    rng = jitter_.emplace(name, stream(options_.seed, "alertmanager/" + name + "/retry")).first;
  }
  const Duration drawn =
      rng->second.between(sending.back_off / 2, sending.back_off + sending.back_off / 2);
  sending.back_off = std::min(sending.back_off + sending.back_off / 2, longest_back_off);
  return drawn;
}

std::string Sender::log_key(const Sending& sending) {
  const Flush& flush = sending.batch->flush;
  return flush.group_key + ":" + integration_key(*flush.receiver, *sending.integration);
}

}  // namespace firedrill::alertmanager
