#include <string>
#include <vector>

#include "harness/scenario/metric_presets.hpp"
#include "tests/unit/scenario/load_support.hpp"

// The block "metrics": what services show under the names of other exporters.

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr const char* two_services = R"({"web": {}, "shop": {"metrics": {"preset": "nginx"}}})";

Scenario with_metrics(const std::string& block) {
  return loaded({.services = two_services, .more = R"("metrics": )" + block});
}

/// The mistakes of a block, which stands at line 5 of the file.
std::string mistakes_in_metrics(const std::string& block) {
  return mistakes({.more = R"("metrics": )" + block});
}

const ShownMetric& shown_metric(const ShownMetrics& shown, const std::string& name) {
  for (const ShownMetric& each : shown.metrics) {
    if (each.name == name) {
      return each;
    }
  }
  FAIL("no metric " << name);
  return shown.metrics.front();
}

std::vector<std::string> shown_names(const ShownMetrics& shown) {
  std::vector<std::string> names;
  for (const ShownMetric& each : shown.metrics) {
    names.push_back(each.name);
  }
  return names;
}

using ShownNames = std::vector<std::string>;
using LabelTexts = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("a metric shows something under another name", "[unit][scenario][metrics]") {
  const Scenario scenario = with_metrics(
      R"({"http_server_requests_seconds": {"shows": "requests", "as": "histogram",
           "labels": {"job": "${service}", "status": "${code}"}, "buckets": [0.1, 1.0, 30]},
          "rq_ms": {"shows": "requests", "as": "histogram", "unit": "milliseconds"},
          "rq": {"shows": "requests"}, "active": {"shows": "in_flight"},
          "ingress": {"shows": "client_requests"}})");

  const ShownMetrics& web = service(scenario, "web").shown;
  CHECK(shown_names(web) == ShownNames{"http_server_requests_seconds", "rq_ms", "rq", "active"});
  const ShownMetric& seconds = shown_metric(web, "http_server_requests_seconds");
  CHECK(seconds.as == MetricType::histogram);
  CHECK(seconds.buckets == std::vector<ShownBucket>{{100ms, "0.1"}, {1s, "1.0"}, {30s, "30"}});
  CHECK(seconds.labels == LabelTexts{{"job", "${service}"}, {"status", "${code}"}});
  CHECK(shown_metric(web, "rq_ms").buckets.front() == ShownBucket{5ms, "5"});
  CHECK(shown_metric(web, "rq_ms").buckets.size() == histogram_bounds.size() - 1);
  CHECK(shown_metric(web, "rq").as == MetricType::counter);
  CHECK(shown_metric(web, "active").as == MetricType::gauge);
  CHECK(shown_names(scenario.traffic.front().shown) == ShownNames{"ingress"});
}

TEST_CASE("a service's own block takes the place of the scenario's", "[unit][scenario][metrics]") {
  const Scenario scenario = with_metrics(R"({"rq": {"shows": "requests"}})");

  CHECK(shown_names(service(scenario, "web").shown) == ShownNames{"rq"});
  CHECK(shown_names(service(scenario, "shop").shown) == ShownNames{"nginx_up",
                                                                   "nginx_http_requests_total",
                                                                   "nginx_connections_active",
                                                                   "nginx_connections_writing"});
}

TEST_CASE("presets can be given labels and changed", "[unit][scenario][metrics]") {
  const Scenario scenario = with_metrics(
      R"({"preset": ["nginx", "prometheus"], "labels": {"namespace": "prod", "method": "post"},
          "nginx_up": {"shows": "up", "labels": {"namespace": "edge"}}})");

  const ShownMetrics& web = service(scenario, "web").shown;
  CHECK(web.metrics.size() == 7);
  CHECK(shown_metric(web, "nginx_up").labels ==
        LabelTexts{{"method", "post"}, {"namespace", "edge"}});
  CHECK(
      shown_metric(web, "http_requests_total").labels ==
      LabelTexts{{"code", "${code}"}, {"handler", "/"}, {"method", "post"}, {"namespace", "prod"}});
  CHECK(web.replaces("http_requests_total"));
  CHECK(web.replaces("http_request_duration_seconds_bucket"));
  CHECK_FALSE(web.replaces("http_queue_length"));
}

