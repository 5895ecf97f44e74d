#pragma once

#include <string>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/auth_provider/config.hpp"

namespace firedrill::auth {

/// Reads the configuration of `firedrill mock auth`. All mistakes are reported; with one of them
/// the result is worth nothing.
Config load_config(const Json& json, Diagnostics& diagnostics);

/// Reads one fault. Without an "id" it is called `id`. Mistakes are reported.
Mutation load_mutation(const Json& json, const std::string& id, Diagnostics& diagnostics);

/// Reads the contracts of a provider: a member for each, by name.
std::map<std::string, ProviderContract> load_contracts(const Json& block, Diagnostics& diagnostics);

/// A value as it stands in its file: JSON text.
std::string source_text(const Json& json, const Diagnostics& diagnostics);

/// Reads "cause", the id of the event that causes something: a text or a whole number; "" without.
std::string load_cause(ObjectReader& reader);

/// Reads an array of texts, none empty.
std::vector<std::string> load_texts(const Json* array,
                                    std::string_view name,
                                    Diagnostics& diagnostics);

/// The same, where each has to be one of some words; a mistake has "did you mean".
std::vector<std::string> load_words(const Json* array,
                                    std::string_view name,
                                    std::span<const std::string_view> words,
                                    Diagnostics& diagnostics);

}  // namespace firedrill::auth
