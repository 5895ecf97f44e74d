#pragma once

#include <cstdint>
#include <string>

#include "harness/scenario/scenario.hpp"
#include "mock_services/auth_provider/keys.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// One of the keys that an auth provider signs with in the course of a run (KeyGenerations).
auth::SigningKey signing_key(const std::string& secret,
                             const std::string& provider,
                             std::uint32_t generation);

/// What a service signs its assertions with where a contract wants `private_key_jwt`.
auth::SigningKey client_key(const ClientIdentity& client);

/// What a program of the user's own proves with that it is this client. It follows from the run's
/// secret, which cannot be found from it.
std::string own_client_secret(const std::string& secret, const std::string& client);

/// Who a provider is, whichever of its replicas answers: the URL of the first.
std::string issuer_of(const ServiceSettings& settings, const std::string& provider);

/// If the service is an auth provider of the scenario, lets a strict provider answer what it has
/// worked on: with a client for each service that uses it, and the contracts that its version
/// accepts. POST /__firedrill/signing_keys tells it of a rotation (read_key_generations).
void answer_as_provider(const Scenario& scenario, ServiceSettings& settings);

}  // namespace firedrill::mock
