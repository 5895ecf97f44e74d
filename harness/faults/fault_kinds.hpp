#pragma once

#include <variant>

#include "harness/faults/action_outcome.hpp"
#include "harness/faults/alert_delay.hpp"
#include "harness/faults/auth_change.hpp"
#include "harness/faults/auth_rate_limited.hpp"
#include "harness/faults/bad_chunk.hpp"
#include "harness/faults/bandwidth.hpp"
#include "harness/faults/body_change.hpp"
#include "harness/faults/cache_loss.hpp"
#include "harness/faults/clock_skew.hpp"
#include "harness/faults/cpu_theft.hpp"
#include "harness/faults/crash.hpp"
#include "harness/faults/crash_loop.hpp"
#include "harness/faults/descriptor_exhaustion.hpp"
#include "harness/faults/disk_full.hpp"
#include "harness/faults/dns_failure.hpp"
#include "harness/faults/dribble.hpp"
#include "harness/faults/drop_first.hpp"
#include "harness/faults/error_rate.hpp"
#include "harness/faults/fail_every.hpp"
#include "harness/faults/fail_first.hpp"
#include "harness/faults/growing_latency.hpp"
#include "harness/faults/hang.hpp"
#include "harness/faults/header_change.hpp"
#include "harness/faults/headers_too_large.hpp"
#include "harness/faults/latency.hpp"
#include "harness/faults/malformed.hpp"
#include "harness/faults/memory_leak.hpp"
#include "harness/faults/monitoring_down.hpp"
#include "harness/faults/packet_loss.hpp"
#include "harness/faults/pager_duplicated.hpp"
#include "harness/faults/pager_late.hpp"
#include "harness/faults/pager_lost.hpp"
#include "harness/faults/pager_throttled.hpp"
#include "harness/faults/partition.hpp"
#include "harness/faults/poison_data.hpp"
#include "harness/faults/pool_exhaustion.hpp"
#include "harness/faults/quota.hpp"
#include "harness/faults/redirect_loop.hpp"
#include "harness/faults/refuse.hpp"
#include "harness/faults/reset.hpp"
#include "harness/faults/scrape_failure.hpp"
#include "harness/faults/slow_answers.hpp"
#include "harness/faults/slow_start.hpp"
#include "harness/faults/stale_config.hpp"
#include "harness/faults/stale_dns.hpp"
#include "harness/faults/status_page_down.hpp"
#include "harness/faults/timeout.hpp"
#include "harness/faults/tls_failure.hpp"
#include "harness/faults/truncate.hpp"
#include "harness/faults/wrong_content_length.hpp"
#include "harness/faults/wrong_content_type.hpp"

namespace firedrill {

/// Every kind of fault. This line is the only list: adding a fault is one header, one source file,
/// one test, and one name here. Each kind K has
///   static constexpr std::string_view kind, summary;
///   struct State                             what it remembers, plain; often nothing
///   static K parse(ObjectReader&)            reads its own keys (mistakes go to the reader)
/// and, if it acts on requests,
///   Verdict decide(State&, const DecideInput&) const
/// or, if it acts on processes,
///   ProcessVerdict on_injected(Rng&) const, on_started(Rng&) const
/// or, if it acts on what a service thinks of its users' tokens,
///   bool refuses(const TokenTimes&) const
/// or, if it acts on which calls a service makes, on an edge and nowhere else,
///   double missing_at(Duration lasted) const          share of the requests without the call that
///                                                     make it all the same
/// or, if it acts on the response, which no world knows of (control/response_faults.hpp),
///   static constexpr std::string_view of_response     whose work it disturbs
///   PageVerdict on_page(State&, Instant now) const    if it acts on pages
/// and, if it has no shares there,
///   static constexpr bool has_no_share = true
/// and, if whom it hurts may get no answer that could name it, or a late one,
///   static constexpr bool is_silent = true
/// and, if it cannot be on an edge, or acts on the response to one service's metrics,
///   static constexpr bool is_of_services = true
/// and, if it acts on requests by what it does to a whole replica, so that it takes no share,
///   static constexpr bool is_of_replicas = true
/// and, if it asks for DecideInput::lot,
///   static constexpr bool looks_at_lot = true
/// and, if it asks for DecideInput::caller_age,
///   static constexpr bool looks_at_caller = true
/// and, if it can say why, which is told wherever its kind is,
///   std::string_view reason, or reason() const        empty: it does not
/// and, if it acts on processes and has done all that it does once it is injected,
///   static constexpr bool strikes_once = true
using FaultKinds = std::variant<faults::ErrorRate,
                                faults::FailFirst,
                                faults::FailEvery,
                                faults::Quota,
                                faults::Malformed,
                                faults::Truncate,
                                faults::HeadersTooLarge,
                                faults::WrongContentLength,
                                faults::WrongContentType,
                                faults::BodyChange,
                                faults::HeaderChange,
                                faults::BadChunk,
                                faults::Dribble,
                                faults::RedirectLoop,
                                faults::Latency,
                                faults::SlowAnswers,
                                faults::GrowingLatency,
                                faults::Bandwidth,
                                faults::PacketLoss,
                                faults::Refuse,
                                faults::Reset,
                                faults::Timeout,
                                faults::DropFirst,
                                faults::Partition,
                                faults::DnsFailure,
                                faults::StaleDns,
                                faults::TlsFailure,
                                faults::Hang,
                                faults::CpuTheft,
                                faults::PoolExhaustion,
                                faults::DescriptorExhaustion,
                                faults::DiskFull,
                                faults::StaleConfig,
                                faults::CacheLoss,
                                faults::SlowStart,
                                faults::Crash,
                                faults::CrashLoop,
                                faults::MemoryLeak,
                                faults::PoisonData,
                                faults::AuthRateLimited,
                                faults::AuthChange,
                                faults::ClockSkew,
                                faults::ScrapeFailure,
                                faults::MonitoringDown,
                                faults::AlertDelay,
                                faults::PagerLost,
                                faults::PagerLate,
                                faults::PagerDuplicated,
                                faults::PagerThrottled,
                                faults::StatusPageDown,
                                faults::ActionOutcome>;

}  // namespace firedrill
