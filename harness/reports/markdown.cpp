#include "harness/reports/markdown.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/journal/breakdown.hpp"
#include "harness/journal/counts.hpp"
#include "harness/journal/phases.hpp"
#include "harness/journal/query.hpp"
#include "harness/journal/target_text.hpp"
#include "harness/reports/alerting.hpp"
#include "harness/reports/fault_lines.hpp"
#include "harness/reports/layout.hpp"
#include "harness/reports/moment.hpp"
#include "harness/reports/overview.hpp"
#include "harness/reports/timeline.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::reports {
namespace {

/// "e7", "e7, e8": event ids of the journal.
std::string evidence(const std::vector<EventId>& events) {
  constexpr std::size_t most = 4;
  std::string text;
  for (std::size_t index = 0; index < events.size() && index < most; ++index) {
    text +=
        fmt::format("{}e{}", text.empty() ? "" : ", ", static_cast<std::uint32_t>(events[index]));
  }
  return text + (events.size() > most ? ", ..." : "");
}

std::string evidence_of(const TargetResult& target) {
  std::vector<EventId> events;
  for (const EventId id : {target.from, target.to}) {
    if (id != EventId::none) {
      events.push_back(id);
    }
  }
  return events.empty() ? "" : " (" + evidence(events) + ")";
}

std::string status_word(const TargetResult& target) {
  switch (target.status) {
    case TargetStatus::met:
      return "met";
    case TargetStatus::missed:
      return target.excused() ? "missed, known: " + escape_markdown(target.definition.known_miss)
                              : "**missed**";
    case TargetStatus::too_close:
      return "too close to call";
    case TargetStatus::no_data:
      break;
  }
  return "no data";
}

class Postmortem {
 public:
  Postmortem(const Journal& journal, const MarkdownOptions& options)
      : journal_(journal),
        header_(journal.header),
        options_(options),
        overview_(journal) {}

  std::string written() {
    title();
    summary();
    impact();
    detection();
    story();
    causes();
    targets();
    lessons();
    return std::move(out_);
  }

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    out_ += fmt::format(format, std::forward<Values>(values)...);
    out_ += '\n';
  }

  void heading(std::string_view text) { line("\n## {}\n", text); }

  void title() {
    const std::string& name = header_.title.empty() ? header_.scenario : header_.title;
    line("# Postmortem: {}\n", escape_markdown(name));
    line("> A draft from the journal of {}, seed {}, {} clock. It blames nobody: it says what",
         markdown_code(header_.scenario),
         header_.seed,
         escape_markdown(header_.clock));
    line(
        "> happened and asks for what only people know. Times are of {}, zone {}; e1, e2 and so on",
        start_date(header_),
        zone(header_));
    line("> are the events in the journal that prove a line.");
  }

  void summary() {
    heading("Summary");
    const Assessment& assessment = overview_.assessment;
    line("**{}**: {}.", verdict_word(assessment.verdict), targets_met(assessment));
    if (overview_.windows.empty()) {
      line("Clients were not hurt: {}.", traffic_line(journal_));
    } else {
      hurt();
    }
    const std::vector<std::string> hidden = hidden_faults(journal_);
    out_ += assessment.reasons.empty() && hidden.empty() ? "" : "\n";
    for (const std::string& reason : assessment.reasons) {
      line("- {}", escape_markdown(reason));
    }
    for (const std::string& sentence : hidden) {
      line("- Warning: {}", escape_markdown(sentence));
    }
    line("\n_In two sentences for somebody who was not there: what broke, and why?_");
  }

  /// To the end of the run.
  static bool is_hurt(const ImpactWindow& window) { return window.open() && !window.calm_since; }

