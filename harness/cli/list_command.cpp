#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "harness/actions/action.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/load.hpp"
#include "harness/engine/metrics.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::cli {
namespace {

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
    table.rows.push_back({std::string(info.name),
                          std::string(to_string(info.type)),
                          std::string(info.labels),
                          std::string(info.meaning)});
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

Result<Table> scenarios() {
  const Result<std::vector<Scenario>> all = load_all({"scenarios"}, {});
  if (!all) {
    return all.error();
  }
  Table table{.head = {"scenario", "incident", "file"}, .rows = {}};
  for (const Scenario& scenario : *all) {
    table.rows.push_back({scenario.name, scenario.title, scenario.file});
  }
  return table;
}

Table overview() {
  return {.head = {"list", "what it has"},
          .rows = {{"faults", "what can go wrong"},
                   {"actions", "what the script, people and tools can do"},
                   {"scenarios", "the scenarios in the folder scenarios"},
                   {"metrics", "what alert rules and conditions can query"},
                   {"events", "what can stand in a journal"}}};
}

Result<Table> table_of(const std::string& what) {
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
  return what == "events" ? Result<Table>(events()) : scenarios();
}

/// Columns padded to their widest cell, but for the last.
std::string plain(const Table& table) {
  std::vector<std::size_t> widths(table.head.size(), 0);
  for (const std::vector<std::string>& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  std::string text;
  for (const std::vector<std::string>& row : table.rows) {
    for (std::size_t column = 0; column + 1 < row.size(); ++column) {
      text += fmt::format("{:<{}}  ", row[column], widths[column]);
    }
    text += row.back() + "\n";
  }
  return text;
}

std::string markdown(const Table& table) {
  std::string text = fmt::format("| {} |\n|", fmt::join(table.head, " | "));
  for (std::size_t column = 0; column < table.head.size(); ++column) {
    text += "---|";
  }
  text += "\n";
  for (const std::vector<std::string>& row : table.rows) {
    text += "|";
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string cell = escape_markdown(row[column]);
      text += column == 0 ? fmt::format(" `{}` |", row[column]) : fmt::format(" {} |", cell);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

int list(const ListCommand& command) {
  const Result<Table> table = table_of(command.what);
  if (!table) {
    std::cerr << table.error().message;
    return invalid;
  }
  std::cout << (command.markdown ? markdown(*table) : plain(*table));
  return all_met;
}

}  // namespace firedrill::cli
