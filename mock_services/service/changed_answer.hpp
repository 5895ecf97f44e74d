#pragma once

#include "harness/behaviour/provider_change.hpp"
#include "harness/journal/event.hpp"
#include "mock_services/http/answer.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/refresh_book.hpp"

namespace firedrill::mock {

/// What a request to an auth provider asks for.
AuthEndpoint endpoint_of(const http::Request& request);

/// What a provider answers to the request after the change, in place of `own`: an error, or `own`
/// with another body. A refusal of its own stays a refusal. `cause`: told with a key set that lacks
/// keys.
http::Reply changed_answer(const ProviderChange& change,
                           const http::Request& request,
                           http::Answer own,
                           EventId cause);

/// The same after a change by which refresh tokens are rotated: those of other grants stay.
http::Reply rotated_answer(RefreshBook& book,
                           const http::Request& request,
                           http::Answer own,
                           EventId cause);

}  // namespace firedrill::mock