TEST_CASE("each preset is a block that can be read, and lists its metrics",
          "[unit][scenario][metrics]") {
  for (const MetricPreset& preset : metric_presets()) {
    INFO(preset.name);
    const Scenario scenario = with_metrics(R"({"preset": ")" + std::string(preset.name) + R"("})");
    const ShownMetrics& web = service(scenario, "web").shown;
    CHECK_FALSE(web.empty());
    CHECK(preset.metrics.starts_with(web.metrics.front().name));
  }
}

TEST_CASE("Spring's buckets are those of Micrometer", "[unit][scenario][metrics]") {
  const Scenario scenario = with_metrics(R"({"preset": "spring"})");

  const auto& buckets =
      shown_metric(service(scenario, "web").shown, "http_server_requests_seconds").buckets;
  REQUIRE(buckets.size() == 68);
  CHECK(buckets[1] == ShownBucket{1'048'576ns, "0.001048576"});
  CHECK(buckets[32] == ShownBucket{156'587'348ns, "0.156587348"});
  CHECK(buckets.back() == ShownBucket{30s, "30.0"});
}

TEST_CASE("mistakes in metrics are told at their places", "[unit][scenario][metrics]") {
  CHECK(mistakes_in_metrics(R"({"preset": "sprng"})") ==
        "5:23 there is no preset \"sprng\"; did you mean \"spring\"?\n");
  CHECK(mistakes_in_metrics(R"({"9x": {"shows": "requests"}})") ==
        "5:13 \"9x\" is no name of a metric\n");
  CHECK(mistakes_in_metrics(R"({"up": {"shows": "up"}})") == "5:13 \"up\" is the scraper's own\n");
  CHECK(mistakes_in_metrics(R"({"a": {}})") == "5:18 the metric \"a\" needs the key \"shows\"\n");
  CHECK(mistakes_in_metrics(R"({"a": {"shows": "request"}})") ==
        "5:28 \"shows\" cannot be \"request\"; did you mean \"requests\"?\n");
  CHECK(mistakes_in_metrics(R"({"a": {"shows": "in_flight", "as": "histogram"}})") ==
        "5:47 \"in_flight\" cannot be shown as a histogram\n");
  CHECK(mistakes_in_metrics(R"({"a": {"shows": "requests", "buckets": [1]}})") ==
        "5:51 \"buckets\" are of histograms\n");
  CHECK(mistakes_in_metrics(R"({"a": {"shows": "requests", "unit": "seconds"}})") ==
        "5:48 \"unit\" is of histograms and summaries\n");
  CHECK(mistakes_in_metrics(
            R"({"a": {"shows": "requests", "as": "histogram", "buckets": [1, 0.5, 0]}})") ==
        "5:74 buckets must follow each other, each larger than the last\n"
        "5:79 a bucket must end between 1e-06 and 10000000, found 0\n");
  CHECK(mistakes_in_metrics(
            R"({"a": {"shows": "requests", "labels": {"le": "1", "x": "${servce}"}}})") ==
        "5:51 \"le\" is no label that a metric can be given\n"
        "5:67 there is no variable \"servce\"; did you mean \"service\"?\n");
  CHECK(mistakes_in_metrics(R"({"a": {"shows": "in_flight", "labels": {"x": "${code}"}}})") ==
        "5:57 there is no variable \"code\"\n");
  CHECK(mistakes_in_metrics(R"({"labels": {"x": "${code}"}})") ==
        "5:29 there is no variable \"code\"\n");
}

