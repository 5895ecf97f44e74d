#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "harness/actions/action.hpp"
#include "harness/behaviour/metrics.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/load.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/pipeline_warnings.hpp"
#include "harness/reports/grid.hpp"
#include "harness/scenario/metric_presets.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

/// Cells are Markdown: of the program's own words as they stand, of a scenario's escaped.
struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

template <class Infos>
Table kinds(const std::string& head, const Infos& infos) {
  Table table{.head = {head, "what it does"}, .rows = {}};
  for (const auto& info : infos) {
    table.rows.push_back({std::string(info.kind), std::string(info.summary)});
  }
  return table;
}

Table metrics() {
  Table table{.head = {"metric", "type", "labels", "meaning"}, .rows = {}};
  for (const MetricInfo& info : exported_metrics()) {
    table.rows.push_back(
        {std::string(info.name),
         std::string(to_string(info.type)),
         fmt::format("{}{}job, instance", info.labels, info.labels.empty() ? "" : ", "),
         std::string(info.meaning)});
  }
  return table;
}

Table presets() {
  Table table{.head = {"preset", "metrics", "whose"}, .rows = {}};
  for (const MetricPreset& preset : metric_presets()) {
    table.rows.push_back(
        {std::string(preset.name), std::string(preset.metrics), std::string(preset.source)});
  }
  return table;
}

Table events() {
  Table table{.head = {"event", "meaning"}, .rows = {}};
  for (const EventTypeInfo& info : event_types()) {
    table.rows.push_back({std::string(info.name), std::string(info.meaning)});
  }
  return table;
}

Table warnings() {
  Table table{.head = {"warning", "meaning"}, .rows = {}};
  for (const PipelineFailure& failure : pipeline_failures()) {
    table.rows.push_back({std::string(failure.name), std::string(failure.meaning)});
  }
  return table;
}

constexpr std::string_view default_directory = "scenarios";

Result<Table> scenarios(const ListCommand& command, const Terminal& terminal) {
  std::vector<std::string> paths = command.paths;
  if (paths.empty()) {
    paths.emplace_back(default_directory);
    if (!std::filesystem::is_directory(default_directory)) {
      return Error{ErrorCode::invalid_input,
                   "firedrill: there is no directory \"scenarios\" here; name yours: "
                   "firedrill list scenarios DIRECTORY\n"};
    }
  }
  const Result<std::vector<Scenario>> all = load_all(paths, terminal);
  if (!all) {
    return all.error();
  }
  const auto shown = [&](const std::string& text) {
    return command.markdown ? escape_markdown(text) : escape_terminal(text);
  };
  Table table{.head = {"scenario", "incident", "file"}, .rows = {}};
  for (const Scenario& scenario : *all) {
    table.rows.push_back({shown(scenario.name), shown(scenario.title), shown(scenario.file)});
  }
  return table;
}

Table overview() {
  return {.head = {"list", "what it has"},
          .rows = {{"faults", "what can go wrong"},
                   {"actions", "what the script, people and tools can do"},
                   {"scenarios", "the scenarios in the folder scenarios, or in yours"},
                   {"metrics", "what alert rules and conditions can query"},
                   {"presets", "metrics of usual exporters, for a scenario's \"metrics\""},
                   {"events", "what can stand in a journal"},
                   {"warnings", "what can go wrong between an alert and people"}}};
}

Result<Table> table_of(const ListCommand& command, const Terminal& terminal) {
  const std::string& what = command.what;
  if (what.empty()) {
    return overview();
  }
  if (what == "faults") {
    return kinds("fault", fault_kinds());
  }
  if (what == "actions") {
    return kinds("action", action_kinds());
  }
  if (what == "metrics") {
    return metrics();
  }
  if (what == "presets") {
    return presets();
  }
  if (what == "warnings") {
    return warnings();
  }
  return what == "events" ? Result<Table>(events()) : scenarios(command, terminal);
}

std::string plain(const Table& table) {
  std::vector<reports::GridLine> lines;
  for (const std::vector<std::string>& row : table.rows) {
    reports::GridLine& line = lines.emplace_back();
    for (const std::string& cell : row) {
      line.push_back({.text = cell});
    }
  }
  return reports::grid(lines, {.indent = 0});
}

std::string markdown(const Table& table) {
  std::string text = fmt::format("| {} |\n|", fmt::join(table.head, " | "));
  for (std::size_t column = 0; column < table.head.size(); ++column) {
    text += "---|";
  }
  text += "\n";
  for (const std::vector<std::string>& row : table.rows) {
    text += fmt::format("| `{}` |", row.front());
    for (std::size_t column = 1; column < row.size(); ++column) {
      text += fmt::format(" {} |", row[column]);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

int list(const ListCommand& command, const Terminal& terminal) {
  const Result<Table> table = table_of(command, terminal);
  if (!table) {
    std::cerr << table.error().message;
    return invalid;
  }
  std::cout << (command.markdown ? markdown(*table) : plain(*table));
  return all_met;
}

}  // namespace firedrill::cli
