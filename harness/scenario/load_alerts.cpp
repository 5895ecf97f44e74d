#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/labels.hpp"
#include "harness/rules/evaluated_rule.hpp"
#include "harness/rules/template.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/query.hpp"
#include "harness/scenario/slo.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

/// "labels" or "annotations", sorted by name.
Labels read_labels(const Json& json, std::string_view what, Diagnostics& diagnostics) {
  Labels labels;
  for (const JsonMember& member : json.members()) {
    if (!promql::is_label_name(member.key) || member.key == "alertname") {
      diagnostics.error(
          member.key_span,
          fmt::format("{} cannot have the name {}", what, quote(member.key)),
          "expected letters, digits and \"_\", no digit first, and not \"alertname\"");
    }
    if (!member.value.is_string()) {
      report_wrong_kind(member.value, member.key, "text in double quotes", diagnostics);
      continue;
    }
    if (const auto parsed = rules::Template::parse(member.value.as_string()); !parsed) {
      diagnostics.error(
          member.value.span(),
          fmt::format("{}: could not parse template: {}", what, parsed.error().message));
    }
    labels.emplace_back(member.key, member.value.as_string());
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

AlertTexts read_texts(ObjectReader& reader) {
  AlertTexts texts{.name = reader.string("alert").required()};
  if (const Json* given = reader.object("labels").value_or(nullptr)) {
    texts.labels = read_labels(*given, "a label", reader.diagnostics());
  }
  if (const Json* given = reader.object("annotations").value_or(nullptr)) {
    texts.annotations = read_labels(*given, "an annotation", reader.diagnostics());
  }
  return texts;
}

/// Nothing if its expression is wrong.
std::vector<AlertRule> read_expression(ObjectReader& reader,
                                       AlertTexts texts,
                                       const Context& context) {
  std::optional<promql::Expression> query = reader.value("expr", read_query).optional();
  need(reader, "expr");
  AlertTiming timing;
  replace(timing.pending_for, reader.duration("for").optional());
  replace(timing.keep_firing_for, reader.duration("keep_firing_for").optional());
  if (!query) {
    return {};
  }
  const Json& text = *reader.node().find("expr");
  check_selectors(text, *query, context);
  if (!rules::gives_vector(*query)) {
    reader.error("expr", std::string(rules::no_vector), rules::what_it_gives(*query));
  }
  return {AlertRule{.alert = std::move(texts.name),
                    .text = text.as_string(),
                    .query = *std::move(query),
                    .timing = timing,
                    .labels = std::move(texts.labels),
                    .annotations = std::move(texts.annotations),
                    .source = reader.node().span()}};
}

std::vector<AlertRule> read_alert(const Json& json, const Context& context) {
  const bool has_objective = json.find("slo") != nullptr;
  ObjectReader reader(
      json, has_objective ? "an alert with \"slo\"" : "an alert", context.diagnostics);
  AlertTexts texts = read_texts(reader);
  std::vector<AlertRule> rules = has_objective ? read_slo(reader, texts, context)
                                               : read_expression(reader, std::move(texts), context);
  reader.finish();
  return rules;
}

}  // namespace

std::vector<AlertRule> read_alerts(const Json& json, const Context& context) {
  std::vector<AlertRule> alerts;
  std::map<std::pair<std::string, Labels>, Span> first;
  for (const Json& item : json.items()) {
    const Json* name = item.find("alert");
    const Span span = name == nullptr ? item.span() : name->span();
    for (AlertRule& alert : read_alert(item, context)) {
      const auto [entry, is_new] = first.emplace(std::pair(alert.alert, alert.labels), span);
      if (!is_new && !alert.alert.empty()) {
        context.diagnostics.add(
            {.message =
                 fmt::format("two alerts have the name {} and the same labels", quote(alert.alert)),
             .span = span,
             .label = "expected another name or other labels",
             .second = SecondPlace{entry->second, "first given here"}});
      }
      alerts.push_back(std::move(alert));
    }
  }
  return alerts;
}

}  // namespace firedrill::loading