TEST_CASE("a name can have several metrics that a label tells apart", "[unit][scenario][metrics]") {
  const Scenario scenario = with_metrics(
      R"({"rq": [{"shows": "requests", "labels": {"side": "in"}},
                 {"shows": "calls", "labels": {"side": "out", "to": "${callee}"}}],
          "last": {"shows": "up"}})");

  const ShownMetrics& web = service(scenario, "web").shown;
  CHECK(shown_names(web) == ShownNames{"rq", "rq", "last"});
  CHECK(web.metrics[1].shows == ShownSource::calls);
  CHECK(web.has(ShownSource::calls));
  CHECK_FALSE(web.has(ShownSource::in_flight));
  CHECK(mistakes_in_metrics(R"({"a": []})") == "5:18 an array of metrics must not be empty\n");
  CHECK(mistakes_in_metrics(R"({"a": [{"shows": "requests"}, {"shows": "in_flight"}]})") ==
        "5:18 \"a\" must be of one type\n");
  CHECK(mistakes_in_metrics(R"({"a": [{"shows": "requests", "labels": {"x": "${service}"}},
                                     {"shows": "calls", "labels": {"x": "${callee}"}}]})") ==
        "5:18 no label tells the series of \"a\" apart\n");
  CHECK(mistakes_in_metrics(R"({"a": [{"shows": "requests", "labels": {"x": "1"}},
                                     {"shows": "calls", "labels": {"x": "1"}}]})") ==
        "5:18 no label tells the series of \"a\" apart\n");
}

TEST_CASE("a name's metrics take the place of all of a preset", "[unit][scenario][metrics]") {
  const Scenario scenario =
      with_metrics(R"({"preset": "istio", "istio_requests_total": {"shows": "calls"}})");
  CHECK(shown_names(service(scenario, "web").shown) ==
        ShownNames{"istio_requests_total",
                   "istio_request_duration_milliseconds",
                   "istio_request_duration_milliseconds"});
  CHECK(mistakes_in_metrics(R"({"preset": "istio", "labels": {"reporter": "destination",
                                 "connection_security_policy": "none",
                                 "source_workload_namespace": "prod",
                                 "destination_version": "1"}})") ==
        "5:23 no label tells the series of \"istio_requests_total\" apart\n"
        "5:23 no label tells the series of \"istio_request_duration_milliseconds\" apart\n");
}

TEST_CASE("populations must be told apart, and belong to no service", "[unit][scenario][metrics]") {
  const std::string two = R"([{"name": "users", "to": "web", "rate": "10/s"},
                             {"name": "bots", "to": "web", "rate": "10/s"}])";
  CHECK(mistakes({.traffic = two, .more = R"("metrics": {"a": {"shows": "client_requests"}})"}) ==
        "6:13 there is no ${population} in its labels, and several populations\n");
  CHECK(mistakes({.traffic = two, .more = R"("metrics": {"a": {"shows": "client_requests",
                             "labels": {"p": "${population}"}}})"})
            .empty());
  CHECK(mistakes({.services = R"({"web": {"metrics": {"a": {"shows": "client_requests"}}}})"}) ==
        "1:40 there is no \"client_requests\" of a service\n");
}

TEST_CASE("the labels of shown metrics are checked where queries ask for them",
          "[unit][scenario][metrics]") {
  const auto mistakes_of_alert = [](const std::string& expression) {
    return mistakes({.more = R"("metrics": {"preset": "prometheus",
      "rq": {"shows": "requests", "as": "summary", "labels": {"status": "${code}"}}},
      "alerts": [{"alert": "A", "expr": ")" +
                             expression + R"("}])"});
  };
  CHECK(mistakes_of_alert("rq_count{staus='500'}") ==
        "7:51 there is no label \"staus\" of \"rq_count\"; did you mean \"status\"?\n");
  CHECK(mistakes_of_alert("rq_count{status='500',job='web',instance='elsewhere'}").empty());
  CHECK(mistakes_of_alert("http_requests_total{handler='/'}").empty());
  CHECK(mistakes_of_alert("http_request_duration_seconds_bucket{le='0.1',method='get'}").empty());
  CHECK(mistakes_of_alert("rq{staus='500'}").empty());  // somebody else's: a summary has no such
}

}  // namespace firedrill::tests
