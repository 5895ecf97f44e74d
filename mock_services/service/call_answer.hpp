#pragma once

#include <cstdint>
#include <string_view>

#include "harness/behaviour/response_code.hpp"
#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::mock {

/// Names the event that changed a response, on the wire between services, mocks and the load
/// generator: a decimal EventId. A response without it is unattributed.
inline constexpr std::string_view cause_header = "x-firedrill-cause";

/// Says in a reply what its callers get instead of it, by a fault: that there is no connection, or
/// that they cannot read it. One process cannot refuse a connection for one of its callers only,
/// nor have no address; and a client that finds a kept connection reset tries again, which would
/// halve the fault. What an answer has to be for its callers, firedrill's own do not know.
inline constexpr std::string_view outcome_header = "x-firedrill-outcome";

/// Names the service that calls, so that a fault can hit one edge; empty: clients. Whoever sends it
/// understands `outcome_header`.
inline constexpr std::string_view caller_header = "x-firedrill-caller";

/// Names the service that calls where that does not know itself: by the port to which it was told
/// to connect.
inline constexpr std::string_view door_header = "x-firedrill-door";

/// The number of the client's request that a request is part of, below 2^53: what a fault may ask
/// for of all that it leads to (DecideInput::lot).
inline constexpr std::string_view request_header = "x-firedrill-request";

/// How long the process that calls has run, in whole nanoseconds of the incident clock: what a
/// fault may ask for (DecideInput::caller_age).
inline constexpr std::string_view caller_age_header = "x-firedrill-caller-age";

/// The version that the process runs that calls.
inline constexpr std::string_view caller_version_header = "x-firedrill-caller-version";

/// Names the population of clients whose request a request is part of.
inline constexpr std::string_view population_header = "x-firedrill-population";

/// Tells an auth provider which contract its client speaks.
inline constexpr std::string_view contract_header = "x-firedrill-contract";

/// Which version answered.
inline constexpr std::string_view version_header = "x-firedrill-version";

/// Which process of a replica says that it is ready: two of one version may share its port.
/// In an order: which of the two is meant.
inline constexpr std::string_view life_header = "x-firedrill-life";

/// What another process answers to such an order (RFC 9110, 15.5.20).
inline constexpr int misdirected = 421;

/// What a caller gets.
struct CallAnswer {
  std::uint16_t code = code::none;  ///< HTTP status, or one of namespace code
  EventId cause = EventId::none;
  Duration retry_after{};  ///< wire clock; zero: the answer does not say
  http::Reply reply = {};  ///< set when there was one
};

/// What an exchange means to its caller.
CallAnswer answer_of(http::Exchange exchange);

/// How a caller that understands is told: of refused, reset, dns, tls or redirects.
http::Reply told_as_reply(std::uint16_t code);

/// The same beside an answer that all others take as it is: of malformed.
void tell(http::Reply& reply, std::uint16_t code);

/// How a gateway tells that nobody listens behind it: refused, and another replica may do.
http::Reply told_as_down();
bool tells_of_down(const http::Exchange& exchange);

/// A header's whole value as a number; 0 if it is none.
std::uint32_t number_in(const http::Headers& headers, std::string_view name);

/// The event that a reply names; none if it names none, or nonsense.
EventId cause_of(const http::Headers& headers);
EventId event_in(const http::Headers& headers, std::string_view header);

}  // namespace firedrill::mock
