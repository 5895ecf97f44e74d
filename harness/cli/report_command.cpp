#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>

#include "harness/cli/commands.hpp"
#include "harness/cli/files.hpp"
#include "harness/journal/reader.hpp"
#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"
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
  return reports::text(journal, {.color = terminal.color});
}

}  // namespace

int report(const ReportCommand& command, const Terminal& terminal) {
  std::error_code error;
  const std::string path = std::filesystem::is_directory(command.path, error)
                               ? command.path + "/journal.jsonl"
                               : command.path;
  const Result<std::string> text = read_file(path, largest_journal);
  if (!text) {
    std::cerr << "firedrill: " << text.error().message << "\n";
    return invalid;
  }
  const Result<Journal> journal = read_journal(path, *text);
  if (!journal) {
    std::cerr << "firedrill: " << journal.error().where << ": " << journal.error().message << "\n";
    return invalid;
  }
  std::cout << report_as(command.format, *journal, terminal);
  return all_met;
}

}  // namespace firedrill::cli
