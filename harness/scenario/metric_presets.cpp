#include "harness/scenario/metric_presets.hpp"

#include <algorithm>
#include <array>

namespace firedrill {
namespace {

template <const std::string_view&... parts>
constexpr auto joined_letters = [] {
  std::array<char, (parts.size() + ...)> letters{};
  auto end = letters.begin();
  ((end = std::copy(parts.begin(), parts.end(), end)), ...);
  return letters;
}();

/// Texts one after the other, as one.
template <const std::string_view&... parts>
constexpr std::string_view joined{joined_letters<parts...>.data(), joined_letters<parts...>.size()};

constexpr std::string_view envoy = R"({
  "envoy_cluster_upstream_rq": {"shows": "requests",
    "labels": {"envoy_cluster_name": "${service}", "envoy_response_code": "${code}"}},
  "envoy_cluster_upstream_rq_xx": {"shows": "requests",
    "labels": {"envoy_cluster_name": "${service}", "envoy_response_code_class": "${code_digit}"}},
  "envoy_cluster_upstream_rq_total": {"shows": "requests",
    "labels": {"envoy_cluster_name": "${service}"}},
  "envoy_cluster_upstream_rq_completed": {"shows": "requests",
    "labels": {"envoy_cluster_name": "${service}"}},
  "envoy_cluster_upstream_rq_active": {"shows": "in_flight",
    "labels": {"envoy_cluster_name": "${service}"}},
  "envoy_cluster_upstream_rq_time": {"shows": "requests", "as": "histogram", "unit": "milliseconds",
    "labels": {"envoy_cluster_name": "${service}"},
    "buckets": [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000,
        600000, 1800000, 3600000]},
  "envoy_http_downstream_rq_xx": {"shows": "requests",
    "labels": {"envoy_http_conn_manager_prefix": "ingress_http",
               "envoy_response_code_class": "${code_digit}"}},
  "envoy_http_downstream_rq_total": {"shows": "requests",
    "labels": {"envoy_http_conn_manager_prefix": "ingress_http"}},
  "envoy_http_downstream_rq_completed": {"shows": "requests",
    "labels": {"envoy_http_conn_manager_prefix": "ingress_http"}},
  "envoy_http_downstream_rq_active": {"shows": "in_flight",
    "labels": {"envoy_http_conn_manager_prefix": "ingress_http"}},
  "envoy_http_downstream_rq_time": {"shows": "requests", "as": "histogram", "unit": "milliseconds",
    "labels": {"envoy_http_conn_manager_prefix": "ingress_http"},
    "buckets": [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000,
        600000, 1800000, 3600000]}
})";

constexpr std::string_view ingress_nginx = R"({
  "labels": {"ingress": "${service}", "namespace": "default", "service": "${service}",
             "status": "${code}", "method": "GET", "path": "/", "host": "${service}",
             "controller_class": "k8s.io/ingress-nginx", "controller_pod": "${instance}",
             "controller_namespace": "ingress-nginx"},
  "nginx_ingress_controller_requests": {"shows": "requests"},
  "nginx_ingress_controller_request_duration_seconds": {"shows": "requests", "as": "histogram",
    "buckets": [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]}
})";

// The sidecar of the source does not know whether the connection is of mutual TLS (istio_stats.cc),
// and we do not know the version of whichever replica was called.
constexpr std::string_view istio_source = R"("labels": {
      "reporter": "source",
      "source_workload": "${service}", "source_workload_namespace": "default",
      "source_app": "${service}", "source_version": "${version}",
      "source_canonical_service": "${service}", "source_canonical_revision": "latest",
      "destination_workload": "${callee}", "destination_app": "${callee}",
      "destination_version": "unknown",
      "destination_service": "${callee}.default.svc.cluster.local",
      "destination_service_name": "${callee}", "destination_canonical_service": "${callee}",
      "response_code": "${istio_code}", "response_flags": "${istio_flags}",
      "connection_security_policy": "unknown"})";

constexpr std::string_view istio_histogram = R"("as": "histogram", "unit": "milliseconds",
    "buckets": [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000,
        600000, 1800000, 3600000])";

