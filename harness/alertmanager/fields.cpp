#include "harness/alertmanager/fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/text/escape.hpp"
#include "harness/text/yaml_parse.hpp"

namespace firedrill::alertmanager {

std::optional<bool> read_flag(const Json& json, std::string_view name, Diagnostics& diagnostics) {
  constexpr std::array<std::string_view, 11> yes{
      "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"};
  constexpr std::array<std::string_view, 11> no{
      "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"};
  const std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  if (std::find(yes.begin(), yes.end(), *text) != yes.end()) {
    return true;
  }
  if (std::find(no.begin(), no.end(), *text) == no.end()) {
    diagnostics.error(json.span(),
                      fmt::format("{} cannot be {}", quote(name), quote(*text)),
                      "expected true or false");
    return std::nullopt;
  }
  return false;
}

std::optional<std::string> read_url(const Json& json,
                                    std::string_view name,
                                    Diagnostics& diagnostics) {
  std::optional<std::string> text = read_text(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  std::string_view rest = *text;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (rest.starts_with(scheme)) {
      rest.remove_prefix(scheme.size());
      if (rest.empty() || rest.front() == '/' || rest.front() == ':') {
        diagnostics.error(json.span(), fmt::format("{}: missing host for URL", quote(name)));
        return std::nullopt;
      }
      return text;
    }
  }
  diagnostics.error(json.span(),
                    fmt::format("{}: unsupported scheme for URL", quote(name)),
                    "expected http:// or https://");
  return std::nullopt;
}

std::optional<std::string> read_secret_url(const Json& json,
                                           std::string_view name,
                                           Diagnostics& diagnostics) {
  return scalar_text(json) == "<secret>" ? scalar_text(json) : read_url(json, name, diagnostics);
}

std::optional<std::vector<std::string>> read_scalars(const Json& json,
                                                     std::string_view name,
                                                     Diagnostics& diagnostics) {
  if (!json.is_array()) {
    if (!json.is_null()) {
      report_wrong_kind(json, name, "a list of texts", diagnostics);
    }
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (const Json& item : json.items()) {
    if (std::optional<std::string> text = read_text(item, name, diagnostics)) {
      texts.push_back(*std::move(text));
    }
  }
  return texts;
}

std::optional<std::map<std::string, std::string>> read_scalar_map(const Json& json,
                                                                  std::string_view name,
                                                                  Diagnostics& diagnostics) {
  if (!json.is_object()) {
    if (!json.is_null()) {
      report_wrong_kind(json, name, "a mapping of names to texts", diagnostics);
    }
    return std::nullopt;
  }
  std::map<std::string, std::string> texts;
  for (const JsonMember& member : json.members()) {
    texts[member.key] = read_text(member.value, member.key, diagnostics).value_or("");
  }
  return texts;
}

bool is_given(const ObjectReader& reader, std::string_view key) {
  const Json* found = reader.node().find(key);
  return found != nullptr && !found->is_null();
}

void warn_unsupported(ObjectReader& reader,
                      std::initializer_list<std::string_view> keys,
                      std::string_view fate) {
  std::vector<std::string> found;
  Span first;
  for (const std::string_view key : keys) {
    reader.ignore(key);
    if (const JsonMember* member = reader.node().member(key)) {
      first = found.empty() || member->key_span.begin < first.begin ? member->key_span : first;
      found.push_back(quote(key));
    }
  }
  if (!found.empty()) {
    reader.diagnostics().warning(
        first, fmt::format("{} in {} {}", fmt::join(found, ", "), reader.what(), fate));
  }
}

void refuse_both(ObjectReader& reader, std::string_view one, std::string_view other) {
  if (is_given(reader, one) && is_given(reader, other)) {
    reader.diagnostics().error(
        reader.node().member(other)->key_span,
        fmt::format("at most one of {} & {} must be configured", one, other));
  }
}

}  // namespace firedrill::alertmanager
