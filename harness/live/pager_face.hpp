#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/behaviour/page.hpp"
#include "harness/core/result.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// What people and their tools do at the pager of a run; each is called in a task of the Scheduler.
/// `key` is that of an incident. Texts that come back: "", or why not.
struct PagerDeeds {
  std::function<std::string(const std::string& key, const std::string& who)> acknowledge;
  std::function<std::string(const std::string& key, const std::string& who)> resolve;
  std::function<std::string(const std::string& step, const std::string& who)> act;
  std::function<void(const std::string& text, const std::string& who)> note;
  std::function<void(const std::string& key, const std::string& alert)> raise;
  std::function<void(const std::string& key)> clear;
};

/// An incident that is open.
struct ShownIncident {
  std::string key;
  std::string alert;
  Urgency urgency = Urgency::high;
  std::uint32_t number = 0;          ///< among those of its key; another one is another incident
  std::uint32_t assignment = 0;      ///< counts how often somebody was assigned
  std::string assigned = {};         ///< who is
  std::string acknowledged_by = {};  ///< "": it waits for somebody
};

/// The run's pager as people reach it, on a free port of 127.0.0.1: the REST API of the mock pager,
/// and for `firedrill act` and `note`
///
///   POST /__firedrill/act   {"step": "undo"}    409 with {"error"}: why it does not begin
///   POST /__firedrill/note  {"text": "..."}
///
/// All of that wants the token in "Authorization: Token token=...", and the name of who does it in
/// "From". With `external_alerts` PagerDuty's events and Alertmanager's webhook are taken too, with
/// no token. It shows what it was told by show() and knows no timeouts: who decides is the control
/// plane.
class PagerFace {
 public:
  /// An error says why it cannot listen. The scheduler must outlive it.
  static Result<std::unique_ptr<PagerFace>> start(Scheduler& scheduler,
                                                  const OnCall& on_call,
                                                  PagerDeeds deeds);
  ~PagerFace();
  PagerFace(const PagerFace&) = delete;
  PagerFace& operator=(const PagerFace&) = delete;

  const std::string& url() const;
  const std::string& token() const;

  /// From now on it shows these as open, and all others as resolved.
  void show(const std::vector<ShownIncident>& open);

 private:
  class State;
  explicit PagerFace(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace firedrill::live
