#include "harness/rules/template_functions.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/promql/duration_text.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"
#include "harness/promql/regex.hpp"
#include "harness/rules/comparisons.hpp"
#include "harness/rules/go_format.hpp"
#include "harness/rules/host_port.hpp"
#include "harness/rules/humanize.hpp"
#include "harness/rules/message_functions.hpp"
#include "harness/rules/text_functions.hpp"

namespace firedrill::rules {
namespace {

using Surroundings = TemplateSurroundings;
using Arguments = TemplateArguments;
using Value = Result<TemplateValue>;

Error failure(std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message)};
}

const std::string& text_of(const TemplateValue& value) {
  return std::get<std::string>(value);
}

/// Prometheus' convertToFloat.
Result<double> to_number(const TemplateValue& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    return *number;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*integer);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (const std::optional<double> number = promql::parse_number(*text)) {
      return *number;
    }
    return failure(
        fmt::format("strconv.ParseFloat: parsing {}: invalid syntax", promql::quote(*text)));
  }
  return failure(fmt::format("can't convert {} to float", type_name(value)));
}

template <std::string (*readable)(double)>
Value humanized(const Surroundings& /*surroundings*/, Arguments arguments) {
  const Result<double> number = to_number(arguments[0]);
  return number ? Value(readable(*number)) : number.error();
}

Value timestamp_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  const Result<double> number = to_number(arguments[0]);
  if (!number) {
    return number.error();
  }
  const Result<std::string> text = humanize_timestamp(*number);
  return text ? Value(*text) : text.error();
}

template <std::string (*change)(std::string_view)>
Value changed(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(change(text_of(arguments[0])));
}

Value parse_duration_text(const Surroundings& /*surroundings*/, Arguments arguments) {
  if (text_of(arguments[0]).empty()) {
    return failure("empty duration string");
  }
  if (text_of(arguments[0]) == "0") {
    return TemplateValue(0.0);
  }
  const Result<Duration> duration = promql::parse_duration(text_of(arguments[0]));
  return duration ? Value(static_cast<double>(duration->count()) / 1e9) : duration.error();
}

Value query_of(const Surroundings& surroundings, Arguments arguments) {
  if (!surroundings.query) {
    return failure("there is nothing to query");
  }
  Result<promql::Vector> vector = surroundings.query(text_of(arguments[0]));
  return vector ? Value(*std::move(vector)) : vector.error();
}

Value first_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  const auto& vector = std::get<promql::Vector>(arguments[0]);
  if (vector.empty()) {
    return failure("first() called on vector with no elements");
  }
  return TemplateValue(vector.front());
}

Value value_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(std::get<promql::Sample>(arguments[0]).value);
}

Value label_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  const auto& sample = std::get<promql::Sample>(arguments[1]);
  return TemplateValue(std::string(sample.labels.get(text_of(arguments[0]))));
}

Value string_value_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  const auto& sample = std::get<promql::Sample>(arguments[0]);
  return TemplateValue(std::string(sample.labels.get("__value__")));
}

Value sorted_by_label(const Surroundings& /*surroundings*/, Arguments arguments) {
  promql::Vector vector = std::get<promql::Vector>(arguments[1]);
  const std::string& label = text_of(arguments[0]);
  std::stable_sort(vector.begin(), vector.end(), [&](const auto& left, const auto& right) {
    return left.labels.get(label) < right.labels.get(label);
  });
  return TemplateValue(std::move(vector));
}

Value graph_link(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue("/graph?g0.expr=" + escape_query(text_of(arguments[0])) + "&g0.tab=0");
}

Value table_link_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(table_link(text_of(arguments[0])));
}

Value external_url_of(const Surroundings& surroundings, Arguments /*arguments*/) {
  return TemplateValue(surroundings.external_url);
}

Value path_prefix(const Surroundings& surroundings, Arguments /*arguments*/) {
  const std::string& url = surroundings.external_url;
  const std::size_t scheme = url.find("://");
  const std::size_t path = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return TemplateValue(path == std::string::npos ? std::string() : url.substr(path));
}

Value not_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(!is_true(arguments[0]));
}

