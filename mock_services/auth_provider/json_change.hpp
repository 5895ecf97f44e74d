#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/faults/body_change.hpp"
#include "mock_services/auth_provider/mutation.hpp"

namespace firedrill::auth {

/// JSON texts, changed. A text that is no JSON, or has not the member, stays as it is: a mutation
/// meets error pages too.
std::string with_members(const std::string& json, const SetMembers& change);
std::string without_members(const std::string& json, const RemoveMembers& change);
std::string with_renamed(const std::string& json, const RenameMembers& change);
/// A text becomes {"value": the text}, all else a text.
std::string with_other_type(const std::string& json, const std::string& pointer);
std::string wrapped_body(const std::string& json, const WrapBody& change);

/// A body after the change of the fault body_change, which replaces one that is no JSON, too.
std::string changed_body(const std::string& json, const faults::BodyChange::Change& change);

/// A JWT's header or claims (JSON objects) after the changes of a MutateJwt.
std::string changed_object(const std::string& object,
                           const std::vector<std::pair<std::string, std::string>>& changes);

/// A JWK set with one more key, JSON, before all others.
std::string with_key_first(const std::string& jwks, const std::string& key);

/// A JWK set after the change.
std::string changed_keys(const std::string& jwks, const MutateKeys& change);

}  // namespace firedrill::auth