  void hurt() {
    const std::vector<ImpactWindow>& windows = overview_.windows;
    const std::string clocks = both_clocks(journal_, windows);
    if (windows.size() == 1) {
      const ImpactWindow& only = windows.front();
      line("Clients were hurt from {} {} ({}): {}.",
           time_of_day(header_, only.start),
           is_hurt(only) ? "on" : "to " + time_of_day(header_, only.calm_since.value_or(only.end)),
           evidence({only.started}),
           clocks);
    } else {
      line("Clients were hurt {} times: {}.\n", windows.size(), clocks);
      for (const ImpactWindow& window : windows) {
        line("- {} ({})",
             escape_markdown(impact_line(journal_, window)),
             evidence({window.started}));
      }
      line("");
    }
    line("In the whole run, {}.", traffic_line(journal_));
    const Event* change = change_behind(journal_, windows.front());
    if (change != nullptr) {
      line("Behind {}: {} ({}).",
           windows.size() == 1 ? "it" : "the first impact",
           escape_markdown(change->what),
           evidence({change->id}));
    }
  }

  /// Phases and causes are those of the first of several.
  std::string_view told_impact() const {
    return overview_.windows.size() > 1 ? "first impact" : "impact";
  }

  void impact() {
    heading("Impact");
    if (overview_.windows.empty()) {
      line("None.");
      return;
    }
    line("| from | to | who | requests | failed | at worst | evidence |");
    line("|---|---|---|---|---|---|---|");
    for (const ImpactWindow& window : overview_.windows) {
      for (const PopulationImpact& one : window.by_population) {
        if (one.bad == 0) {
          continue;
        }
        line("| {} | {} | {} | {} | {} | {} | {} |",
             time_of_day(header_, window.start),
             is_hurt(window) ? "the end of the run"
                             : time_of_day(header_, window.calm_since.value_or(window.end)),
             escape_markdown(one.population),
             grouped(one.good + one.bad + one.shed),
             grouped(one.bad),
             percent(one.peak_error_ratio),
             evidence({window.started}));
      }
    }
    line("\n_What could people not do meanwhile? Was data lost or wrong?_");
  }

  void detection() {
    heading("Detection");
    const IncidentCounts counts = count(journal_, overview_.windows);
    for (const ImpactWindow& window : overview_.windows) {
      if (!window.detected) {
        line("- **Nobody** noticed the impact of {}.", time_of_day(header_, window.start));
        continue;
      }
      line("- Detected by {} after {} ({}).",
           escape_markdown(window.detected_by),
           brief(*window.detected - window.start),
           evidence({window.detection}));
    }
    line("- Pages: {}, of which false: {}.", counts.pages, counts.false_pages);
    for (const ImpactWindow& window : overview_.windows) {
      if (overview_.windows.size() > 1) {
        line("- Pages for the impact of {}: {}.", time_of_day(header_, window.start), window.pages);
      }
    }
    line("- Alerts that fired while nobody was hurt: {}.", false_alerts(overview_.paths));
    alerts();
    warnings();
    line("\n_Could it have been noticed earlier, or before it reached production?_");
  }

  void alerts() {
    if (overview_.paths.empty()) {
      return;
    }
    line(
        "\n| alert | fired | resolved | until somebody took it | where the time went | evidence |");
    line("|---|---|---|---|---|---|");
    for (const AlertPath& path : overview_.paths) {
      line("| {} | {} | {} | {} | {} | {} |",
           escape_markdown(path.alert->subject),
           time_of_day(header_, path.alert->happened),
           resolved_text(path),
           took_text(path),
           escape_markdown(to_text(path.parts)),
           evidence(path.ended_by == EventId::none ? std::vector{path.alert->id}
                                                   : std::vector{path.alert->id, path.ended_by}));
    }
  }

  void warnings() {
    out_ += overview_.warnings.empty() ? "" : "\nWhat went wrong between the alert and people:\n\n";
    for (const PipelineWarning& warning : overview_.warnings) {
      line("- `{}`: {}{}.",
           warning.name,
           escape_markdown(warning.sentence),
           warning.evidence == EventId::none ? "" : " (" + evidence({warning.evidence}) + ")");
    }
  }

