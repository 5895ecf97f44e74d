#include "harness/rules/rule_text.hpp"

#include <string_view>

#include <fmt/format.h>

#include "harness/promql/duration_text.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::rules {
namespace {

/// `    key: "text"`: YAML takes JSON's texts as they are.
void add_text(std::string& out, std::string_view key, std::string_view text) {
  out += fmt::format("{}: {}\n", key, json_string(text));
}

void add_duration(std::string& out, std::string_view key, Duration duration) {
  if (duration != Duration{}) {
    out += fmt::format("{}: {}\n", key, promql::print_duration(duration));
  }
}

void add_texts(std::string& out, std::string_view key, const Texts& texts) {
  if (!texts.empty()) {
    out += fmt::format("    {}:\n", key);
  }
  for (const auto& [name, text] : texts) {
    add_text(out, "      " + name, text);
  }
}

void add_rule(std::string& out, const Rule& rule) {
  const bool records = rule.kind == Rule::Kind::recording;
  add_text(out, records ? "  - record" : "  - alert", rule.name);
  add_text(out, "    expr", rule.query.to_string());
  add_duration(out, "    for", rule.timing.pending_for);
  add_duration(out, "    keep_firing_for", rule.timing.keep_firing_for);
  add_texts(out, "labels", rule.labels);
  add_texts(out, "annotations", rule.annotations);
}

}  // namespace

std::string to_yaml(const std::vector<RuleGroup>& groups) {
  std::string out = groups.empty() ? "groups: []\n" : "groups:\n";
  for (const RuleGroup& group : groups) {
    add_text(out, "- name", group.name);
    add_duration(out, "  interval", group.interval.value_or(Duration{}));
    if (group.limit > 0) {
      out += fmt::format("  limit: {}\n", group.limit);
    }
    out += group.rules.empty() ? "  rules: []\n" : "  rules:\n";
    for (const Rule& rule : group.rules) {
      add_rule(out, rule);
    }
  }
  return out;
}

}  // namespace firedrill::rules
