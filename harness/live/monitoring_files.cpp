#include "harness/live/monitoring_files.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/matcher.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill::live {
namespace {

constexpr Duration longest_timeout = std::chrono::seconds{10};  // Prometheus' default

/// Prometheus knows no fractions: "1500ms".
std::string prometheus_time(Duration duration) {
  return fmt::format("{}ms", std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

std::string address_of(const http::Origin& origin) {
  return fmt::format("{}:{}", origin.address, origin.port);
}

void write_page(JsonWriter& writer, const MetricsPage& page) {
  writer.begin_object();
  writer.key("targets").begin_array().value(address_of(page.origin)).end_array();
  writer.key("labels")
      .begin_object()
      .member("instance", page.target.instance)
      .member("__metrics_path__", page.path)
      .end_object();
  writer.end_object();
}

std::string unquoted(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      ++at;
    }
    plain += text[at];
  }
  return plain;
}

}  // namespace

std::string prometheus_file(const PrometheusPlan& plan) {
  std::string text;
  JsonWriter writer(text, {.indent = 2});
  writer.begin_object();
  const Duration timeout = std::min(plan.grids.scrape_interval, longest_timeout);
  writer.key("global")
      .begin_object()
      .member("scrape_interval", prometheus_time(plan.grids.scrape_interval))
      .member("scrape_timeout", prometheus_time(timeout))
      .member("evaluation_interval", prometheus_time(plan.grids.evaluation_interval));
  if (!plan.grids.external_labels.empty()) {
    writer.key("external_labels").begin_object();
    for (const auto& [name, value] : plan.grids.external_labels) {
      writer.member(name, value);
    }
    writer.end_object();
  }
  writer.end_object();
  writer.key("rule_files").begin_array();
  for (const std::string& file : plan.rule_files) {
    writer.value(file);
  }
  writer.end_array();
  writer.key("alerting").begin_object().key("alertmanagers").begin_array();
  writer.begin_object().key("static_configs").begin_array().begin_object();
  writer.key("targets").begin_array().value(address_of(plan.alertmanager)).end_array();
  writer.end_object().end_array().end_object().end_array().end_object();

  std::map<std::string, std::vector<const MetricsPage*>> jobs;
  for (const MetricsPage& page : plan.pages) {
    jobs[page.target.job].push_back(&page);
  }
  writer.key("scrape_configs").begin_array();
  for (const auto& [job, pages] : jobs) {
    writer.begin_object().member("job_name", job).key("static_configs").begin_array();
    for (const MetricsPage* page : pages) {
      write_page(writer, *page);
    }
    writer.end_array().end_object();
  }
  writer.end_array().end_object();
  return text + "\n";
}

std::string silence_body(const AlertRouting::Silence& silence,
                         std::chrono::sys_time<Duration> zero) {
  using Kind = alertmanager::Matcher::Kind;
  const Result<alertmanager::Matchers> matchers = alertmanager::parse_matchers(silence.matchers);
  assert(matchers);
  const auto at = [&](Duration since_zero) {
    return to_rfc3339(Timestamp{.unix_ns = (zero + since_zero).time_since_epoch().count()});
  };
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("matchers").begin_array();
  for (const alertmanager::Matcher& matcher : *matchers) {
    writer.begin_object()
        .member("name", matcher.name)
        .member("value", matcher.value)
        .member("isRegex", matcher.kind == Kind::regex || matcher.kind == Kind::not_regex)
        .member("isEqual", matcher.kind == Kind::equal || matcher.kind == Kind::regex)
        .end_object();
  }
  writer.end_array()
      .member("startsAt", at(silence.from))
      .member("endsAt", at(silence.until))
      .member("createdBy", "firedrill")
      .member("comment", "of the scenario")
      .end_object();
  return body;
}

std::string complaint_in(const std::string& log) {
  std::string last;
  for (std::size_t begin = 0; begin < log.size();) {
    const std::size_t end = std::min(log.find('\n', begin), log.size());
    const std::string_view line = std::string_view(log).substr(begin, end - begin);
    begin = end + 1;
    const std::size_t reason = line.find("err=");
    if (line.find("level=error") != std::string_view::npos && reason != std::string_view::npos) {
      const std::string_view value = line.substr(reason + 4);
      return value.starts_with('"') ? unquoted(value.substr(1)) : std::string(value);
    }
    if (!line.empty()) {
      last = line;
    }
  }
  return last;
}

}  // namespace firedrill::live
