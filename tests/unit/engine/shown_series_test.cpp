#include "harness/engine/shown_series.hpp"

#include <optional>

#include <catch2/catch.hpp>

#include "harness/behaviour/response_code.hpp"
#include "harness/engine/shown_facts.hpp"

// Facts under the names and labels of other exporters.

namespace firedrill {
namespace {

using namespace std::chrono_literals;

const ReplicaIdentity shop{.service = "shop", .instance = "shop-3", .version = "1", .ordinal = 3};

/// "name{label=value,...} 3" of each sample, without job and instance of the target.
std::vector<std::string> lines(const Samples& samples) {
  std::vector<std::string> lines;
  for (const ScrapedSample& sample : samples) {
    std::string labels;
    for (const auto& [name, value] : sample.labels) {
      if (name != promql::name_label && value != "target") {
        labels += (labels.empty() ? "" : ",") + name + "=" + value;
      }
    }
    std::string value = std::to_string(sample.value);
    value.erase(value.find_last_not_of('0') + 1);
    lines.push_back(std::string(sample.labels.get(promql::name_label)) + "{" + labels + "} " +
                    value);
  }
  return lines;
}

using Lines = std::vector<std::string>;

/// What one metric shows of some facts.
Lines shown_as(const ShownMetric& metric, const std::vector<ShownFact>& facts) {
  const ShownMetrics shown = make_shown({metric});
  ShownSeries series(shown, {.job = "target", .instance = "target"});
  Samples samples;
  series.expose(facts, samples);
  return lines(samples);
}

TEST_CASE("what has the same labels adds up", "[exposition]") {
  const std::vector<ShownFact> facts{requests_fact(shop, 200, 5, nullptr),
                                     requests_fact(shop.at("2"), 200, 3, nullptr),
                                     requests_fact(shop, 503, 1, nullptr)};

  CHECK(shown_as({.name = "all"}, facts) == Lines{"all{} 9."});
  CHECK(shown_as({.name = "by_class", .labels = {{"class", "${code_class}"}}}, facts) ==
        Lines{"by_class{class=2xx} 8.", "by_class{class=5xx} 1."});
}

TEST_CASE("histograms and summaries have the unit of their exporter", "[exposition]") {
  const std::vector<Duration> bounds{7ms, 50ms};
  LatencyCounts durations(bounds);
  durations.observe(7ms);
  durations.observe(8ms);
  durations.observe(1s);
  const std::vector<ShownFact> facts{requests_fact(shop, 200, 3, &durations)};

  CHECK(shown_as({.name = "t",
                  .as = MetricType::histogram,
                  .unit = ShownMetric::Unit::milliseconds,
                  .buckets = {{7ms, "7"}, {50ms, "50.0"}}},
                 facts) == Lines{"t_bucket{le=7} 1.",
                                 "t_bucket{le=50.0} 2.",
                                 "t_bucket{le=+Inf} 3.",
                                 "t_sum{} 1015.",
                                 "t_count{} 3."});
  CHECK(shown_as({.name = "t", .as = MetricType::summary}, facts) ==
        Lines{"t_sum{} 1.015", "t_count{} 3."});
}

TEST_CASE("only the facts that a metric shows are its own", "[exposition]") {
  std::vector<ShownFact> facts{
      requests_fact(shop, 200, 5, nullptr),
      auth_requests_fact(shop, {.provider = "identity", .result = "ok"}, 2)};
  add_gauge_facts(shop, {.in_flight = 7, .queue_length = 4}, facts);

  const auto shown = [&](ShownSource source, const char* label) {
    return shown_as({.name = "m", .shows = source, .labels = {{"l", label}}}, facts);
  };
  CHECK(shown(ShownSource::auth_requests, "${provider}/${result}") == Lines{"m{l=identity/ok} 2."});
  CHECK(shown(ShownSource::in_flight, "${service}") == Lines{"m{l=shop} 7."});
  CHECK(shown(ShownSource::queue_length, "${instance}") == Lines{"m{l=shop-3} 4."});
  CHECK(shown(ShownSource::up, "${version}:${replica}") == Lines{"m{l=1:3} 1."});
}

TEST_CASE("codes are told as exporters tell them", "[exposition]") {
  const auto shown = [&](std::uint16_t code) {
    return shown_as({.name = "m",
                     .labels = {{"a", "${code}"},
                                {"b", "${code_class}"},
                                {"c", "${code_digit}"},
                                {"d", "${server_error}"},
                                {"e", "${spring_outcome}"}}},
                    {requests_fact(shop, code, 1, nullptr)})
        .front();
  };
  CHECK(shown(204) == "m{a=204,b=2xx,c=2,e=SUCCESS} 1.");
  CHECK(shown(302) == "m{a=302,b=3xx,c=3,e=REDIRECTION} 1.");
  CHECK(shown(499) == "m{a=499,b=4xx,c=4,e=CLIENT_ERROR} 1.");
  CHECK(shown(503) == "m{a=503,b=5xx,c=5,d=503,e=SERVER_ERROR} 1.");
  CHECK(shown(code::timeout) == "m{a=timeout,b=timeout,e=UNKNOWN} 1.");
}

TEST_CASE("what a caller got is told as its exporters tell it", "[exposition]") {
  const auto shown = [&](std::uint16_t code) {
    return shown_as({.name = "m",
                     .shows = ShownSource::calls,
                     .labels = {{"a", "${callee} ${code}"},
                                {"b", "${status}"},
                                {"c", "${error_type}"},
                                {"d", "${istio_code} ${istio_flags}"},
                                {"e", "${spring_status} ${spring_outcome} ${spring_exception}"}}},
                    {calls_fact(shop, {.callee = "stock", .code = code}, 1, nullptr)})
        .front();
  };
  CHECK(shown(200) == "m{a=stock 200,b=200,d=200 -,e=200 SUCCESS none} 1.");
  CHECK(shown(404) == "m{a=stock 404,b=404,c=404,d=404 -,e=404 CLIENT_ERROR none} 1.");
  CHECK(shown(503) == "m{a=stock 503,b=503,c=503,d=503 -,e=503 SERVER_ERROR none} 1.");
  const std::string nothing = "e=CLIENT_ERROR UNKNOWN WebClientRequestException} 1.";
  CHECK(shown(code::timeout) ==
        "m{a=stock timeout,c=java.net.SocketTimeoutException,d=0 DC," + nothing);
  CHECK(shown(code::refused) ==
        "m{a=stock refused,c=java.net.ConnectException,d=503 UF," + nothing);
  CHECK(shown(code::reset) == "m{a=stock reset,c=java.net.SocketException,d=503 UC," + nothing);
  CHECK(shown(code::malformed) ==
        "m{a=stock malformed,c=java.net.ProtocolException,d=502 UPE," + nothing);
  CHECK(shown(code::dns) == "m{a=stock dns,c=java.net.UnknownHostException,d=503 DF," + nothing);
  CHECK(shown(code::tls) ==
        "m{a=stock tls,c=javax.net.ssl.SSLHandshakeException,d=503 UF," + nothing);
  CHECK(shown(code::truncated) == "m{a=stock truncated,b=200,d=200 UC,e=200 SUCCESS none} 1.");
  CHECK(shown(code::redirects) == "m{a=stock redirects,b=302,d=302 -,e=302 REDIRECTION none} 1.");
}

TEST_CASE("a metric's own job takes the place of the target's", "[exposition]") {
  const ShownMetrics shown =
      make_shown({{.name = "m", .labels = {{"job", "prod"}, {"$", "$${code}"}}}});
  ShownSeries series(shown, {.job = "shop", .instance = "shop-0"});
  Samples samples;
  series.expose({{requests_fact(shop, 200, 1, nullptr)}}, samples);

  REQUIRE(samples.size() == 1);
  CHECK(samples[0].labels.to_string() ==
        promql::Labels{{"__name__", "m"}, {"$", "${code}"}, {"instance", "shop-0"}, {"job", "prod"}}
            .to_string());
}

TEST_CASE("a series ends when the labels of a fact change", "[exposition]") {
  const ShownMetrics shown = make_shown({{.name = "build",
                                          .shows = ShownSource::up,
                                          .as = MetricType::gauge,
                                          .labels = {{"v", "${version}"}}}});
  ShownSeries series(shown, {.job = "target", .instance = "target"});
  const auto exposed = [&](const std::string& version) {
    std::vector<ShownFact> facts;
    add_gauge_facts(shop.at(version), {}, facts);
    Samples samples;
    series.expose(facts, samples);
    return lines(samples);
  };

  CHECK(exposed("1") == Lines{"build{v=1} 1."});
  CHECK(exposed("2") == Lines{"build{v=2} 1."});
  CHECK(exposed("1") == Lines{"build{v=1} 1."});
}

}  // namespace
}  // namespace firedrill
