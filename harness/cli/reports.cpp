#include "harness/cli/reports.hpp"

#include <filesystem>
#include <system_error>

#include "harness/cli/files.hpp"
#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"

namespace firedrill::cli {
namespace {

constexpr const char* json_name = "/report.json";
constexpr const char* junit_name = "/junit.xml";
constexpr const char* markdown_name = "/postmortem.md";
constexpr const char* comparison_name = "/comparison.txt";
constexpr const char* summary_name = "/summary.md";

/// Keeps the first error of several files.
void write(const std::string& path, const std::string& text, std::string& first_error) {
  const std::string error = write_whole_file(path, text);
  if (first_error.empty()) {
    first_error = error;
  }
}

}  // namespace

void remove_reports(const std::string& directory) {
  for (const char* name : {json_name, junit_name, markdown_name, comparison_name, messages_name}) {
    std::error_code error;
    std::filesystem::remove(directory + name, error);
  }
}

std::string write_reports(const Journal& journal, const std::string& directory) {
  std::string error;
  write(directory + json_name, reports::json(journal), error);
  write(directory + junit_name, reports::junit({reports::junit_suite(journal)}), error);
  write(directory + markdown_name, reports::markdown(journal), error);
  return error;
}

std::string write_failure(const std::string& scenario,
                          const std::string& message,
                          const std::string& directory) {
  return write_whole_file(directory + junit_name,
                          reports::junit({reports::junit_suite_of_error(scenario, message)}));
}

std::string write_comparison(const std::string& comparison, const std::string& directory) {
  return write_whole_file(directory + comparison_name, comparison);
}

std::string write_summary(const std::vector<reports::RunSummary>& summaries,
                          const std::vector<reports::JunitSuite>& suites,
                          const std::string& directory) {
  std::string error;
  write(directory + summary_name, reports::summary_markdown(summaries), error);
  write(directory + junit_name, reports::junit(suites), error);
  return error;
}

bool is_summary_file(std::string_view name) {
  const std::string path = "/" + std::string(name);
  return path == summary_name || path == junit_name;
}

}  // namespace firedrill::cli
