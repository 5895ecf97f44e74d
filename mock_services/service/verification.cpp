#include "mock_services/service/verification.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "harness/behaviour/contract.hpp"

namespace firedrill::mock {

std::optional<EventId> refusal_at_sight(const ServiceSettings& settings,
                                        const AuthUse& use,
                                        const std::optional<UserToken>& token) {
  if (!token || (token->origin && token->origin->provider != use.call.service)) {
    return settings.version_cause;
  }
  if (!token->origin || !use.keeps_keys()) {
    return std::nullopt;
  }
  Contract own{.name = use.speaks};
  std::vector<const Contract*> accepted;
  for (const ProviderContract& one : settings.contracts) {
    const Contract& contract = one.contract;
    const std::vector<std::string>& names = token->origin->accepts;
    if (one.provider != use.call.service) {
      continue;
    }
    if (contract.name == use.speaks) {
      own.signing_algs = contract.signing_algs;
      own.token_formats = contract.token_formats;
    }
    if (std::find(names.begin(), names.end(), contract.name) != names.end()) {
      accepted.push_back(&contract);
    }
  }
  return accepted.empty() || !incompatibility(own, accepted)
             ? std::nullopt
             : std::optional{std::max(token->origin->version_cause, settings.version_cause)};
}

}  // namespace firedrill::mock
