#include "harness/reports/fault_lines.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "harness/reports/layout.hpp"

namespace firedrill::reports {
namespace {

/// What a kind of fault is counted by, where that is no request.
struct Struck {
  std::string_view kind;
  std::string_view one;
  std::string_view many;
  bool hurts_clients = false;  ///< else it hurts those who respond
};

constexpr std::array<Struck, 13> struck_by{
    {{"crash", "process", "processes", true},
     {"crash_loop", "process", "processes", true},
     {"memory_leak", "process", "processes", true},
     {"slow_start", "start", "starts", true},
     {"scrape_failure", "scrape", "scrapes"},
     {"monitoring_down", "scrape or evaluation", "scrapes and evaluations"},
     {"alert_delay", "alert", "alerts"},
     {"pager_lost", "page", "pages"},
     {"pager_late", "page", "pages"},
     {"pager_duplicated", "page", "pages"},
     {"pager_throttled", "page", "pages"},
     {"status_page_down", "post or look", "posts and looks"},
     {"action_outcome", "operation", "operations"}}};

Struck struck_by_kind(const FaultTally& fault) {
  const auto* const known = std::find_if(struck_by.begin(),
                                         struck_by.end(),
                                         [&](const Struck& one) { return one.kind == fault.kind; });
  return known == struck_by.end() ? Struck{fault.kind, "request", "requests", true} : *known;
}

/// "down (refuse)".
std::string named(const Journal& journal, std::string_view id) {
  const std::vector<FaultTally>& faults = journal.footer.faults;
  const auto found = std::find_if(
      faults.begin(), faults.end(), [&](const FaultTally& one) { return one.id == id; });
  return found == faults.end() ? std::string(id) : fmt::format("{} ({})", id, found->kind);
}

/// "hidden behind down (refuse): 12 requests"; of many others the first few, and the sum.
std::string hidden_behind(const Journal& journal, const FaultTally& fault) {
  constexpr std::size_t most = 3;
  const Struck struck = struck_by_kind(fault);
  std::string text = "hidden behind ";
  for (std::size_t place = 0; place < std::min(most, fault.suppressed_by.size()); ++place) {
    const Suppression& one = fault.suppressed_by[place];
    text += fmt::format("{}{}: {}",
                        place == 0 ? "" : ", ",
                        named(journal, one.by),
                        counted(one.count, struck.one, struck.many));
  }
  if (fault.suppressed_by.size() > most) {
    text += fmt::format(", {} in all", counted(fault.suppressed(), struck.one, struck.many));
  }
  return text;
}

}  // namespace

/// What reached a client may have been good all the same, only late.
std::string fault_line(const Journal& journal, const FaultTally& fault) {
  const Struck struck = struck_by_kind(fault);
  std::string line = fmt::format("{} ({}): started {} of {}, hit {}",
                                 fault.id,
                                 fault.kind,
                                 fault.started,
                                 fault.planned,
                                 counted(fault.injected, struck.one, struck.many));
  if (struck.hurts_clients) {
    line += ", reached clients " + counted(fault.observed, "time");
  }
  return fault.suppressed_by.empty() ? line : line + ", " + hidden_behind(journal, fault);
}

std::vector<std::string> hidden_faults(const Journal& journal) {
  std::vector<std::string> sentences;
  std::size_t hidden = 0;
  for (const FaultTally& fault : journal.footer.faults) {
    if (fault.was_hidden() && ++hidden <= most_idle_faults_named) {
      sentences.push_back(fmt::format("fault {} ({}) changed nothing, {}",
                                      fault.id,
                                      fault.kind,
                                      hidden_behind(journal, fault)));
    }
  }
  if (hidden > most_idle_faults_named) {
    sentences.push_back(fmt::format("{} more faults changed nothing, hidden behind others",
                                    hidden - most_idle_faults_named));
  }
  return sentences;
}

}  // namespace firedrill::reports
