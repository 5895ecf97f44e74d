#pragma once

#include <map>
#include <memory>
#include <string>

#include "harness/control/desk.hpp"
#include "harness/live/pager_face.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::cli {

/// A live run in which people take part: joins the pager that they reach over HTTP to the desk of
/// the control plane.
class GameDay {
 public:
  /// All must outlive it.
  GameDay(live::Scheduler& scheduler, control::Desk& desk, const OnCall& on_call);
  GameDay(const GameDay&) = delete;
  GameDay& operator=(const GameDay&) = delete;
  /// Removes the control file.
  ~GameDay();

  /// Opens the pager, says on stderr where it is, and writes that into the control file, readable
  /// for this user only ("": none). "", or what went wrong.
  std::string start(const std::string& control_file);

  /// To hear every event of the run.
  void on_event(const Event& event);

 private:
  live::PagerDeeds deeds();

  live::Scheduler& scheduler_;
  control::Desk& desk_;
  const OnCall& on_call_;
  std::unique_ptr<live::PagerFace> pager_;
  std::string control_file_;
  std::map<EventId, std::string> resolved_;     ///< keys, by their alert_resolved
  std::map<std::string, std::string> reports_;  ///< keys of what people and customers report
};

/// Where a run whose reports stand in `directory` tells how it is reached.
std::string control_file(const std::string& directory);

}  // namespace firedrill::cli
