#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "harness/reports/json.hpp"
#include "harness/reports/junit.hpp"
#include "harness/reports/markdown.hpp"
#include "harness/reports/summary.hpp"
#include "harness/reports/text.hpp"
#include "tests/support/journal_builder.hpp"
#include "tests/support/text_search.hpp"

// Every text that a scenario, a step's reason, a service or a journal of somebody else can bring
// into a report, at every place, with what breaks terminals, Markdown, XML and JSON.

using namespace firedrill;
using namespace std::chrono_literals;
using enum EventType;
using tests::count_of;
using tests::JournalBuilder;
using tests::lines_of;

namespace {

const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts = {
      "a|b || c",
      "<script>alert(1)</script>",
      "</testcase><failure/>]]> \" ' &amp; &#60;",
      "`code` ``more`` `",
      "line\nbreak\r\nand\ttab",
      "# head\n| a | b |\n|---|---|\n- item\n---",
      "[click](javascript:alert(1)) ![x](y)",
      "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J",
      "bell\x07 null-like\x01 delete\x7f c1 \xC2\x9B",
      "not UTF-8 \xFF\xC3 and \xEF\xBF\xBE",
      "bidi \xE2\x80\xAE and zero width \xE2\x80\x8B",
      "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E \xF0\x9F\x98\x80",
      std::string(5000, 'x'),
      "\\",
      ""};
  return texts;
}

/// A run of everything that is shown, with the text at every place that a user can write.
Journal run_named(const std::string& text) {
  JournalBuilder builder(10min);
  JournalHeader& header = builder.journal().header;
  header.scenario = text;
  header.title = text;
  header.without = text;
  header.clock = text;
  header.inputs = {{text, std::string(64, 'a')}};
  header.scenario_text = text;
  header.populations = {text};
  builder.target({.name = text,
                  .rule = DurationTarget{.to = alert_firing, .to_of = text, .within = 1min},
                  .known_miss = text});
  builder.target({.name = text, .rule = DurationTarget{.to = recovered, .within = 1min}});
  builder.target({.name = text, .rule = DurationTarget{.to = acknowledged, .by = text}});
  const Event everything{
      .what = text,
      .subject = text,
      .step = text,
      .by = text,
      .outcome = text,
      .details = {{"action", text}, {"why", text}, {text, text}},
  };
  EventId cause = EventId::none;
  Duration now = 0s;
  for (const EventType type : {rollout_started,
                               impact_started,
                               alert_firing,
                               page_delivered,
                               action_started,
                               action_refused,
                               metric_without_data,
                               note}) {
    Event event = everything;
    event.type = type;
    event.cause = cause;
    cause = builder.event(now += 10s, std::move(event));
  }
  builder.traffic({.population = text, .to = 60s, .bad = 3, .code = text, .cause = EventId{1}});
  builder.fault({.id = text, .kind = text, .planned = 1});
  builder.journal().footer.digest = text;
  return builder.build();
}

template <class Check>
void for_each_text(Check check) {
  for (const std::string& text : hostile_texts()) {
    INFO("the text is " << text.substr(0, 60));
    check(text, run_named(text));
  }
}

bool has_control(std::string_view text, std::string_view allowed) {
  return std::any_of(text.begin(), text.end(), [&](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 || byte == 0x7F) && allowed.find(letter) == std::string_view::npos;
  });
}

/// Cells of a table's row: "|" that no backslash takes away.
std::size_t cells_of(const std::string& row) {
  std::size_t cells = 0;
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (row[at] == '\\') {
      ++at;
    } else if (row[at] == '|') {
      ++cells;
    }
  }
  return cells;
}

/// Whether tags open and close in pairs, and every "&" begins one of XML's references.
bool is_well_formed(std::string_view xml) {
  std::vector<std::string> open;
  xml.remove_prefix(std::min(xml.find("?>") + 2, xml.size()));
  for (std::size_t at = xml.find_first_of("<&"); at != std::string_view::npos;
       at = xml.find_first_of("<&", at + 1)) {
    const std::size_t end = xml.find(xml[at] == '<' ? '>' : ';', at);
    if (end == std::string_view::npos || (xml[at] == '&' && end - at > 6)) {
      return false;
    }
    const std::string_view tag = xml.substr(at + 1, end - at - 1);
    if (xml[at] == '&' || tag.ends_with('/')) {
      continue;
    }
    const std::string name(tag.substr(0, tag.find(' ')));
    if (!name.starts_with('/')) {
      open.push_back(name);
    } else if (open.empty() || "/" + open.back() != name) {
      return false;
    } else {
      open.pop_back();
    }
  }
  return open.empty();
}

}  // namespace

