#include "harness/scenario/metric_presets.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/behaviour/response_code.hpp"
#include "harness/engine/shown_facts.hpp"
#include "harness/engine/shown_series.hpp"
#include "harness/scenario/load.hpp"

// The presets, series by series: names and labels as the exporters write them.

namespace firedrill {
namespace {

using namespace std::chrono_literals;

using SeriesList = std::vector<std::string>;

ShownMetrics preset_shown(std::string_view name) {
  const LoadResult loaded = load_scenario(
      SourceText("test.json",
                 fmt::format(R"({{"firedrill": 1, "name": "test", "services": {{"shop": {{}}}},
                      "metrics": {{"preset": "{}"}},
                      "traffic": [{{"name": "users", "to": "shop", "rate": "1/s"}}],
                      "script": [], "targets": {{"recover": "5m"}}}})",
                             name)));
  INFO(render(loaded.diagnostics));
  REQUIRE(loaded.scenario);
  return loaded.scenario->services.front().shown;
}

/// What one call to "stock" that ended so after 30 ms makes a preset show, job and instance left
/// out, and no buckets.
SeriesList series_of_call(std::string_view name, std::uint16_t code) {
  const ShownMetrics shown = preset_shown(name);
  const ReplicaIdentity shop{.service = "shop", .instance = "shop-0", .version = "7", .ordinal = 0};
  LatencyCounts durations(shown.bounds);
  durations.observe(30ms);
  ShownSeries series(shown, {.job = "", .instance = ""});
  Samples samples;
  series.expose({{calls_fact(shop, {.callee = "stock", .code = code}, 1, &durations)}}, samples);
  SeriesList list;
  for (const ScrapedSample& sample : samples) {
    const std::string metric{sample.labels.get(promql::name_label)};
    if (!metric.ends_with("_bucket")) {
      list.push_back(metric + sample.labels.without_name().to_string() +
                     fmt::format(" {}", sample.value));
    }
  }
  return list;
}

/// What one answer with this status, 30 ms after its request, makes a preset show, job and instance
/// left out, and of the buckets only the first.
SeriesList series_of_preset(std::string_view name, std::uint16_t status) {
  const ShownMetrics shown = preset_shown(name);
  const ReplicaIdentity shop{.service = "shop", .instance = "shop-0", .version = "7", .ordinal = 0};
  LatencyCounts durations(shown.bounds);
  durations.observe(30ms);
  std::vector<ShownFact> facts{requests_fact(shop, status, 1, &durations)};
  add_gauge_facts(shop, {.in_flight = 2, .queue_length = 1}, facts);
  ShownSeries series(shown, {.job = "", .instance = ""});
  Samples samples;
  series.expose(facts, samples);
  SeriesList list;
  std::string bucket_before;
  for (const ScrapedSample& sample : samples) {
    const std::string metric{sample.labels.get(promql::name_label)};
    const bool is_further_bucket = metric.ends_with("_bucket") && metric == bucket_before;
    bucket_before = metric;
    if (!is_further_bucket) {
      list.push_back(metric + sample.labels.without_name().to_string() +
                     fmt::format(" {}", sample.value));
    }
  }
  return list;
}

}  // namespace

TEST_CASE("Spring's metrics carry the tags of Micrometer", "[exposition][presets]") {
  CHECK(series_of_preset("spring", 503) ==
        SeriesList{
            R"(http_server_requests_seconds_bucket{error="none", exception="none", le="0.001", )"
            R"(method="GET", outcome="SERVER_ERROR", status="503", uri="/"} 0)",
            R"(http_server_requests_seconds_sum{error="none", exception="none", )"
            R"(method="GET", outcome="SERVER_ERROR", status="503", uri="/"} 0.03)",
            R"(http_server_requests_seconds_count{error="none", exception="none", )"
            R"(method="GET", outcome="SERVER_ERROR", status="503", uri="/"} 1)",
            R"(http_server_requests_active_seconds_gcount{exception="none", method="GET", )"
            R"(outcome="SUCCESS", status="200", uri="UNKNOWN"} 2)"});
}

TEST_CASE("Istio's metrics are those of the destination's sidecar", "[exposition][presets]") {
  const std::string labels =
      R"(connection_security_policy="mutual_tls", destination_app="shop", )"
      R"(destination_canonical_revision="latest", destination_canonical_service="shop", )"
      R"(destination_service="shop.default.svc.cluster.local", destination_service_name="shop", )"
      R"(destination_service_namespace="default", destination_version="7", )"
      R"(destination_workload="shop", destination_workload_namespace="default", )";
  const std::string rest =
      R"(reporter="destination", request_protocol="http", response_code="200", )"
      R"(response_flags="-", source_workload="unknown", source_workload_namespace="unknown"})";
  CHECK(series_of_preset("istio", 200) ==
        SeriesList{
            "istio_requests_total{" + labels + rest + " 1",
            "istio_request_duration_milliseconds_bucket{" + labels + R"(le="0.5", )" + rest + " 0",
            "istio_request_duration_milliseconds_sum{" + labels + rest + " 30",
            "istio_request_duration_milliseconds_count{" + labels + rest + " 1"});
}

