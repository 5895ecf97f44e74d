#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/cli/files.hpp"
#include "harness/journal/reader.hpp"
#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"
#include "harness/reports/summary.hpp"
#include "harness/reports/text.hpp"

namespace firedrill::cli {
namespace {

/// Ten populations write about 0.3 GB a simulated day.
constexpr std::size_t largest_journal = std::size_t{4} << 30U;

std::string report_as(const std::string& format, const Journal& journal, const Terminal& terminal) {
  if (format == "json") {
    return reports::json(journal);
  }
  if (format == "junit") {
    return reports::junit({reports::junit_suite(journal)});
  }
  if (format == "markdown") {
    return reports::markdown(journal);
  }
  return reports::text(journal, {.color = terminal.color, .columns = terminal.columns});
}

namespace fs = std::filesystem;

Result<Journal> journal_at(const std::string& path) {
  const Result<std::string> text = read_file(path, largest_journal);
  if (!text) {
    return text.error();
  }
  Result<Journal> journal = read_journal(path, *text);
  if (!journal) {
    return Error{journal.error().code, journal.error().where + ": " + journal.error().message};
  }
  return journal;
}

/// The journals of all runs that `--out DIR` has left there, by name.
std::vector<std::string> journals_below(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path path = entry->path() / "journal.jsonl";
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) {
      paths.push_back(path.string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// What stands above the folders of several runs, again; one journal in memory at a time.
Result<std::string> report_of_all(const ReportCommand& command,
                                  const std::vector<std::string>& paths,
                                  const Terminal& terminal) {
  if (command.format == "json") {
    return Error{ErrorCode::invalid_input,
                 fmt::format("{} has several runs, and json tells of one: give one, such as {}",
                             command.path,
                             fs::path(paths.front()).parent_path().string())};
  }
  std::vector<reports::RunSummary> summaries;
  std::vector<reports::JunitSuite> suites;
  for (const std::string& path : paths) {
    const Result<Journal> journal = journal_at(path);
    if (!journal) {
      return journal.error();
    }
    summaries.push_back(reports::summarize(*journal));
    suites.push_back(reports::junit_suite(*journal));
  }
  if (command.format == "junit") {
    return reports::junit(suites);
  }
  return command.format == "markdown" ? reports::summary_markdown(summaries)
                                      : reports::summary_text(summaries, terminal.color);
}

Result<std::string> report_of(const ReportCommand& command, const Terminal& terminal) {
  std::error_code error;
  std::string path = command.path;
  if (fs::is_directory(path, error)) {
    path += "/journal.jsonl";
    const std::vector<std::string> several =
        fs::exists(path, error) ? std::vector<std::string>{} : journals_below(command.path);
    if (!several.empty()) {
      return report_of_all(command, several, terminal);
    }
  }
  const Result<Journal> journal = journal_at(path);
  return journal ? Result<std::string>(report_as(command.format, *journal, terminal))
                 : journal.error();
}

}  // namespace

int report(const ReportCommand& command, const Terminal& terminal) {
  const Result<std::string> text = report_of(command, terminal);
  if (!text) {
    std::cerr << "firedrill: " << text.error().message << "\n";
    return invalid;
  }
  std::cout << *text;
  return all_met;
}

}  // namespace firedrill::cli
