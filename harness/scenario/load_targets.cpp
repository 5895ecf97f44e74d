#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/journal/detector.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

struct Shorthand {
  std::string_view name;
  EventType from;
  EventType to;
};

constexpr std::array<Shorthand, 5> shorthands = {{
    {"detect", EventType::impact_started, EventType::alert_firing},
    {"page", EventType::impact_started, EventType::page_delivered},
    {"acknowledge", EventType::page_delivered, EventType::acknowledged},
    {"rollback", EventType::impact_started, EventType::rollback_completed},
    {"recover", EventType::impact_started, EventType::recovered},
}};

constexpr std::array<std::pair<std::string_view, Quantity>, 5> quantities = {{
    {"pages", Quantity::pages},
    {"false_pages", Quantity::false_pages},
    {"missed_detections", Quantity::missed_detections},
    {"failed_requests", Quantity::failed_requests},
    {"impact_windows", Quantity::impact_windows},
}};

/// Reads one entry of "targets".
class TargetReader {
 public:
  TargetReader(const JsonMember& member, const Context& context)
      : member_(member),
        context_(context),
        target_{.name = member.key, .rule = DurationTarget{}, .source = member.value.span()} {}

  TargetDefinition read() {
    const auto shorthand =
        std::find_if(shorthands.begin(), shorthands.end(), [this](const Shorthand& each) {
          return each.name == member_.key;
        });
    const auto quantity = std::find_if(quantities.begin(), quantities.end(), [this](auto& each) {
      return each.first == member_.key;
    });
    if (shorthand != shorthands.end()) {
      read_shorthand(*shorthand);
    } else if (quantity != quantities.end()) {
      read_quantity(quantity->second);
    } else if (member_.value.is_object()) {
      check_name(member_, "target", context_.diagnostics);
      read_long_form();
    } else {
      report_unknown();
    }
    return std::move(target_);
  }

 private:
  void report_unknown() {
    std::vector<std::string_view> known;
    for (const Shorthand& each : shorthands) {
      known.push_back(each.name);
    }
    for (const auto& each : quantities) {
      known.push_back(each.first);
    }
    context_.diagnostics.error(
        member_.key_span,
        fmt::format("{} is no target that firedrill knows{}",
                    quote(member_.key),
                    did_you_mean(member_.key, known)),
        fmt::format(R"(expected {}, or for one of your own {{"from", "to", "within"}})",
                    fmt::join(known, ", ")));
  }

  void read_shorthand(const Shorthand& shorthand) {
    DurationTarget rule{.from = shorthand.from, .to = shorthand.to};
    check_can_happen(shorthand.to, member_.key_span);
    if (member_.value.is_object()) {
      ObjectReader reader(
          member_.value, fmt::format("the target {}", quote(member_.key)), context_.diagnostics);
      read_limits(reader, rule);
      read_known_miss(reader);
      reader.finish();
    } else if (const auto within =
                   read_duration(member_.value, member_.key, context_.diagnostics)) {
      rule.within = *within;
    }
    target_.rule = rule;
  }

  void read_long_form() {
    DurationTarget rule;
    ObjectReader reader(
        member_.value, fmt::format("the target {}", quote(member_.key)), context_.diagnostics);
    rule.from = read_event(reader, "from");
    rule.from_of = read_subject(reader, "of");
    rule.to = read_event(reader, "to");
    rule.to_of = read_subject(reader, "to_of");
    read_limits(reader, rule);
    read_known_miss(reader);
    reader.finish();
    target_.rule = rule;
  }

  EventType read_event(ObjectReader& reader, std::string_view key) {
    const auto name = reader.one_of(key, names_of_events_in_play()).optional();
    need(reader, key);
    if (!name) {
      return EventType::impact_started;
    }
    const EventType type = *event_type_from(*name);
    check_can_happen(type, reader.span_of(key));
    return type;
  }

  /// A clock that nothing starts or stops would be "no data" in every run.
  void check_can_happen(EventType type, Span span) {
    const Names& names = context_.names;
    if (!names.somebody_is_on_call && is_of_paging(type)) {
      context_.diagnostics.error(
          span,
          fmt::format("{} never happens: nobody is on call", to_string(type)),
          R"(expected "on_call" in the scenario, or another target)");
    }
    const bool is_rollback =
        type == EventType::rollback_started || type == EventType::rollback_completed;
    if (is_rollback && names.first_rollback.empty()) {
      context_.diagnostics.error(span,
                                 fmt::format("{} never happens: no step does it", to_string(type)),
                                 R"(expected a step with "do": "rollback", or another target)");
    }
  }