TEST_CASE("Istio's source tells of calls, answered or not", "[exposition][presets]") {
  const auto labels = [](const std::string& code, const std::string& flags) {
    return R"({connection_security_policy="unknown", destination_app="stock", )"
           R"(destination_canonical_revision="latest", destination_canonical_service="stock", )"
           R"(destination_service="stock.default.svc.cluster.local", )"
           R"(destination_service_name="stock", destination_service_namespace="default", )"
           R"(destination_version="unknown", destination_workload="stock", )"
           R"(destination_workload_namespace="default", reporter="source", )"
           R"(request_protocol="http", response_code=")" +
           code + R"(", response_flags=")" + flags +
           R"(", source_app="shop", source_canonical_revision="latest", )"
           R"(source_canonical_service="shop", source_version="7", source_workload="shop", )"
           R"(source_workload_namespace="default"})";
  };
  CHECK(series_of_call("istio", 503) ==
        SeriesList{"istio_requests_total" + labels("503", "-") + " 1",
                   "istio_request_duration_milliseconds_sum" + labels("503", "-") + " 30",
                   "istio_request_duration_milliseconds_count" + labels("503", "-") + " 1"});
  CHECK(series_of_call("istio", code::timeout)[0] ==
        "istio_requests_total" + labels("0", "DC") + " 1");
}

TEST_CASE("Spring and OpenTelemetry tell of calls, answered or not", "[exposition][presets]") {
  CHECK(series_of_call("spring", code::refused) ==
        SeriesList{R"(http_client_requests_seconds_sum{client_name="stock", )"
                   R"(error="WebClientRequestException", exception="WebClientRequestException", )"
                   R"(method="GET", outcome="UNKNOWN", status="CLIENT_ERROR", uri="/"} 0.03)",
                   R"(http_client_requests_seconds_count{client_name="stock", )"
                   R"(error="WebClientRequestException", exception="WebClientRequestException", )"
                   R"(method="GET", outcome="UNKNOWN", status="CLIENT_ERROR", uri="/"} 1)"});
  CHECK(series_of_call("opentelemetry", 404)[0] ==
        R"(http_client_request_duration_seconds_sum{error_type="404", http_request_method="GET", )"
        R"(http_response_status_code="404", network_protocol_version="1.1", )"
        R"(server_address="stock", server_port="80"} 0.03)");
  CHECK(series_of_call("opentelemetry", code::timeout)[0] ==
        R"(http_client_request_duration_seconds_sum{error_type="java.net.SocketTimeoutException", )"
        R"(http_request_method="GET", network_protocol_version="1.1", )"
        R"(server_address="stock", server_port="80"} 0.03)");
  CHECK(series_of_call("opentelemetry-1.20", code::timeout)[0] ==
        R"(http_client_duration_milliseconds_sum{http_method="GET", net_peer_name="stock", )"
        R"(net_protocol_name="http", net_protocol_version="1.1"} 30)");
}

TEST_CASE("Envoy tells the class of a code by its first digit", "[exposition][presets]") {
  CHECK(
      series_of_preset("envoy", 404) ==
      SeriesList{
          R"(envoy_cluster_upstream_rq{envoy_cluster_name="shop", envoy_response_code="404"} 1)",
          R"(envoy_cluster_upstream_rq_xx{envoy_cluster_name="shop", )"
          R"(envoy_response_code_class="4"} 1)",
          R"(envoy_cluster_upstream_rq_total{envoy_cluster_name="shop"} 1)",
          R"(envoy_cluster_upstream_rq_completed{envoy_cluster_name="shop"} 1)",
          R"(envoy_cluster_upstream_rq_active{envoy_cluster_name="shop"} 2)",
          R"(envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop", le="0.5"} 0)",
          R"(envoy_cluster_upstream_rq_time_sum{envoy_cluster_name="shop"} 30)",
          R"(envoy_cluster_upstream_rq_time_count{envoy_cluster_name="shop"} 1)",
          R"(envoy_http_downstream_rq_xx{envoy_http_conn_manager_prefix="ingress_http", )"
          R"(envoy_response_code_class="4"} 1)",
          R"(envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix="ingress_http"} 1)",
          R"(envoy_http_downstream_rq_completed{envoy_http_conn_manager_prefix="ingress_http"} 1)",
          R"(envoy_http_downstream_rq_active{envoy_http_conn_manager_prefix="ingress_http"} 2)",
          R"(envoy_http_downstream_rq_time_bucket{)"
          R"(envoy_http_conn_manager_prefix="ingress_http", le="0.5"} 0)",
          R"(envoy_http_downstream_rq_time_sum{)"
          R"(envoy_http_conn_manager_prefix="ingress_http"} 30)",
          R"(envoy_http_downstream_rq_time_count{)"
          R"(envoy_http_conn_manager_prefix="ingress_http"} 1)"});
}

