#include "harness/live/scraper.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/promql/exposition.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::live {
namespace {

constexpr int status_ok = 200;

ScrapeResult not_up(std::string problem) {
  return {.up = false, .samples = {}, .problem = std::move(problem)};
}

promql::Labels labels_of(const promql::Labels& exposed, const MetricsPage& page) {
  std::vector<promql::Labels::Entry> entries{{"job", page.target.job},
                                             {"instance", page.target.instance}};
  for (const auto& [name, value] : exposed) {
    const bool is_taken = !page.honors_labels && (name == "job" || name == "instance");
    entries.emplace_back(is_taken ? "exported_" + name : name, value);
  }
  return promql::Labels{std::move(entries)};
}

ScrapeResult read_exchange(const http::Exchange& exchange,
                           const MetricsPage& page,
                           Duration timeout) {
  switch (exchange.reached) {
    case http::Reached::answered:
      return exchange.reply.status == status_ok
                 ? read_metrics(exchange.reply.body, page)
                 : not_up(fmt::format("HTTP {}", exchange.reply.status));
    case http::Reached::refused:
      return not_up("connection refused");
    case http::Reached::broken:
    case http::Reached::truncated:
      return not_up("the connection broke");
    case http::Reached::garbage:
      return not_up(fmt::format("no HTTP, or more than {} MiB", Scraper::longest_page >> 20U));
    case http::Reached::timed_out:
      return not_up("no answer within " + to_text(timeout));
  }
  return {};
}

}  // namespace

ScrapeResult read_metrics(std::string_view text, const MetricsPage& page) {
  const Result<std::vector<promql::ExposedSample>> exposed = promql::parse_exposition(text);
  if (!exposed) {
    return not_up(fmt::format("{}: {}", exposed.error().where, exposed.error().message));
  }
  ScrapeResult result{.up = true, .samples = {}};
  result.samples.reserve(exposed->size());
  for (const promql::ExposedSample& sample : *exposed) {
    result.samples.push_back({.labels = labels_of(sample.labels, page), .value = sample.value});
  }
  return result;
}

Scraper::Scraper(Scheduler& scheduler)
    : scheduler_(scheduler),
      client_(scheduler.io(), {.reply_bytes = longest_page}) {}

void Scraper::scrape(const MetricsPage& page, Duration timeout, ScrapeCompletion done) {
  http::Request request = http::request_to("GET", page.path);
  request.headers.add("accept", promql::exposition_type);
  Scheduler& scheduler = scheduler_;
  client_.send(
      page.origin,
      std::move(request),
      timeout,
      [&scheduler, page, timeout, done = std::move(done)](const http::Exchange& exchange) {
        scheduler.post([result = read_exchange(exchange, page, timeout), done] { done(result); });
      });
}

}  // namespace firedrill::live