constexpr std::string_view istio_requests = R"({
  "labels": {
    "reporter": "destination",
    "source_workload": "unknown", "source_workload_namespace": "unknown",
    "destination_workload": "${service}", "destination_workload_namespace": "default",
    "destination_app": "${service}", "destination_version": "${version}",
    "destination_service": "${service}.default.svc.cluster.local",
    "destination_service_name": "${service}", "destination_service_namespace": "default",
    "destination_canonical_service": "${service}", "destination_canonical_revision": "latest",
    "request_protocol": "http", "response_code": "${code}", "response_flags": "-",
    "connection_security_policy": "mutual_tls"},
  "istio_requests_total": [{"shows": "requests"}, {"shows": "calls", )";

constexpr std::string_view istio_durations = R"(}],
  "istio_request_duration_milliseconds": [{"shows": "requests", )";

constexpr std::string_view istio_durations_of_calls = R"(}, {"shows": "calls", )";
constexpr std::string_view comma = ", ";
constexpr std::string_view istio_end = "}]\n}";

constexpr std::string_view istio = joined<istio_requests,
                                          istio_source,
                                          istio_durations,
                                          istio_histogram,
                                          istio_durations_of_calls,
                                          istio_histogram,
                                          comma,
                                          istio_source,
                                          istio_end>;

// A request is counted in "writing" from its header on, while an upstream works on it too:
// ngx_http_process_request(). Connections that idle are not known, nor how many were accepted.
constexpr std::string_view nginx = R"({
  "nginx_up": {"shows": "up"},
  "nginx_http_requests_total": {"shows": "requests"},
  "nginx_connections_active": {"shows": "in_flight"},
  "nginx_connections_writing": {"shows": "in_flight"}
})";

// Of clients as the agent for Java tells it: HttpCommonAttributesExtractor.
constexpr std::string_view opentelemetry = R"({
  "http_server_request_duration_seconds": {"shows": "requests", "as": "histogram",
    "labels": {"http_request_method": "GET", "url_scheme": "http", "http_route": "/",
               "http_response_status_code": "${code}", "error_type": "${server_error}",
               "network_protocol_version": "1.1"},
    "buckets": [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]},
  "http_server_active_requests": {"shows": "in_flight",
    "labels": {"http_request_method": "GET", "url_scheme": "http"}},
  "http_client_request_duration_seconds": {"shows": "calls", "as": "histogram",
    "labels": {"http_request_method": "GET", "http_response_status_code": "${status}",
               "error_type": "${error_type}", "server_address": "${callee}", "server_port": "80",
               "network_protocol_version": "1.1"},
    "buckets": [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]},
  "target_info": {"shows": "up",
    "labels": {"service_name": "${service}", "service_version": "${version}",
               "service_instance_id": "${instance}"}}
})";

// The SDK's default buckets, but for le="0", in which nothing can be.
constexpr std::string_view opentelemetry_1_20 = R"({
  "http_server_duration_milliseconds": {"shows": "requests", "as": "histogram",
    "unit": "milliseconds",
    "labels": {"http_method": "GET", "http_scheme": "http", "http_route": "/",
               "http_status_code": "${code}", "net_host_name": "${service}",
               "net_protocol_name": "http", "net_protocol_version": "1.1"},
    "buckets": [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]},
  "http_server_active_requests": {"shows": "in_flight",
    "labels": {"http_method": "GET", "http_scheme": "http", "net_host_name": "${service}"}},
  "http_client_duration_milliseconds": {"shows": "calls", "as": "histogram",
    "unit": "milliseconds",
    "labels": {"http_method": "GET", "http_status_code": "${status}",
               "net_peer_name": "${callee}", "net_protocol_name": "http",
               "net_protocol_version": "1.1"},
    "buckets": [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]},
  "target_info": {"shows": "up",
    "labels": {"service_name": "${service}", "service_version": "${version}",
               "service_instance_id": "${instance}"}}
})";

constexpr std::string_view prometheus = R"({
  "http_requests_total": {"shows": "requests",
    "labels": {"code": "${code}", "method": "get", "handler": "/"}},
  "http_request_duration_seconds": {"shows": "requests", "as": "histogram",
    "labels": {"code": "${code}", "method": "get", "handler": "/"},
    "buckets": [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]},
  "http_requests_in_flight": {"shows": "in_flight"}
})";