TEST_CASE("OpenTelemetry says error_type of server errors only", "[exposition][presets]") {
  const SeriesList good = series_of_preset("opentelemetry", 404);
  CHECK(good[1] ==
        R"(http_server_request_duration_seconds_sum{http_request_method="GET", )"
        R"(http_response_status_code="404", http_route="/", network_protocol_version="1.1", )"
        R"(url_scheme="http"} 0.03)");
  const SeriesList bad = series_of_preset("opentelemetry", 500);
  CHECK(bad[1] ==
        R"(http_server_request_duration_seconds_sum{error_type="500", http_request_method="GET", )"
        R"(http_response_status_code="500", http_route="/", network_protocol_version="1.1", )"
        R"(url_scheme="http"} 0.03)");
  CHECK(bad[3] == R"(http_server_active_requests{http_request_method="GET", url_scheme="http"} 2)");
  CHECK(bad[4] ==
        R"(target_info{service_instance_id="shop-0", service_name="shop", service_version="7"} 1)");
}

TEST_CASE("OpenTelemetry before 1.21 counts milliseconds, under other labels",
          "[exposition][presets]") {
  const std::string labels =
      R"(http_method="GET", http_route="/", http_scheme="http", http_status_code="500", )";
  const std::string rest =
      R"(net_host_name="shop", net_protocol_name="http", net_protocol_version="1.1"})";
  const SeriesList series = series_of_preset("opentelemetry-1.20", 500);
  CHECK(series[0] ==
        "http_server_duration_milliseconds_bucket{" + labels + R"(le="5", )" + rest + " 0");
  CHECK(series[1] == "http_server_duration_milliseconds_sum{" + labels + rest + " 30");
  CHECK(series[3] == R"(http_server_active_requests{http_method="GET", http_scheme="http", )"
                     R"(net_host_name="shop"} 2)");
}

TEST_CASE("nginx knows no codes, its ingress controller knows all", "[exposition][presets]") {
  CHECK(series_of_preset("nginx", 502) == SeriesList{R"(nginx_up{} 1)",
                                                     R"(nginx_http_requests_total{} 1)",
                                                     R"(nginx_connections_active{} 2)",
                                                     R"(nginx_connections_writing{} 2)"});
  const std::string labels =
      R"(controller_class="k8s.io/ingress-nginx", controller_namespace="ingress-nginx", )"
      R"(controller_pod="shop-0", host="shop", ingress="shop", )";
  const std::string rest =
      R"(method="GET", namespace="default", path="/", service="shop", status="502"})";
  CHECK(series_of_preset("ingress-nginx", 502) ==
        SeriesList{
            "nginx_ingress_controller_requests{" + labels + rest + " 1",
            "nginx_ingress_controller_request_duration_seconds_bucket{" + labels +
                R"(le="0.005", )" + rest + " 0",
            "nginx_ingress_controller_request_duration_seconds_sum{" + labels + rest + " 0.03",
            "nginx_ingress_controller_request_duration_seconds_count{" + labels + rest + " 1"});
}

TEST_CASE("plain client libraries have promhttp's labels", "[exposition][presets]") {
  CHECK(
      series_of_preset("prometheus", 200) ==
      SeriesList{R"(http_requests_total{code="200", handler="/", method="get"} 1)",
                 R"(http_request_duration_seconds_bucket{code="200", handler="/", le="0.005", )"
                 R"(method="get"} 0)",
                 R"(http_request_duration_seconds_sum{code="200", handler="/", method="get"} 0.03)",
                 R"(http_request_duration_seconds_count{code="200", handler="/", method="get"} 1)",
                 R"(http_requests_in_flight{} 2)"});
}

TEST_CASE("presets are sorted, so that a list of them is", "[presets]") {
  const auto presets = metric_presets();
  CHECK(std::is_sorted(presets.begin(), presets.end(), [](const auto& left, const auto& right) {
    return left.name < right.name;
  }));
  for (const MetricPreset& preset : presets) {
    CHECK_FALSE(preset.source.empty());
  }
}

}  // namespace firedrill
