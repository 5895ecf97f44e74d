#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/rules/field_readers.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::alertmanager {

using rules::for_each_item;
using rules::read_duration_text;
using rules::read_text;

/// Values of Alertmanager's files, for ObjectReader::value(), beside those that they share with
/// Prometheus' (rules/field_readers.hpp). What does not fit is reported and gives nothing; texts of
/// secrets are not quoted.

/// Booleans of YAML 1.1 (yaml.org/type/bool.html): true, Yes, ON, y.
std::optional<bool> read_flag(const Json& json, std::string_view name, Diagnostics& diagnostics);

/// http or https, with a host.
std::optional<std::string> read_url(const Json& json,
                                    std::string_view name,
                                    Diagnostics& diagnostics);

/// The same, or "<secret>", which Alertmanager shows in its place.
std::optional<std::string> read_secret_url(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics);

std::optional<std::vector<std::string>> read_scalars(const Json& json,
                                                     std::string_view name,
                                                     Diagnostics& diagnostics);

std::optional<std::map<std::string, std::string>> read_scalar_map(const Json& json,
                                                                  std::string_view name,
                                                                  Diagnostics& diagnostics);

/// Whether a key is there with another value than null.
bool is_given(const ObjectReader& reader, std::string_view key);

/// Accepts the keys unread, with one warning at the first of them that is there: they `have no
/// effect here`, or whatever `fate` says.
void warn_unsupported(ObjectReader& reader,
                      std::initializer_list<std::string_view> keys,
                      std::string_view fate = "has no effect here");

/// An error at the second of two keys of which one may be given.
void refuse_both(ObjectReader& reader, std::string_view one, std::string_view other);

}  // namespace firedrill::alertmanager
