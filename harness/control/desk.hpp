#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/control/director.hpp"
#include "harness/control/impact.hpp"
#include "harness/control/pager.hpp"
#include "harness/control/timeline.hpp"

namespace firedrill::control {

/// What somebody outside tells the run's pager.
struct OutsideAlert {
  std::string key;    ///< of its incident, as its sender names it
  std::string alert;  ///< its name
};

/// Where people outside the scenario, and their tools, take part in a run: they acknowledge, act,
/// take notes, and their monitoring raises alerts. It knows no keyboard and no socket. Everything
/// becomes an event with its cause; the cause of what a person does is their last acknowledgement.
/// To be called from a task of the Scheduler. Functions that return a text: "", or why not.
class Desk {
 public:
  /// All must outlive it.
  Desk(Timeline& timeline, Pager& pager, Director& director, const ImpactMonitor& impact);

  std::vector<OpenIncident> open_incidents() const { return pager_.open_incidents(); }

  /// `key` as Pager::key_of() makes it.
  std::string acknowledge(const std::string& key, const std::string& who);
  std::string resolve(const std::string& key, const std::string& who);

  /// Begins a step of the response.
  std::string act(const std::string& step_id, const std::string& who);

  void note(const std::string& text, const std::string& who);

  /// An alert from outside begins or ends; one that has begun or ended already is left alone.
  void raise(const OutsideAlert& alert);
  void clear(const std::string& key);

 private:
  void on_event(const Event& event);

  Timeline& timeline_;
  Pager& pager_;
  Director& director_;
  const ImpactMonitor& impact_;
  std::map<std::string, EventId> acknowledged_;  ///< the last time, by person
  std::map<std::string, EventId> raised_;        ///< by key
};

}  // namespace firedrill::control
