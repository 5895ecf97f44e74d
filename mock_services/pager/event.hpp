#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "mock_services/http/message.hpp"
#include "mock_services/pager/incident.hpp"

namespace firedrill::pager {

/// What a door makes of a request: something to act on, or the reply that refuses it.
template <class T>
using Taken = std::variant<T, http::Reply>;

/// The largest event that PagerDuty takes.
inline constexpr std::size_t most_event_bytes = std::size_t{512} * 1024;

/// An event of PagerDuty's Events API v2, POST /v2/enqueue, checked as PagerDuty does; the refusal
/// is its 400. A trigger without a dedup_key has none afterwards: the pager makes one.
/// Source: developer.pagerduty.com, "Send an Alert Event".
Taken<Signal> read_event(const http::Request& request);

/// {"status": "success", "message": "Event processed", "dedup_key": "..."}, as 202.
http::Reply accepted_reply(std::string_view dedup_key);

/// The 429 of an integration that has sent too much.
http::Reply throttled_event_reply();

}  // namespace firedrill::pager
