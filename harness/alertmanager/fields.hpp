#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::alertmanager {

/// Values of Alertmanager's files, for ObjectReader::value(). Null reads as missing. What does not
/// fit is reported and gives nothing; texts of secrets are not quoted.

/// A scalar of any kind, as Go's YAML reads one into a string.
std::optional<std::string> read_scalar(const Json& json,
                                       std::string_view name,
                                       Diagnostics& diagnostics);

/// Prometheus' durations: 5m, 1h30m, 0.
std::optional<Duration> read_prometheus_duration(const Json& json,
                                                 std::string_view name,
                                                 Diagnostics& diagnostics);

/// Booleans of YAML 1.1: true, yes, on.
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

/// Calls `read(const Json& item)` for each item of a list; a missing list has none.
template <class Read>
void for_each_item(ObjectReader& reader, std::string_view key, Read read) {
  const Json* given = reader.raw(key).value_or(nullptr);
  if (given == nullptr || given->is_null()) {
    return;
  }
  if (!given->is_array()) {
    report_wrong_kind(*given, key, "a list", reader.diagnostics());
    return;
  }
  for (const Json& item : given->items()) {
    read(item);
  }
}

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
