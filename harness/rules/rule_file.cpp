#include "harness/rules/rule_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/labels.hpp"
#include "harness/rules/evaluated_rule.hpp"
#include "harness/rules/field_readers.hpp"
#include "harness/rules/template.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/yaml_parse.hpp"
#include "harness/text/yaml_place.hpp"

namespace firedrill::rules {
namespace {

/// [a-zA-Z_:][a-zA-Z0-9_:]*
bool is_metric_name(std::string_view name) {
  const auto fits = [](char letter) { return is_word(letter) || letter == ':'; };
  return !name.empty() && (is_word_start(name.front()) || name.front() == ':') &&
         std::all_of(name.begin(), name.end(), fits);
}

/// `labels` or `annotations`; a label must not be the metric's name.
std::optional<Texts> read_named_texts(const Json& json,
                                      std::string_view name,
                                      Diagnostics& diagnostics) {
  const Json::Members none;
  for (const JsonMember& member : json.is_object() ? json.members() : none) {
    if (!promql::is_label_name(member.key) ||
        (name == "labels" && member.key == promql::name_label)) {
      diagnostics.error(
          member.key_span,
          fmt::format(
              "invalid {} name: {}", name == "labels" ? "label" : "annotation", quote(member.key)));
    }
  }
  return read_texts(json, name, diagnostics);
}

/// Reports the texts of an alerting rule's `labels` or `annotations` that are no templates.
void check_templates(ObjectReader& reader, std::string_view key, std::string_view what) {
  const Json* pairs = reader.node().find(key);
  if (pairs == nullptr || !pairs->is_object()) {
    return;
  }
  for (const JsonMember& member : pairs->members()) {
    const std::string text = scalar_text(member.value).value_or("");
    if (const Result<Template> parsed = Template::parse(text); !parsed) {
      const TemplatePlace place = mistake_place(text, parsed.error());
      Diagnostics& diagnostics = reader.diagnostics();
      const std::size_t begin =
          place_in_scalar(diagnostics.source(), member.value.span(), place.line, place.column);
      diagnostics.error({begin, begin + 1},
                        fmt::format("{} {}: could not parse template: {}",
                                    what,
                                    quote(member.key),
                                    parsed.error().message));
    }
  }
}

void refuse_for_recording(ObjectReader& reader, std::string_view key, bool is_set) {
  if (is_set) {
    reader.error(key, fmt::format("invalid field {} in recording rule", quote(key)));
  }
}

/// `record` or `alert`: the rule's kind and name.
std::optional<std::pair<Rule::Kind, std::string>> read_name(ObjectReader& reader) {
  const std::string record = reader.value("record", read_text).value_or("");
  const std::string alert = reader.value("alert", read_text).value_or("");
  if (record.empty() == alert.empty()) {
    reader.error("alert",
                 record.empty() ? "one of 'record' or 'alert' must be set"
                                : "only one of 'record' and 'alert' must be set");
    return std::nullopt;
  }
  if (alert.empty() && !is_metric_name(record)) {
    reader.error("record", fmt::format("invalid recording rule name: {}", quote(record)));
    return std::nullopt;
  }
  return alert.empty() ? std::pair(Rule::Kind::recording, record)
                       : std::pair(Rule::Kind::alerting, alert);
}

std::optional<Rule> read_rule(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a rule", diagnostics);
  auto name = read_name(reader);
  std::optional<promql::Expression> query = reader.value("expr", read_expression).optional();
  if (json.is_object() && (!reader.has("expr") || json.find("expr")->is_null())) {
    reader.error("expr", "field 'expr' must be set in rule");
  } else if (query && !gives_vector(*query)) {
    // Prometheus loads it, and its evaluations fail one after the other.
    diagnostics.warning(reader.span_of("expr"), std::string(no_vector), what_it_gives(*query));
  }
  AlertTiming timing;
  timing.pending_for = reader.value("for", read_duration_text).value_or({});
  timing.keep_firing_for = reader.value("keep_firing_for", read_duration_text).value_or({});
  Texts labels = reader.value("labels", read_named_texts).value_or({});
  Texts annotations = reader.value("annotations", read_named_texts).value_or({});
  if (name && name->first == Rule::Kind::recording) {
    refuse_for_recording(reader, "for", timing.pending_for != Duration{});
    refuse_for_recording(reader, "keep_firing_for", timing.keep_firing_for != Duration{});
    refuse_for_recording(reader, "annotations", !annotations.empty());
  } else {
    check_templates(reader, "labels", "label");
    check_templates(reader, "annotations", "annotation");
  }
  reader.finish();
  if (!name || !query) {
    return std::nullopt;
  }
  return Rule{.kind = name->first,
              .name = std::move(name->second),
              .text = *scalar_text(*json.find("expr")),
              .query = *std::move(query),
              .timing = timing,
              .labels = std::move(labels),
              .annotations = std::move(annotations),
              .source = json.span()};
}

/// Where groups stand: Kubernetes' objects have keys of the operator's own.
enum class Within : std::uint8_t {
  rule_file,
  object
};

RuleGroup read_group(const Json& json, Within within, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a rule group", diagnostics);
  RuleGroup group{.name = reader.value("name", read_text).value_or("")};
  if (json.is_object() && group.name.empty()) {
    reader.error("name", "Groupname must not be empty");
  }
  group.interval = reader.value("interval", read_duration_text).optional();
  group.limit = reader.integer("limit", {.least = 0}).value_or(0);
  if (within == Within::object) {
    reader.ignore("partial_response_strategy");  // of Thanos
  }
  if (const Json* given = reader.raw("rules").value_or(nullptr); given && !given->is_null()) {
    if (!given->is_array()) {
      report_wrong_kind(*given, "rules", "a list of rules", diagnostics);
    } else {
      for (const Json& item : given->items()) {
        if (std::optional<Rule> rule = read_rule(item, diagnostics)) {
          group.rules.push_back(*std::move(rule));
        }
      }
    }
  }
  reader.finish();
  return group;
}

/// A warning for each rule of the file whose name and labels another has too.
void report_repeated(const std::vector<RuleGroup>& groups, Diagnostics& diagnostics) {
  std::map<std::pair<std::string, Texts>, Span> first;
  for (const RuleGroup& group : groups) {
    for (const Rule& rule : group.rules) {
      const auto [entry, is_new] = first.emplace(std::pair(rule.name, rule.labels), rule.source);
      if (!is_new) {
        diagnostics.add({.severity = Severity::warning,
                         .message = fmt::format("duplicate rule {}: the same name and labels",
                                                quote(rule.name)),
                         .span = rule.source,
                         .second = SecondPlace{entry->second, "first given here"}});
      }
    }
  }
}

/// The groups of a document: of the rule file itself, or of a PrometheusRule's `spec`.
void read_groups(const Json& document,
                 Within within,
                 std::vector<RuleGroup>& groups,
                 Diagnostics& diagnostics) {
  if (document.is_null()) {
    return;
  }
  ObjectReader reader(document, "a rule file", diagnostics);
  const Json* given = reader.raw("groups").value_or(nullptr);
  if (given != nullptr && !given->is_array() && !given->is_null()) {
    report_wrong_kind(*given, "groups", "a list of groups", diagnostics);
  }
  reader.finish();
  if (given == nullptr || !given->is_array()) {
    return;
  }
  for (const Json& item : given->items()) {
    RuleGroup group = read_group(item, within, diagnostics);
    const bool repeated = std::any_of(groups.begin(), groups.end(), [&](const RuleGroup& other) {
      return other.name == group.name;
    });
    if (repeated) {
      const Json* name = item.find("name");
      diagnostics.error(
          name == nullptr ? item.span() : name->span(),
          fmt::format("groupname: {} is repeated in the same file", quote(group.name)));
    }
    groups.push_back(std::move(group));
  }
}

std::string_view kind_of(const Json& document) {
  const Json* kind = document.find("kind");
  return kind != nullptr && kind->is_string() ? std::string_view(kind->as_string()) : "";
}

/// The groups of a PrometheusRule object.
void read_object(const Json& object, std::vector<RuleGroup>& groups, Diagnostics& diagnostics) {
  if (const Json* spec = object.find("spec")) {
    std::vector<RuleGroup> own;  // names need differ within one object only
    read_groups(*spec, Within::object, own, diagnostics);
    std::move(own.begin(), own.end(), std::back_inserter(groups));
  }
}

/// The groups of the PrometheusRule objects in a list of objects; what else stands there is not
/// ours.
void read_list(const Json& list, std::vector<RuleGroup>& groups, Diagnostics& diagnostics) {
  const Json* items = list.find("items");
  if (items == nullptr || !items->is_array()) {
    return;
  }
  for (const Json& item : items->items()) {
    if (kind_of(item) == "PrometheusRule" || kind_of(list) == "PrometheusRuleList") {
      read_object(item, groups, diagnostics);
    }
  }
}

bool holds_rules(std::string_view kind) {
  return kind == "PrometheusRule" || kind == "List" || kind == "PrometheusRuleList";
}

/// Whether it stands beside rules in a file of objects, such as a ServiceMonitor in what Helm
/// writes: not ours.
bool is_other_object(const Json& document, const std::vector<Json>& documents) {
  return !kind_of(document).empty() && !holds_rules(kind_of(document)) &&
         std::any_of(documents.begin(), documents.end(), [](const Json& other) {
           return holds_rules(kind_of(other));
         });
}

void read_document(const Json& document, std::vector<RuleGroup>& groups, Diagnostics& diagnostics) {
  const std::string_view kind = kind_of(document);
  if (kind == "PrometheusRule") {
    read_object(document, groups, diagnostics);
  } else if (kind == "List" || kind == "PrometheusRuleList") {
    read_list(document, groups, diagnostics);
  } else {
    read_groups(document, Within::rule_file, groups, diagnostics);
  }
}

}  // namespace

std::vector<RuleGroup> read_rule_file(Diagnostics& diagnostics) {
  std::vector<RuleGroup> groups;
  const std::optional<std::vector<Json>> documents = parse_yaml(diagnostics);
  const std::size_t count = documents ? documents->size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Json& document = (*documents)[i];
    if (i > 0 && kind_of(documents->front()).empty()) {
      diagnostics.warning(document.span(), "Prometheus reads the first document of a file only");
      break;
    }
    if (!is_other_object(document, *documents)) {
      read_document(document, groups, diagnostics);
    }
  }
  report_repeated(groups, diagnostics);
  return groups;
}

}  // namespace firedrill::rules
