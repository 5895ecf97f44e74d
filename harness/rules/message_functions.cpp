#include "harness/rules/message_functions.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "harness/rules/text_functions.hpp"

namespace firedrill::rules {
namespace {

using Surroundings = TemplateSurroundings;
using Arguments = TemplateArguments;
using Value = Result<TemplateValue>;

constexpr std::string_view key_values_type = "template.KV";

const std::string& text_in(const TemplateValue& value) {
  return std::get<std::string>(value);
}

Value joined(const Surroundings& /*surroundings*/, Arguments arguments) {
  std::string out;
  const std::vector<TemplateValue>& texts = *items_of(arguments[1]);
  for (const TemplateValue& text : texts) {
    out += (&text == texts.data() ? "" : text_in(arguments[0])) + text_in(text);
  }
  return TemplateValue(std::move(out));
}

Value list_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  std::vector<std::string> texts;
  std::transform(arguments.begin(), arguments.end(), std::back_inserter(texts), text_in);
  return text_list(texts);
}

/// cases.Title(language.AmericanEnglish)
Value title_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(to_title(to_lower_case(text_in(arguments[0]))));
}

/// KV.Remove: the entries without those of some names.
Value remove(const Surroundings& /*surroundings*/, Arguments arguments) {
  if (type_name(arguments[0]) != key_values_type) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("can't evaluate field Remove in type {}", type_name(arguments[0]))};
  }
  promql::Labels entries = *entries_of(arguments[0]);
  for (const TemplateValue& name : *items_of(arguments[1])) {
    entries = entries.with(text_in(name), "");
  }
  return key_values(std::move(entries));
}

constexpr ParameterKind any_texts[] = {ParameterKind::text};
constexpr ParameterKind text_and_texts[] = {ParameterKind::text, ParameterKind::texts};
constexpr ParameterKind any_and_texts[] = {ParameterKind::any, ParameterKind::texts};

constexpr TemplateFunction own_functions[] = {
    {"join", text_and_texts, false, joined},
    {"stringSlice", any_texts, true, list_of},
    {"title", any_texts, false, title_of},
};

constexpr TemplateFunction remove_method{"Remove", any_and_texts, false, remove};

/// By name, but alertname first.
std::vector<promql::Labels::Entry> sorted_pairs(const promql::Labels& entries) {
  std::vector<promql::Labels::Entry> sorted(entries.begin(), entries.end());
  std::stable_partition(
      sorted.begin(), sorted.end(), [](const auto& pair) { return pair.first == "alertname"; });
  return sorted;
}

}  // namespace

TemplateValue text_list(const std::vector<std::string>& texts) {
  return std::make_shared<const TemplateObject>(
      TemplateObject{.kind = TemplateObject::Kind::list,
                     .type = std::string(texts_type),
                     .items = {texts.begin(), texts.end()}});
}

TemplateValue key_values(promql::Labels entries) {
  std::vector<std::string> names;
  std::vector<std::string> values;
  TemplateObject pairs{.kind = TemplateObject::Kind::list, .type = "template.Pairs"};
  for (const auto& [name, value] : sorted_pairs(entries)) {
    names.push_back(name);
    values.push_back(value);
    pairs.items.push_back(std::make_shared<const TemplateObject>(
        TemplateObject{.type = "template.Pair", .fields = {{"Name", name}, {"Value", value}}}));
  }
  pairs.methods = {{"Names", text_list(names)}, {"Values", text_list(values)}};
  TemplateObject mapping{.kind = TemplateObject::Kind::mapping,
                         .type = std::string(key_values_type),
                         .methods = pairs.methods,
                         .entries = std::move(entries)};
  mapping.methods.emplace_back("SortedPairs",
                               std::make_shared<const TemplateObject>(std::move(pairs)));
  return std::make_shared<const TemplateObject>(std::move(mapping));
}

std::span<const TemplateFunction> message_functions() {
  return own_functions;
}

void call_method(Command& command) {
  Operand& first = command.operands.front();
  std::vector<std::string>* fields = fields_of(first);
  if (fields == nullptr || fields->empty()) {
    return;
  }
  if (fields->back() == remove_method.name) {
    fields->pop_back();
    command.operands.insert(command.operands.begin(),
                            Operand{FunctionName{&remove_method}, command.position});
  }
}

}  // namespace firedrill::rules