  std::string read_subject(ObjectReader& reader, std::string_view key) {
    std::string name = reader.string(key).value_or("");
    if (!name.empty()) {
      check_subject({reader.span_of(key), name}, context_.names, context_.diagnostics);
    }
    return name;
  }

  /// within, at_least and by.
  void read_limits(ObjectReader& reader, DurationTarget& rule) {
    const auto within = reader.duration("within").optional();
    need(reader, "within");
    replace(rule.within, within);
    replace(rule.at_least, reader.duration("at_least").optional());
    if (within && rule.at_least > *within) {
      reader.error("at_least",
                   "\"at_least\" is more than \"within\": nothing can meet that",
                   "expected at most " + to_text(*within));
    }
    rule.by = reader.string("by").value_or("");
    if (!rule.by.empty()) {
      using namespace detector;
      std::vector<std::string_view> known = {
          alert, customers, health_check, heartbeat, person, "script"};
      for (const auto* names :
           {&context_.names.alerts, &context_.names.watchers, &context_.names.people}) {
        known.insert(known.end(), names->begin(), names->end());
      }
      check_known({reader.span_of("by"), rule.by},
                  {"detector, alert or person"},
                  known,
                  context_.diagnostics);
    }
  }

  void read_known_miss(ObjectReader& reader) {
    target_.known_miss = reader.string("known_miss").value_or("");
  }

  void read_quantity(Quantity quantity) {
    QuantityTarget rule{.quantity = quantity};
    ObjectReader reader(
        member_.value, fmt::format("the target {}", quote(member_.key)), context_.diagnostics);
    rule.at_most = read_amount(reader, "at_most", quantity);
    rule.at_least = read_amount(reader, "at_least", quantity);
    if (!reader.has("at_least")) {
      need(reader, "at_most");
    }
    rule.ratio = is_text(reader, "at_most") || is_text(reader, "at_least");
    check_amounts(reader, rule);
    read_known_miss(reader);
    reader.finish();
    target_.rule = rule;
  }

  static bool is_text(const ObjectReader& reader, std::string_view key) {
    const Json* json = reader.node().find(key);
    return json != nullptr && json->is_string();
  }

  /// A count; of failed requests also a share, as text.
  static std::optional<double> read_amount(ObjectReader& reader,
                                           std::string_view key,
                                           Quantity quantity) {
    if (quantity == Quantity::failed_requests && is_text(reader, key)) {
      return reader.ratio(key).optional();
    }
    if (const Json* json = reader.node().find(key);
        quantity == Quantity::failed_requests && json != nullptr && !json->is_integer()) {
      report_wrong_kind(*reader.raw(key).required(),
                        key,
                        R"(a whole number or a share such as "0.1%")",
                        reader.diagnostics());
      return std::nullopt;
    }
    const auto count = reader.integer(key, {.least = 0, .most = largest_count}).optional();
    return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
  }

  static void check_amounts(ObjectReader& reader, const QuantityTarget& rule) {
    if (!rule.at_most || !rule.at_least) {
      return;
    }
    if (is_text(reader, "at_most") != is_text(reader, "at_least")) {
      reader.error("at_least",
                   "\"at_most\" and \"at_least\" must be both numbers or both shares",
                   "one is a number, the other a share");
    } else if (*rule.at_least > *rule.at_most) {
      reader.error("at_least",
                   "\"at_least\" is more than \"at_most\": nothing can meet that",
                   "expected no more than \"at_most\"");
    }
  }

  static constexpr std::int64_t largest_count = 1'000'000'000'000;

  const JsonMember& member_;
  const Context& context_;
  TargetDefinition target_;
};

}  // namespace

std::vector<TargetDefinition> read_targets(const Json& json, const Context& context) {
  std::vector<TargetDefinition> targets;
  for (const JsonMember& member : json.members()) {
    targets.push_back(TargetReader(member, context).read());
  }
  return targets;
}

}  // namespace firedrill::loading
