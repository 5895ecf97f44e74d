#include "tests/contract/fault_rows.hpp"

#include <utility>

#include "harness/behaviour/response_code.hpp"
#include "harness/faults/fault_kinds.hpp"

namespace firedrill::tests {
namespace {

template <class Kind>
struct Of {};

using Played = std::vector<PlayedFault>;

/// Each fault has an overload of its own below: this one is for who has none, and says so.
template <class Kind>
FaultRows rows(Of<Kind> fault_without_a_row_in_the_contract) = delete;

constexpr std::string_view at_edge = R"("edge": "edge->server")";
constexpr std::string_view at_server = R"("service": "server")";

FaultRows rows(Of<faults::ErrorRate>) {
  return Played{{R"("rate": 1, "reply": 503, "service": "server")", 503},
                {R"("rate": 1, "reply": 503, "edge": "edge->server")", 503},
                {.keys = R"("rate": 1, "service": "server", "profile": {"ramp": {"over": "1s"}})",
                 .outcome = 500,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::FailFirst>) {
  return Played{{R"("requests": 100000, "reply": 503, "service": "server")", 503}};
}

FaultRows rows(Of<faults::FailEvery>) {
  return Played{
      {.keys = R"("requests": 2, "edge": "edge->server")", .outcome = 500, .hits = Hits::some}};
}

FaultRows rows(Of<faults::Quota>) {
  return Played{{.keys = R"("allows": 1, "per": "1s", "service": "server")",
                 .outcome = 429,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::Malformed>) {
  return Played{{at_edge, code::malformed}};
}

FaultRows rows(Of<faults::Truncate>) {
  return Played{{at_server, code::truncated},
                {R"("bytes": "3B", "edge": "edge->server")", code::truncated},
                {R"("bytes": "1MB", "service": "server")", code::truncated}};
}

FaultRows rows(Of<faults::HeadersTooLarge>) {
  return Played{{at_edge, code::malformed}};
}

FaultRows rows(Of<faults::WrongContentLength>) {
  return Played{{at_server, code::truncated}};
}

FaultRows rows(Of<faults::WrongContentType>) {
  return Played{{at_edge, code::malformed}};
}

FaultRows rows(Of<faults::BodyChange>) {
  return Played{{R"("change": {"remove": "/price"}, "service": "server")", code::malformed},
                {R"("change": {"replace": ""}, "edge": "edge->server")", code::malformed},
                {R"("change": {"replace": "wrong"}, "noticed": false, "service": "server")", 200}};
}

FaultRows rows(Of<faults::HeaderChange>) {
  return Played{
      {R"("change": {"remove": "content-type"}, "edge": "edge->server")", code::malformed},
      {R"("change": {"set": {"etag": "wrong"}}, "noticed": false, "edge": "edge->server")", 200}};
}

FaultRows rows(Of<faults::BadChunk>) {
  return Played{{at_edge, code::malformed}};
}

FaultRows rows(Of<faults::Dribble>) {
  return Played{
      {R"("chunks": 5, "over": "100ms", "service": "server")", 200, a_tenth},
      {R"("chunks": 5, "over": "500ms", "service": "server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::RedirectLoop>) {
  return Played{{at_edge, code::redirects}};
}

FaultRows rows(Of<faults::Latency>) {
  return Played{{R"("by": "100ms", "edge": "edge->server")", 200, a_tenth},
                {R"("by": "500ms", "edge": "edge->server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::SlowAnswers>) {
  return Played{{R"("by": "100ms", "edge": "edge->server")", 200, a_tenth},
                {R"("by": "500ms", "edge": "edge->server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::GrowingLatency>) {
  return Played{
      {R"("by": "100ms", "every": "1ms", "most": "100ms", "service": "server")", 200, a_tenth},
      {.keys = R"("by": "500ms", "every": "300ms", "service": "server")",
       .outcome = code::timeout,
       .took = whole_patience,
       .hits = Hits::some}};
}

FaultRows rows(Of<faults::Bandwidth>) {
  return Played{
      {R"("rate": "50kB", "size": "20kB", "edge": "edge->server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::PacketLoss>) {
  return Played{{.keys = R"("rate": "90%", "rto": "500ms", "edge": "edge->server")",
                 .outcome = code::timeout,
                 .took = whole_patience,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::Refuse>) {
  return Played{{at_edge, code::refused}};
}

FaultRows rows(Of<faults::Reset>) {
  return Played{{at_edge, code::reset}};
}

FaultRows rows(Of<faults::Timeout>) {
  return Played{{R"("closes_after": "100ms", "service": "server")", code::reset, a_tenth}};
}

FaultRows rows(Of<faults::DropFirst>) {
  return Played{{R"("requests": 100000, "edge": "edge->server")", code::reset}};
}

FaultRows rows(Of<faults::Partition>) {
  return Played{{at_edge, code::timeout, whole_patience},
                {R"("loses": "answers", "edge": "edge->server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::DnsFailure>) {
  return Played{
      {at_edge, code::dns},
      {R"("reason": "wrong_address", "edge": "edge->server")", code::refused},
      {R"("reason": "no_answer", "edge": "edge->server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::StaleDns>) {
  return TestedBy{
      "tests/contract/world_fault_scope_test.cpp",
      "what processes know from their start is mended by a restart, or broken by another's"};
}

FaultRows rows(Of<faults::TlsFailure>) {
  return Played{{at_edge, code::tls}};
}

FaultRows rows(Of<faults::Hang>) {
  return Played{{at_server, code::timeout, whole_patience},
                {at_edge, code::timeout, whole_patience},
                {.keys = R"("service": "server", "share": "60%")",
                 .outcome = code::timeout,
                 .took = whole_patience,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::CpuTheft>) {
  return Played{{R"("factor": 50, "service": "server")", 200, a_tenth},
                {R"("factor": 1000, "service": "server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::PoolExhaustion>) {
  return Played{{R"("left": 0, "service": "server")", code::timeout, whole_patience}};
}

FaultRows rows(Of<faults::DescriptorExhaustion>) {
  return Played{{.keys = R"("fills_in": "300ms", "service": "server")",
                 .outcome = code::timeout,
                 .took = whole_patience,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::DiskFull>) {
  return Played{{.keys = R"("fills_in": "300ms", "writes": "50%", "service": "server")",
                 .outcome = 500,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::StaleConfig>) {
  return TestedBy{
      "tests/contract/world_fault_scope_test.cpp",
      "what processes know from their start is mended by a restart, or broken by another's"};
}

FaultRows rows(Of<faults::CacheLoss>) {
  return TestedBy{"tests/contract/world_cache_loss_test.cpp",
                  "a lost cache lets the callee be asked for all requests until it is back"};
}

FaultRows rows(Of<faults::SlowStart>) {
  return TestedBy{
      "tests/contract/world_fault_test.cpp",
      "a process that starts slowly is down for longer, and the fault is blamed for that"};
}

FaultRows rows(Of<faults::Crash>) {
  return Played{{.keys = R"("restarts_after": "2s", "service": "server")",
                 .outcome = code::refused,
                 .hits = Hits::some,
                 .also = {code::reset}}};
}

FaultRows rows(Of<faults::CrashLoop>) {
  return Played{{.keys = R"("lives": "300ms", "backoff": "300ms", "service": "server")",
                 .outcome = code::refused,
                 .hits = Hits::some,
                 .also = {code::reset}}};
}

FaultRows rows(Of<faults::MemoryLeak>) {
  return Played{{.keys = R"("fills_in": "300ms", "restarts_after": "0s", "service": "server")",
                 .outcome = code::refused,
                 .hits = Hits::some,
                 .also = {code::reset}}};
}

FaultRows rows(Of<faults::PoisonData>) {
  return Played{{.keys = R"("rate": "20%", "restarts_after": "0s", "service": "server")",
                 .outcome = code::reset,
                 .hits = Hits::some,
                 .also = {code::refused}}};
}

FaultRows rows(Of<faults::AuthRateLimited>) {
  return Played{{.keys = R"("allows": "1/s", "retry_after": "1s", "service": "identity")",
                 .outcome = 429,
                 .hits = Hits::some}};
}

FaultRows rows(Of<faults::AuthChange>) {
  return Played{{R"("change": "secret_expired", "service": "identity")", 401},
                {R"("change": "grant_removed", "edge": "server->identity")", 400}};
}

FaultRows rows(Of<faults::ClockSkew>) {
  return TestedBy{
      "tests/contract/world_auth_test.cpp",
      "a verifier whose clock is off refuses tokens that are valid until it is set right"};
}

/// Of a fault of the response, which is carried out in front of every world.
TestedBy in_response(std::string_view test) {
  return {"tests/unit/control/response_faults_test.cpp", test};
}

FaultRows rows(Of<faults::ScrapeFailure>) {
  return in_response("scrapes of a service fail while it acts, and its world is not asked");
}

FaultRows rows(Of<faults::MonitoringDown>) {
  return in_response(
      "a Prometheus that a fault hangs neither scrapes nor evaluates, until it is "
      "over");
}

FaultRows rows(Of<faults::AlertDelay>) {
  return in_response("alerts reach the pager late and in their order, and their time says why");
}

FaultRows rows(Of<faults::PagerLost>) {
  return in_response("pages that are lost are named, counted, and go on when it is over");
}

FaultRows rows(Of<faults::PagerLate>) {
  return in_response("pages come so much later, and say why");
}

FaultRows rows(Of<faults::PagerDuplicated>) {
  return in_response("a page that is doubled arrives twice at once");
}

FaultRows rows(Of<faults::PagerThrottled>) {
  return in_response("pages above the limit of a window are lost");
}

FaultRows rows(Of<faults::StatusPageDown>) {
  return in_response("customers who read the status page report nothing");
}

FaultRows rows(Of<faults::ActionOutcome>) {
  return in_response(
      "what a step asks for ends as a fault says, and the world hears nothing of "
      "it");
}

template <class Kind>
RowsOfKind rows_of_kind() {
  return {.kind = Kind::kind, .rows = rows(Of<Kind>{})};
}

template <class... Kinds>
std::vector<RowsOfKind> rows_of_each(const std::variant<Kinds...>*) {
  return {rows_of_kind<Kinds>()...};
}

template <class Kind>
concept HasRow = requires {
  rows(Of<Kind>{});
};

static_assert(HasRow<faults::Refuse> && !HasRow<struct NewFault>);

}  // namespace

std::vector<RowsOfKind> fault_rows() {
  return rows_of_each(static_cast<const FaultKinds*>(nullptr));
}

}  // namespace firedrill::tests
