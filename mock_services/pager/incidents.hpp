#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/behaviour/page.hpp"
#include "mock_services/pager/incident.hpp"

namespace firedrill::pager {

/// One step of an escalation policy.
struct Level {
  std::string notify = "on-call";  ///< "": whoever calls assign() says who
  Duration escalates_after = std::chrono::minutes(30);
};

struct Policy {
  std::vector<Level> levels = {Level{}};                 ///< never empty
  std::uint32_t loops = 0;                               ///< how often they are gone through again
  std::optional<Duration> acknowledgement_timeout = {};  ///< triggered again then; none: never
  std::optional<Duration> auto_resolve_timeout = {};     ///< since it opened; none: never
};

/// All incidents of a pager: the state machine of Page, with names, log and order. Bounded: beyond
/// `most` incidents the oldest closed one goes; with none closed there is no room.
class Incidents {
 public:
  static constexpr std::size_t most = 1000;
  static constexpr std::size_t most_log_entries = 200;  ///< of one incident
  static constexpr std::size_t longest_text = 500;      ///< of a log entry, in bytes

  explicit Incidents(Policy policy);
  Incidents(const Incidents&) = delete;
  Incidents& operator=(const Incidents&) = delete;

  /// A trigger opens an incident, or is logged at the open one of its service and key. What
  /// acknowledges or resolves no open incident is dropped, as by PagerDuty. False: no room.
  bool take(const Signal& signal, WallTime now);

  /// What a person or a program asks for by REST. Whatever the incident is, it is `status`
  /// afterwards: a resolved one is opened again by the other two. False: nothing has changed, since
  /// it was that already, or a newer incident of its key is open.
  bool set_status(Incident& incident, Page::Status status, std::string_view agent, WallTime now);

  /// An open incident goes to these people, as somebody else has decided.
  void assign(Incident& incident, std::string_view people, WallTime now);

  void annotate(Incident& incident, std::string_view text, std::string_view agent, WallTime now);

  /// Pages the next level wherever nobody has acknowledged in time, triggers again and closes what
  /// was left alone; each at its own time, however late this is called.
  void advance(WallTime now);

  /// Null: there is none.
  Incident* find(std::string_view id);

  /// The open incident of a service and key; null: none is open.
  Incident* find_open(const std::string& service, const std::string& dedup_key);

  /// By number.
  const std::map<std::uint32_t, Incident>& all() const { return all_; }

  void clear();

 private:
  Incident* open(const Signal& signal, WallTime now);
  bool make_room();
  bool acknowledge(Incident& incident, std::string_view agent, WallTime now);
  bool resolve(Incident& incident, std::string_view agent, WallTime now);
  void trigger_again(Incident& incident, std::string_view agent, WallTime now);
  void take_step(Incident& incident, Page::Step step, WallTime at);
  void note_end(Incident& incident, std::string_view agent, WallTime now);
  void notify(Incident& incident, WallTime now);
  static void log(Incident& incident, LogEntry entry);
  static void change(Incident& incident, std::string_view agent, WallTime now);

  std::vector<std::string> people_;
  std::vector<Duration> escalates_after_;
  EscalationPolicy policy_;
  std::map<std::uint32_t, Incident> all_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> open_;  ///< by service and key
  std::uint32_t last_number_ = 0;
};

}  // namespace firedrill::pager