Value length_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  const TemplateValue& value = arguments[0];
  std::size_t size = 0;
  if (const auto* text = std::get_if<std::string>(&value)) {
    size = text->size();
  } else if (const promql::Labels* labels = entries_of(value)) {
    size = labels->size();
  } else if (const auto* vector = std::get_if<promql::Vector>(&value)) {
    size = vector->size();
  } else if (const auto* items = items_of(value)) {
    size = items->size();
  } else if (std::holds_alternative<TemplateNil>(value)) {
    return failure("reflect: call of reflect.Value.Type on zero Value");  // as Go's own says
  } else {
    return failure(fmt::format("len of type {}", type_name(value)));
  }
  return TemplateValue(static_cast<std::int64_t>(size));
}

/// An item by its place from 0.
template <class Items>
Value item_of(const Items& items, const TemplateValue& key) {
  const auto* place = std::get_if<std::int64_t>(&key);
  if (place == nullptr) {
    return failure(fmt::format("cannot index slice/array with type {}", type_name(key)));
  }
  if (*place < 0 || static_cast<std::size_t>(*place) >= items.size()) {
    return failure(fmt::format("index out of range: {}", *place));
  }
  return TemplateValue(items[static_cast<std::size_t>(*place)]);
}

/// One step of `index`: the entry of a mapping, of a vector or of a list.
Value entry_of(const TemplateValue& value, const TemplateValue& key) {
  if (const promql::Labels* labels = entries_of(value)) {
    if (const auto* name = std::get_if<std::string>(&key)) {
      return TemplateValue(std::string(labels->get(*name)));
    }
    return failure(fmt::format("value has type {}; should be string", type_name(key)));
  }
  if (const auto* vector = std::get_if<promql::Vector>(&value)) {
    return item_of(*vector, key);
  }
  if (const auto* items = items_of(value)) {
    return item_of(*items, key);
  }
  return failure(fmt::format("can't index item of type {}", type_name(value)));
}

Value index_of(const Surroundings& /*surroundings*/, Arguments arguments) {
  Value value = arguments[0];
  for (const TemplateValue& key : arguments.subspan(1)) {
    if (value) {
      value = entry_of(*value, key);
    }
  }
  return value;
}

Value print(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(go_sprint(arguments));
}

Value print_line(const Surroundings& /*surroundings*/, Arguments arguments) {
  std::string out;
  for (const TemplateValue& value : arguments) {
    out += (out.empty() ? "" : " ") + printed(value);
  }
  return TemplateValue(out + '\n');
}

Value print_formatted(const Surroundings& /*surroundings*/, Arguments arguments) {
  return TemplateValue(go_sprintf(text_of(arguments[0]), arguments.subspan(1)));
}

Value matches(const Surroundings& /*surroundings*/, Arguments arguments) {
  const Result<promql::Regex> regex = promql::Regex::compile_search(text_of(arguments[0]));
  return regex ? Value(regex->is_found_in(text_of(arguments[1]))) : regex.error();
}

Value replaced(const Surroundings& /*surroundings*/, Arguments arguments) {
  const std::string& pattern = text_of(arguments[0]);
  const Result<promql::Regex> regex = promql::Regex::compile_search(pattern);
  if (!regex) {
    return failure(fmt::format("regexp: Compile(`{}`): {}", pattern, regex.error().message));
  }
  return TemplateValue(regex->replace_all(text_of(arguments[2]), text_of(arguments[1])));
}

Value url_query(const Surroundings& /*surroundings*/, Arguments arguments) {
  std::vector<TemplateValue> shown(arguments.begin(), arguments.end());
  for (TemplateValue& value : shown) {
    value = std::holds_alternative<TemplateNil>(value) ? TemplateValue("<no value>") : value;
  }
  return TemplateValue(escape_query(go_sprint(shown)));
}

using enum ParameterKind;

constexpr ParameterKind one_text[] = {text};
constexpr ParameterKind two_texts[] = {text, text};
constexpr ParameterKind three_texts[] = {text, text, text};
constexpr ParameterKind one_any[] = {any};
constexpr ParameterKind two_any[] = {any, any};
constexpr ParameterKind text_and_any[] = {text, any};
constexpr ParameterKind text_and_sample[] = {text, sample};
constexpr ParameterKind text_and_vector[] = {text, vector};
constexpr ParameterKind one_sample[] = {sample};
constexpr ParameterKind one_vector[] = {vector};

