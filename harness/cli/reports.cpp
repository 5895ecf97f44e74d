#include "harness/cli/reports.hpp"

#include "harness/cli/files.hpp"
#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"

namespace firedrill::cli {
namespace {

/// The first error of a file written in one go.
void write(const std::string& path, const std::string& text, std::string& error) {
  OutputFile file(path);
  file.write(text);
  if (error.empty()) {
    error = file.error();
  }
}

}  // namespace

std::string write_reports(const Journal& journal,
                          const std::string& file,
                          const std::string& directory) {
  std::string error;
  write(directory + "/report.json", reports::json(journal), error);
  write(directory + "/junit.xml",
        reports::junit({reports::junit_suite(journal, {.file = file})}),
        error);
  write(directory + "/postmortem.md", reports::markdown(journal, {.file = file}), error);
  return error;
}

std::string write_summary(const std::vector<reports::RunSummary>& summaries,
                          const std::vector<reports::JunitSuite>& suites,
                          const std::string& directory) {
  std::string error;
  write(directory + "/summary.md", reports::summary_markdown(summaries), error);
  write(directory + "/junit.xml", reports::junit(suites), error);
  return error;
}

}  // namespace firedrill::cli
