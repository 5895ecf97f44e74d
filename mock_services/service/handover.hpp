#pragma once

#include <optional>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::mock {

/// Marks a request that a process hands to the one that takes its place: "WORK_NS WAITED_NS CAUSE".
inline constexpr std::string_view handover_header = "x-firedrill-handover";

/// What is known of a request that has waited at one process and is worked on by the next: the
/// simulated world has one queue for all versions of a replica.
struct Handover {
  Duration work{};    ///< drawn when it arrived
  Duration waited{};  ///< since it arrived, wall time
  EventId cause = EventId::none;
};

/// The same request, without what is about its connection, for another server.
http::Request for_next_hop(const http::Request& request);

/// The same request for the next process.
http::Request handed_over(const http::Request& request, const Handover& handover);

/// Nullopt: a client's request, or nonsense.
std::optional<Handover> handover_of(const http::Headers& headers);

/// An answer as it came from the next process, for whoever waits for it here.
http::Reply passed_on(const http::Reply& reply);

}  // namespace firedrill::mock