/// Sorted by name: what both know.
constexpr TemplateFunction functions[] = {
    {"and", two_any, true, nullptr},
    {"eq", two_any, true, equal},
    {"ge", two_any, false, greater_or_equal},
    {"gt", two_any, false, greater},
    {"index", two_any, true, index_of},
    {"le", two_any, false, less_or_equal},
    {"len", one_any, false, length_of},
    {"lt", two_any, false, less},
    {"match", two_texts, false, matches},
    {"ne", two_any, false, not_equal},
    {"not", one_any, false, not_of},
    {"or", two_any, true, nullptr},
    {"print", one_any, true, print},
    {"printf", text_and_any, true, print_formatted},
    {"println", one_any, true, print_line},
    {"reReplaceAll", three_texts, false, replaced},
    {"safeHtml", one_text, false, changed<unchanged>},
    {"toLower", one_text, false, changed<to_lower_case>},
    {"toUpper", one_text, false, changed<to_upper_case>},
    {"urlquery", one_any, true, url_query},
};

constexpr TemplateFunction functions_of_prometheus[] = {
    {"externalURL", {}, false, external_url_of},
    {"first", one_vector, false, first_of},
    {"graphLink", one_text, false, graph_link},
    {"humanize", one_any, false, humanized<humanize>},
    {"humanize1024", one_any, false, humanized<humanize_1024>},
    {"humanizeDuration", one_any, false, humanized<humanize_duration>},
    {"humanizePercentage", one_any, false, humanized<humanize_percentage>},
    {"humanizeTimestamp", one_any, false, timestamp_of},
    {"label", text_and_sample, false, label_of},
    {"parseDuration", one_text, false, parse_duration_text},
    {"pathPrefix", {}, false, path_prefix},
    {"query", one_text, false, query_of},
    {"sortByLabel", text_and_vector, false, sorted_by_label},
    {"stripDomain", one_text, false, changed<strip_domain>},
    {"stripPort", one_text, false, changed<strip_port>},
    {"strvalue", one_sample, false, string_value_of},
    {"tableLink", one_text, false, table_link_of},
    {"title", one_text, false, changed<to_title>},
    {"value", one_sample, false, value_of},
};

std::span<const TemplateFunction> functions_of(TemplateDialect dialect) {
  switch (dialect) {
    case TemplateDialect::prometheus:
      return functions_of_prometheus;
    case TemplateDialect::alertmanager:
      return message_functions();
  }
  return {};
}

}  // namespace

std::string_view type_name(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::any:
      return "interface {}";
    case ParameterKind::text:
      return "string";
    case ParameterKind::sample:
      return "*template.sample";
    case ParameterKind::vector:
      return "template.queryResult";
    case ParameterKind::texts:
      return texts_type;
  }
  return {};
}

bool fits(const TemplateValue& value, ParameterKind kind) {
  switch (kind) {
    case ParameterKind::any:
      return true;
    case ParameterKind::text:
      return std::holds_alternative<std::string>(value);
    case ParameterKind::sample:
      return std::holds_alternative<promql::Sample>(value);
    case ParameterKind::vector:
      return std::holds_alternative<promql::Vector>(value);
    case ParameterKind::texts:
      return type_name(value) == texts_type;
  }
  return false;
}

const TemplateFunction* find_template_function(std::string_view name, TemplateDialect dialect) {
  for (const auto all : {std::span<const TemplateFunction>(functions), functions_of(dialect)}) {
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const TemplateFunction& one) { return one.name == name; });
    if (found != all.end()) {
      return &*found;
    }
  }
  return nullptr;
}

bool is_foreign_template_function(std::string_view name) {
  constexpr std::string_view foreign[] = {"args", "call", "html", "js", "slice"};
  return std::find(std::begin(foreign), std::end(foreign), name) != std::end(foreign);
}

std::vector<std::string_view> template_function_names(TemplateDialect dialect) {
  std::vector<std::string_view> names;
  for (const auto all : {std::span<const TemplateFunction>(functions), functions_of(dialect)}) {
    for (const TemplateFunction& function : all) {
      names.push_back(function.name);
    }
  }
  return names;
}

}  // namespace firedrill::rules