TEST_CASE("no name can steer the terminal", "[unit][reports]") {
  for_each_text([](const std::string&, const Journal& journal) {
    const std::string text = reports::text(journal);
    const reports::RunSummary run = reports::summarize(journal);

    CHECK_FALSE(has_control(text, "\n"));
    CHECK(text.find("\xC2\x9B") == std::string::npos);      // CSI in one character
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);  // right-to-left override
    CHECK_FALSE(has_control(reports::summary_line(run, {}), "\n"));
    CHECK_FALSE(has_control(reports::summary_end({run}, {}), "\n"));
  });
}

TEST_CASE("no name adds a line to a summary", "[unit][reports]") {
  for_each_text([](const std::string&, const Journal& journal) {
    const reports::RunSummary run = reports::summarize(journal, "a\nb.json");

    CHECK(lines_of(reports::summary_line(run, {})).size() == 1);
    CHECK(lines_of(reports::summary_end({run}, {})).size() == 3);
    CHECK(lines_of(reports::summary_markdown({run})).size() == 13);
  });
}

TEST_CASE("no name becomes HTML, a link or a line of its own in Markdown", "[unit][reports]") {
  const std::size_t usual = lines_of(reports::markdown(run_named("plain"))).size();
  for_each_text([&](const std::string& name, const Journal& journal) {
    const std::string text = reports::markdown(journal);

    CHECK_FALSE(has_control(text, "\n"));
    CHECK((name.empty() || lines_of(text).size() == usual));
    for (const std::string& line : lines_of(text)) {
      const bool code = line.starts_with("    ") || line.starts_with("> A draft");
      INFO(line.substr(0, 300));
      CHECK((code || line.find("<script") == std::string::npos));
      CHECK((code || line.find("</") == std::string::npos));
      CHECK((code || count_of(line, "[") == count_of(line, "\\[")));
      CHECK((code || count_of(line, "`") == count_of(line, "\\`")));
    }
  });
}

TEST_CASE("every row of a Markdown table has the cells of its head", "[unit][reports]") {
  for_each_text([](const std::string&, const Journal& journal) {
    const reports::RunSummary run = reports::summarize(journal, "a|b`c.json");
    for (const std::string& document :
         {reports::markdown(journal), reports::summary_markdown({run, run})}) {
      std::size_t cells = 0;
      for (const std::string& line : lines_of(document)) {
        const bool row = line.starts_with('|');
        cells = row && cells > 0 ? cells : cells_of(line);
        INFO(line.substr(0, 300));
        CHECK((!row || cells_of(line) == cells));
        cells = row ? cells : 0;
      }
    }
  });
}

TEST_CASE("whatever the names, report.json is JSON and keeps them", "[unit][reports]") {
  for_each_text([](const std::string& name, const Journal& journal) {
    const nlohmann::json document = nlohmann::json::parse(reports::json(journal));
    const bool utf8 = name.find('\xFF') == std::string::npos;

    CHECK((!utf8 || document["scenario"]["name"] == name));
    CHECK((!utf8 || document["events"][0]["what"] == name));
    CHECK((!utf8 || document["targets"][1]["name"] == name));
    CHECK(document["events"].size() == 8);
  });
}

TEST_CASE("whatever the names, junit.xml is XML with a case for each target", "[unit][reports]") {
  for_each_text([](const std::string& name, const Journal& journal) {
    const std::string xml = reports::junit(
        {reports::junit_suite(journal, {.file = name}), reports::junit_suite_of_error(name, name)});

    CHECK(is_well_formed(xml));
    CHECK_FALSE(has_control(xml, "\n\t\x7f"));
    CHECK(xml.find("\xEF\xBF\xBE") == std::string::npos);
    CHECK(count_of(xml, "<testsuite ") == 2);
    CHECK(count_of(xml, "<testcase ") == 4);
  });
}

TEST_CASE("a name of five thousand letters is shown, and the summary stays short",
          "[unit][reports]") {
  const std::string name(5000, 'x');
  const Journal journal = run_named(name);
  reports::RunSummary run = reports::summarize(journal);

  CHECK(reports::text(journal).find(name) != std::string::npos);
  CHECK(reports::markdown(journal).find(name) != std::string::npos);
  run.scenario = "short";
  CHECK(reports::summary_end({run}, {}).size() < 500);
}

TEST_CASE("a long reason is cut between characters", "[unit][reports]") {
  std::string umlauts;
  for (int count = 0; count < 400; ++count) {
    umlauts += "\xC3\xA4";
  }
  const reports::RunSummary run{.scenario = "a", .reasons = {"x" + umlauts}};

  const std::string end = reports::summary_end({run}, {});

  CHECK(end.find("\xC3\xA4...") != std::string::npos);
  CHECK(end.find("\\xc3") == std::string::npos);
}
