#pragma once

#include <string>
#include <vector>

#include "tests/property/generated/draw.hpp"

namespace firedrill::generated {

/// What the parts of one scenario may refer to.
struct Cast {
  struct Member {
    std::string name;
    int replicas = 1;
    bool is_provider = false;
    bool verifies = false;      ///< its users' tokens
    bool has_versions = false;  ///< "1", which runs at t = 0, and "2"
  };

  std::vector<Member> services = {};
  std::vector<std::string> edges = {};         ///< "caller->callee"
  std::vector<std::string> cached_edges = {};  ///< of these those that some requests do without
  std::vector<std::string> populations = {};
  std::vector<std::string> alerts = {};
  std::vector<std::string> people = {};
  int lasts_s = 60;
};

/// "services": callers before their callees, so that no calls go round in a circle.
Json services(Draw& draw, Cast& cast);

/// "traffic", of services that exist already.
Json traffic(Draw& draw, Cast& cast);

/// "alerts", of services and populations that exist already.
Json alerts(Draw& draw, Cast& cast);

/// "on_call", with every key that it has now and then.
Json on_call(Draw& draw, Cast& cast);

/// Makes steps; each may refer to those before it.
class Steps {
 public:
  Steps(Draw& draw, const Cast& cast) : draw_(draw), cast_(cast) {}

  Json script();
  Json response();

  /// The ids of all steps so far that do something.
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  enum class Place {
    script,
    response,
    nested
  };

  static constexpr int unknown = -1;  ///< a time that only the run will show

  Json step(Place place, int depth = 0);
  int add_trigger(Json& step, Place place);
  std::string event();
  void add_action(Json& step, int at_ms);
  void add_deploy(Json& step, int at_ms);
  bool add_rollback(Json& step, int at_ms);
  void add_restart(Json& step);
  bool add_rotation(Json& step);
  void add_purge(Json& step);
  void add_shedding(Json& step, int at_ms);
  void add_fault(Json& step, int at_ms);
  void add_request_fault(Json& step, int kind);
  void add_share_of_requests(Json& step);
  void add_replica_fault(Json& step);
  static void make_stale(Json& step, Draw& draw);
  static void lose_cache(Json& step, Draw& draw);
  void add_scope(Json& step, Draw& draw) const;
  bool add_clock_skew(Json& step);
  void add_provider_fault(Json& step);
  bool add_clear(Json& step, int at_ms);
  void add_rollout(Json& step, int replicas);
  void add_process_fault(Json& step);
  void add_conditions(Json& step, int at_ms);
  void narrow_trigger(Json& step);

  /// A step that another one can take back, or whose outcome it can ask for.
  struct Done {
    std::string id;
    int at_ms;         ///< when it starts
    int replicas = 1;  ///< of the service
  };

  const Done* before(const std::vector<Done>& done, int at_ms);

  Draw& draw_;
  const Cast& cast_;
  int made_ = 0;
  std::vector<std::string> ids_ = {};
  std::vector<Done> actions_ = {};  ///< all of them
  std::vector<Done> deploys_ = {};
  std::vector<Done> clearable_ = {};  ///< faults, and load that was shed
};

/// "targets": at least one.
Json targets(Draw& draw, const Cast& cast, const std::vector<std::string>& steps);

}  // namespace firedrill::generated
