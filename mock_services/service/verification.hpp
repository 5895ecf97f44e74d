#pragma once

#include <optional>

#include "harness/journal/event.hpp"
#include "harness/scenario/service.hpp"
#include "mock_services/service/settings.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {

/// Whether a service refuses a user's token before it looks for its key, and what is to blame:
/// there is none, it is another provider's, or it is signed as the contract that the service speaks
/// does not say. Nullopt: its key decides, or the provider that is asked.
std::optional<EventId> refusal_at_sight(const ServiceSettings& settings,
                                        const AuthUse& use,
                                        const std::optional<UserToken>& token);

}  // namespace firedrill::mock
