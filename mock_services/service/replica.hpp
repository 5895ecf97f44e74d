#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/rng.hpp"
#include "mock_services/http/admin.hpp"
#include "mock_services/http/answer.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/service/auth_client.hpp"
#include "mock_services/service/clock.hpp"
#include "mock_services/service/edge.hpp"
#include "mock_services/service/fault_counts.hpp"
#include "mock_services/service/fault_set.hpp"
#include "mock_services/service/handover.hpp"
#include "mock_services/service/header_faults.hpp"
#include "mock_services/service/refresh_book.hpp"
#include "mock_services/service/service_metrics.hpp"
#include "mock_services/service/settings.hpp"
#include "mock_services/service/token_request.hpp"
#include "mock_services/service/upstream.hpp"

namespace firedrill::mock {

/// The work of one replica: who has a worker, who waits for one, and what each request goes through
/// (auth, own work, calls). All that it is given must outlive it.
class Replica {
 public:
  Replica(boost::asio::io_context& context, const ServiceSettings& settings);
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;
  ~Replica();

  void serve(http::Request request, http::Responder respond);

  /// Another process has taken this one's place, at the same address: it gets the queue, and what
  /// still comes. Who has a worker keeps it to the end.
  void hand_over();

  FaultSet& faults() { return faults_; }

  /// Whoever waits for a worker gets those that are free: soon, and to be called whenever a fault
  /// may have given some back.
  void serve_queue();

  HeaderFaults& header_faults() { return header_faults_; }

  Clock& clock() { return clock_; }

  /// By method and path, but for the admin API's.
  http::HitCounters& hits() { return hits_; }

  /// False: there is nothing of the kind that could be emptied.
  bool empty_caches(bool tokens, bool keys);

  std::string metrics() const;

  /// By a fault: not even scrapes.
  bool accepts_nothing() const { return faults_.accepts_nothing(clock_.incident()); }

  /// Accepted and not answered yet.
  std::size_t in_flight() const { return visits_; }

 private:
  struct Visit;
  using VisitPointer = std::shared_ptr<Visit>;

  /// What a request goes through, in order: auth steps, the work, groups of calls.
  struct Step {
    enum class Kind : std::uint8_t {
      verify,
      log_in,
      token,
      work,
      calls
    };
    Kind kind = Kind::work;
    std::size_t auth = 0;                 ///< into auth_
    std::vector<std::size_t> edges = {};  ///< into edges_
  };

  struct Auth {
    AuthClient client;
    std::size_t edge = 0;  ///< into edges_
  };

  void plan_steps(boost::asio::io_context& context);
  std::size_t add_edge(boost::asio::io_context& context, const Call& call);
  Upstream& upstream_to(const std::string& service);

  FaultDecision decide(const http::Request& request);
  void apply_faults(const VisitPointer& visit);
  void carry_out(const VisitPointer& visit, const Verdict& verdict);
  bool is_added(Visit& visit, const Edge& edge);
  http::Reply changed(const Visit& visit, const ProviderChange& change);
  static void die_of(const VisitPointer& visit);
  void deliver(const VisitPointer& visit, http::Answer answer);
  std::size_t workers() const;
  void admit(const VisitPointer& visit);
  void pass_on(const VisitPointer& visit);
  void forward(const VisitPointer& visit);
  void take_over(const VisitPointer& visit, const Handover& handover);
  void begin(const VisitPointer& visit);
  void proceed(const VisitPointer& visit);
  void work(const VisitPointer& visit);
  Duration warmed(Duration work) const;
  void verify(const VisitPointer& visit, Auth& auth);
  void ask_about(const VisitPointer& visit, Auth& auth, const UserToken& token);
  AuthVerdict by_clock(const AuthVerdict& by_keys, const UserToken& token);
  void log_in(const VisitPointer& visit, Auth& auth);
  void redeem(const VisitPointer& visit,
              Auth& auth,
              const std::string& code,
              const std::string& verifier);
  void fetch_token(const VisitPointer& visit, Auth& auth);
  void launch(const VisitPointer& visit, const std::vector<std::size_t>& edges);
  void call_ended(const VisitPointer& visit, const Edge& edge, const CallAnswer& answer);
  void auth_ended(const VisitPointer& visit, const AuthVerdict& verdict);
  void note_auth(const Auth& auth, const CallAnswer& answer, Duration took);
  void forsake(const VisitPointer& visit);
  void finish(const VisitPointer& visit, std::uint16_t code);
  http::Answer own_answer(const http::Request& request, std::uint16_t code) const;
  void sign(const Visit& visit, http::Reply& reply) const;
  void leave(Visit& visit);

  boost::asio::io_context& context_;
  const ServiceSettings& settings_;
  Clock clock_;
  http::Client client_;
  std::vector<std::pair<std::string, std::unique_ptr<Upstream>>> upstreams_;
  std::vector<std::unique_ptr<Edge>> edges_;
  std::vector<Auth> auth_;
  TokenRequests token_requests_{settings_};
  std::vector<Step> steps_;
  FaultSet faults_;
  HeaderFaults header_faults_;
  FaultCounts fault_counts_;
  RefreshBook refresh_book_;
  ServiceMetrics metrics_;
  http::HitCounters hits_;
  Rng work_;
  Instant warm_at_;  ///< incident clock
  double started_unix_s_;
  std::size_t busy_ = 0;    ///< workers
  std::size_t visits_ = 0;  ///< accepted and not answered
  std::deque<VisitPointer> queue_;
  std::optional<http::Origin> successor_ = {};
};

}  // namespace firedrill::mock
