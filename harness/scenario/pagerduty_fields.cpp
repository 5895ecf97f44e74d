#include "harness/scenario/pagerduty_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

/// Keys that say nothing about who is paged when.
constexpr std::array<std::string_view, 22> told_elsewhere = {"type",
                                                             "self",
                                                             "html_url",
                                                             "description",
                                                             "teams",
                                                             "services",
                                                             "escalation_policies",
                                                             "users",
                                                             "final_schedule",
                                                             "on_call_handoff_notifications",
                                                             "privilege",
                                                             "http_cal_url",
                                                             "web_cal_url",
                                                             "personal_cal_url",
                                                             "rendered_schedule_entries",
                                                             "rendered_coverage_percentage",
                                                             "limit",
                                                             "offset",
                                                             "more",
                                                             "total",
                                                             "summary",
                                                             "id"};

}  // namespace

void warn_of_others(const ObjectReader& reader,
                    const std::vector<std::string_view>& read,
                    Diagnostics& diagnostics) {
  if (!reader.node().is_object()) {
    return;
  }
  for (const JsonMember& member : reader.node().members()) {
    const auto is_key = [&member](const auto& keys) {
      return std::find(keys.begin(), keys.end(), member.key) != keys.end();
    };
    if (!is_key(read) && !is_key(told_elsewhere)) {
      diagnostics.warning(
          member.key_span,
          fmt::format(
              "{} in {} is not supported: it is left out", quote(member.key), reader.what()));
    }
  }
}

bool is_given(const ObjectReader& reader, std::string_view key) {
  const Json* found = reader.node().find(key);
  return found != nullptr && !found->is_null();
}

std::string name_in(ObjectReader& reader, const std::string& id) {
  for (const std::string_view key : {"name", "summary"}) {
    if (is_given(reader, key)) {
      return reader.string(key).value_or(id);
    }
  }
  return id;
}

void report_namesake(const ObjectReader& reader,
                     std::string_view noun,
                     const std::array<std::string, 2>& ids,
                     Diagnostics& diagnostics) {
  const JsonMember* named = reader.node().member("name");
  diagnostics.error(
      named == nullptr ? reader.node().span() : named->value.span(),
      ids[0] == ids[1]
          ? fmt::format("the {} {} stands in the files twice", noun, quote(ids[0]))
          : fmt::format(
                "the {0} {2} has the name of the {0} {1}", noun, quote(ids[0]), quote(ids[1])));
}

}  // namespace firedrill::loading
