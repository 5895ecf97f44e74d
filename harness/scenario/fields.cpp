#include "harness/scenario/fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/read_distribution.hpp"

namespace firedrill::loading {

std::optional<Duration> time_in_run(ObjectReader& reader, std::string_view key, Duration lasts) {
  const std::optional<Duration> value = reader.duration(key).optional();
  if (!value || *value <= lasts) {
    return value;
  }
  reader.error(
      key,
      fmt::format(
          "{} is {}, but the run lasts only {}", quote(key), to_text(*value), to_text(lasts)),
      R"(beyond the end of the run, which "lasts" sets)");
  return std::nullopt;
}

std::optional<Distribution> distribution(ObjectReader& reader, std::string_view key) {
  return reader.value(key, read_distribution).optional();
}

bool is_of_paging(EventType type) {
  constexpr std::array paging{EventType::page_accepted,
                              EventType::level_skipped,
                              EventType::escalation_exhausted,
                              EventType::unacknowledged,
                              EventType::page_delivered,
                              EventType::escalated,
                              EventType::acknowledged};
  return std::find(paging.begin(), paging.end(), type) != paging.end();
}

void need(ObjectReader& reader, std::string_view key) {
  reader.raw(key).required();
}

void check_name(const JsonMember& member, std::string_view what, Diagnostics& diagnostics) {
  read_identifier(Json(member.key, member.key_span), what, diagnostics);
}

}  // namespace firedrill::loading