  void story() {
    heading("Timeline");
    line("| time | since start | | what happened | evidence |");
    line("|---|---|---|---|---|");
    for (const TimelineRow& row : timeline(journal_, overview_.assessment, overview_.windows)) {
      std::string what = row.sentence;
      for (const RowMark& mark : row.marks) {
        what += mark.text.empty() ? "" : fmt::format(" ({}: {})", mark.text, mark.status);
      }
      line("| {} | {} | {} | {} | {} |",
           time_of_day(header_, row.at),
           since_start(row.at),
           escape_markdown(row.word),
           escape_markdown(what),
           evidence(row.evidence));
    }
  }

  void causes() {
    heading("Chain of causes");
    if (overview_.windows.empty()) {
      line("No impact, no cause.");
      return;
    }
    const Event* impact = find_event(journal_, overview_.windows.front().started);
    if (impact == nullptr) {
      return;
    }
    const std::vector<const Event*> chain = chain_of_causes(journal_, *impact);
    line("From the {} back to its root, each because of the next:\n", told_impact());
    for (std::size_t index = 0; index < chain.size(); ++index) {
      line("{}. {}, {} ({})",
           index + 1,
           escape_markdown(chain[index]->what),
           time_of_day(header_, chain[index]->happened),
           evidence({chain[index]->id}));
    }
    if (chain.size() == 1) {
      line("\nNo response carried the id of what broke it: the cause is unattributed.");
    }
    line("\n_Why was that possible? Ask on until the answer is about the system, not a person._");
  }

  void targets() {
    heading("Targets");
    line("| target | limit | actual | margin | | where the time went |");
    line("|---|---|---|---|---|---|");
    for (const TargetResult& target : overview_.assessment.targets) {
      line("| {} | {} | {} | {} | {} | {} |",
           escape_markdown(target.definition.name),
           limit_text(target.definition),
           actual_text(target),
           margin_text(target),
           status_word(target),
           escape_markdown(to_text(where_time_went(journal_, target))));
    }
    if (!overview_.windows.empty()) {
      phase_table();
    }
  }

  void phase_table() {
    line("\n| phase of the {} | | length |", told_impact());
    line("|---|---|---|");
    for (const Phase& phase : phases(journal_, overview_.windows)) {
      if (phase.length) {
        line("| {} | {} | {}{} |",
             phase.name,
             phase.meaning,
             brief(*phase.length),
             phase.censored ? " and more, its end never came" : "");
      }
    }
  }

  void results(TargetStatus status) {
    for (const TargetResult& target : overview_.assessment.targets) {
      if (target.status == status) {
        line("- {}{}", escape_markdown(sentence(target)), evidence_of(target));
      }
    }
  }

  void lessons() {
    heading("What went well");
    results(TargetStatus::met);
    line("- _What helped that should be kept?_");
    heading("What went wrong");
    results(TargetStatus::missed);
    results(TargetStatus::no_data);
    results(TargetStatus::too_close);
    line("- _What slowed people down? What did they believe that was not so?_");
    heading("Where we got lucky");
    const TargetResult* worst = worst_target(overview_.assessment);
    if (worst != nullptr && worst->status == TargetStatus::met) {
      line("- The tightest target, {}, had {} left{}.",
           escape_markdown(worst->definition.name),
           margin_text(*worst).substr(1),
           evidence_of(*worst));
    }
    line("- _What could have made it worse: the hour, the load, who was on call?_");
    heading("Action items");
    line("| what | prevents, detects or mitigates | who | until |");
    line("|---|---|---|---|");
    line("| _a change to the system, small enough to be done_ | | | |");
    line("\nPlay it again, before and after the change:\n");
    line("    {}{}",
         escape_terminal(replay_command(header_, options_.file)),
         replay_comment(options_.file));
  }

  const Journal& journal_;
  const JournalHeader& header_;
  const MarkdownOptions& options_;
  Overview overview_;
  std::string out_;
};

}  // namespace

std::string markdown(const Journal& journal, const MarkdownOptions& options) {
  return Postmortem(journal, options).written();
}

}  // namespace firedrill::reports