// Clients are WebClient: DefaultClientRequestObservationConvention. Answers are no exceptions to
// it. The buckets are powers of 4 (in ns) and steps of a third of them, from 1 ms to 30 s:
// Micrometer's PercentileHistogramBuckets, within the range that a Timer expects by default.
constexpr std::string_view spring = R"({
  "http_server_requests_seconds": {"shows": "requests", "as": "histogram",
    "labels": {"method": "GET", "uri": "/", "status": "${code}", "outcome": "${spring_outcome}",
               "exception": "none", "error": "none"},
    "buckets": [
        0.001, 0.001048576, 0.001398101, 0.001747626, 0.002097151, 0.002446676,
        0.002796201, 0.003145726, 0.003495251, 0.003844776, 0.004194304, 0.005592405,
        0.006990506, 0.008388607, 0.009786708, 0.011184809, 0.01258291, 0.013981011,
        0.015379112, 0.016777216, 0.022369621, 0.027962026, 0.033554431, 0.039146836,
        0.044739241, 0.050331646, 0.055924051, 0.061516456, 0.067108864, 0.089478485,
        0.111848106, 0.134217727, 0.156587348, 0.178956969, 0.20132659, 0.223696211,
        0.246065832, 0.268435456, 0.357913941, 0.447392426, 0.536870911, 0.626349396,
        0.715827881, 0.805306366, 0.894784851, 0.984263336, 1.073741824, 1.431655765,
        1.789569706, 2.147483647, 2.505397588, 2.863311529, 3.22122547, 3.579139411,
        3.937053352, 4.294967296, 5.726623061, 7.158278826, 8.589934591, 10.021590356,
        11.453246121, 12.884901886, 14.316557651, 15.748213416, 17.179869184,
        22.906492245, 28.633115306, 30.0]},
  "http_server_requests_active_seconds_gcount": {"shows": "in_flight",
    "labels": {"method": "GET", "uri": "UNKNOWN", "status": "200", "outcome": "SUCCESS",
               "exception": "none"}},
  "http_client_requests_seconds": {"shows": "calls", "as": "summary",
    "labels": {"method": "GET", "uri": "/", "client_name": "${callee}",
               "status": "${spring_status}", "outcome": "${spring_outcome}",
               "exception": "${spring_exception}", "error": "${spring_exception}"}}
})";

constexpr std::array<MetricPreset, 8> presets{{
    {"envoy",
     "envoy_cluster_upstream_rq, _rq_xx, _rq_total, _rq_completed, _rq_active, _rq_time; "
     "envoy_http_downstream_rq_xx, _rq_total, _rq_completed, _rq_active, _rq_time",
     "Envoy's /stats/prometheus: statistics of the cluster and the HTTP connection manager",
     envoy},
    {"ingress-nginx",
     "nginx_ingress_controller_requests, nginx_ingress_controller_request_duration_seconds",
     "Kubernetes' ingress-nginx: internal/ingress/metric/collectors/socket.go",
     ingress_nginx},
    {"istio",
     "istio_requests_total, istio_request_duration_milliseconds",
     "Istio's standard metrics, as the sidecars of the destination and of the source report them",
     istio},
    {"nginx",
     "nginx_up, nginx_http_requests_total, nginx_connections_active, nginx_connections_writing",
     "nginx-prometheus-exporter, from the page stub_status: no codes, no durations",
     nginx},
    {"opentelemetry",
     "http_server_request_duration_seconds, http_server_active_requests, "
     "http_client_request_duration_seconds, target_info",
     "OpenTelemetry's semantic conventions for HTTP metrics (stable, 1.23), as Prometheus names",
     opentelemetry},
    {"opentelemetry-1.20",
     "http_server_duration_milliseconds, http_server_active_requests, "
     "http_client_duration_milliseconds, target_info",
     "OpenTelemetry's semantic conventions for HTTP metrics before 1.21, as Prometheus names",
     opentelemetry_1_20},
    {"prometheus",
     "http_requests_total, http_request_duration_seconds, http_requests_in_flight",
     "client libraries with the labels of client_golang's promhttp: code, method, handler",
     prometheus},
    {"spring",
     "http_server_requests_seconds, http_server_requests_active_seconds_gcount, "
     "http_client_requests_seconds",
     "Spring Boot 3.3 with Micrometer and WebClient, percentiles-histogram of "
     "http.server.requests on",
     spring},
}};

}  // namespace

std::span<const MetricPreset> metric_presets() {
  return presets;
}

}  // namespace firedrill
