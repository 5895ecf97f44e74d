// Gateways: a program of the user's own knows nothing of faults, so what passes on requests, or
// bytes where it speaks no HTTP, stands before it for the whole run.
#include <utility>

#include <fmt/format.h>

#include "harness/live/fleet.hpp"
#include "harness/live/gateways.hpp"
#include "mock_services/service/call_answer.hpp"

namespace firedrill::live {
namespace {

constexpr Duration gateway_poll_period = std::chrono::milliseconds{10};  // wire clock
constexpr Duration gateway_poll_timeout = std::chrono::seconds{1};       // wire clock

}  // namespace

std::string Fleet::notes_of_gateway(const FleetMember& member) const {
  return (plan_.folder / (member.instance() + ".gateway")).string();
}

/// Ports for its doors and for the gateway before it, if it needs them.
std::string Fleet::take_gateway(FleetMember& member) const {
  for (const std::string& caller : callers_with_door(plan_.scenario, *member.service)) {
    Result<Port> port = Port::reserve();
    if (!port) {
      return port.error().message;
    }
    member.doors.push_back({.caller = caller, .port = *std::move(port)});
  }
  if (needs_gateway(plan_.scenario, *member.service)) {
    Result<Port> port = Port::reserve();
    if (!port) {
      return port.error().message;
    }
    member.gateway = *std::move(port);
  }
  return "";
}

void Fleet::begin_gateway(std::size_t index) {
  const FleetMember& member = members_[index];
  mock::ReplicaOrder order = basic_order(member, member.gateway->number());
  order.settings.upstream = member.address;
  order.settings.notes = notes_of_gateway(member);
  const std::string name = member.instance() + ".gateway";
  ProcessSpec spec;
  spec.arguments = {
      plan_.program.string(), "mock", "service", "--replica", write(order, name + ".json")};
  spec.standard_output = (plan_.logs / (name + ".log")).string();
  spec.standard_error = spec.standard_output;
  const auto lost = [this, index](const std::string& why) {
    if (on_trouble_ && !stopped_) {
      on_trouble_(fmt::format("the gateway before {}: {}", members_[index].instance(), why));
    }
  };
  processes_.spawn(spec,
                   {.started =
                        [lost](const Result<int>& pid) {
                          if (!pid) {
                            lost(pid.error().message);
                          }
                        },
                    .ended = [lost](const ProcessEnd& end) { lost("it " + to_string(end)); }});
  poll_gateway(index);
}

/// Until it answers; its program waits for it, and that only for a time.
void Fleet::poll_gateway(std::size_t index) {
  if (stopped_) {
    return;
  }
  probes_.send(members_[index].orders_at(),
               http::request_to("GET", "/__firedrill/"),
               gateway_poll_timeout,
               [this, index](const http::Exchange& exchange) {
                 if (exchange.reached == http::Reached::answered) {
                   members_[index].gateway_ready = true;
                 } else {
                   scheduler_.after_wire(gateway_poll_period,
                                         [this, index] { poll_gateway(index); });
                 }
               });
}

}  // namespace firedrill::live
