#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/behaviour/schedule.hpp"
#include "harness/core/distribution.hpp"
#include "harness/core/time.hpp"
#include "harness/text/position.hpp"

namespace firedrill {

/// How a page makes itself heard.
enum class Channel : std::uint8_t {
  push,
  sms,
  phone,
  email,  ///< wakes nobody
  chat    ///< wakes nobody
};

/// As scenarios write them.
inline constexpr std::array<std::pair<std::string_view, Channel>, 5> channel_names{
    {{"push", Channel::push},
     {"sms", Channel::sms},
     {"phone", Channel::phone},
     {"email", Channel::email},
     {"chat", Channel::chat}}};

std::string_view name_of(Channel channel);

/// One of the ways in which somebody is told of a page.
struct Notification {
  std::optional<Channel> by = {};  ///< none: the scenario does not say
  Duration after{};                ///< since they were assigned, incident clock
};

/// How somebody is at night. Times of day in seconds since midnight, by their own clocks;
/// the two differ.
struct Night {
  std::int64_t from_s = std::int64_t{22} * 3600;
  std::int64_t to_s = std::int64_t{7} * 3600;
  std::optional<Distribution> acknowledges = {};  ///< a page that wakes them; none: never
  double sleeps_through = 0;                      ///< share of pages that do not wake them
  double falls_asleep = 0;  ///< share of acknowledgements after which they do nothing else
};

/// Somebody who can be paged, whatever the policy that pages them.
struct Person {
  std::string name;
  /// The level of "escalation" in which they are described; none: in "people". Two levels may
  /// describe the same name differently.
  std::optional<std::size_t> level = {};
  std::optional<Distribution> acknowledges = {};  ///< after delivery, incident clock; none: never
  std::vector<Notification> of_high_urgency = {{}};  ///< at least one
  std::vector<Notification> of_low_urgency = {{}};   ///< at least one
  TimeZone zone = {};
  std::optional<Night> night = {};  ///< none: they are always the same
};

/// What tells a person's streams of random numbers from those of their namesake at another level:
/// "/1", or "" for those of "people".
std::string stream_suffix(const Person& person);

/// How long people take to acknowledge a page unless the scenario says: 36% at once, else
/// log-normal with a median of 10 minutes. Fitted to 22 published incidents, of which one was a
/// failure of the paging itself; by day and by night alike, since those do not tell.
Distribution usual_acknowledgement();

/// One of "schedules": somebody who changes with time.
struct NamedSchedule {
  std::string name;
  Schedule schedule;  ///< of indices of people
};

/// One of those whom a level pages: an index into OnCall's lists.
struct PageTarget {
  enum class Kind : std::uint8_t {
    person,
    schedule
  };

  Kind kind = Kind::person;
  std::size_t index = 0;
};

/// Whom a level pages when it has several targets.
enum class Assignment : std::uint8_t {
  everyone,
  round_robin  ///< one after the other, the next with each page of the level
};

/// One level of an escalation.
struct EscalationLevel {
  std::vector<PageTarget> targets = {};  ///< at least one
  Assignment assignment = Assignment::everyone;
  Duration escalates_after =
      std::chrono::minutes{30};  ///< unacknowledged for so long: the next level
};

/// What makes an incident one of low urgency.
enum class UrgencyRule : std::uint8_t {
  by_severity,  ///< an alert with the severity "warning" or "info"
  high,         ///< nothing
  low           ///< everything
};

/// Who is paged, in which order, and what becomes of an incident that is left alone. Incident
/// clock.
struct PagingPolicy {
  std::string name = {};  ///< empty: that of the key "escalation"
  std::vector<EscalationLevel> levels = {};
  std::uint32_t loops = 0;                               ///< through the levels again
  std::optional<Duration> acknowledgement_timeout = {};  ///< none: never
  std::optional<Duration> auto_resolve_timeout = {};     ///< none: never
  UrgencyRule urgency = UrgencyRule::by_severity;
};

/// Who acknowledges pages.
enum class Responder : std::uint8_t {
  simulated,  ///< each person as described
  human       ///< a person at a keyboard; live runs only
};

/// Key "on_call".
struct OnCall {
  Distribution delivery = Constant{};  ///< from pager to phone, incident clock
  double loss = 0;                     ///< share of pages that never arrive
  std::vector<Person> people = {};
  std::vector<NamedSchedule> schedules = {};
  std::vector<PagingPolicy> policies = {};  ///< empty: nobody is on call
  std::size_t default_policy = 0;           ///< of what comes to no receiver of `receivers`
  std::map<std::string, std::size_t, std::less<>> receivers = {};  ///< Alertmanager's, to policies
  std::set<std::string, std::less<>> silent_receivers = {};        ///< whose messages page nobody
  /// Where the file names either of those.
  std::map<std::string, Span, std::less<>> receiver_sources = {};
  /// Keys of the integrations of PagerDuty's services, to policies; secret.
  std::map<std::string, std::size_t, std::less<>> routing_keys = {};
  /// Whom somebody may page by hand, to policies: those by name, and one without a name for each
  /// person and schedule, of one level.
  std::map<std::string, std::size_t, std::less<>> by_hand = {};
  /// Values of the label "severity" that page. An alert without that label pages.
  std::vector<std::string> pages_on = {"page", "critical"};
  Responder responder = Responder::simulated;
  bool external_alerts = false;  ///< others may post to the run's pager; live runs only

  /// Whether only a live run can have all of this.
  bool needs_live_run() const { return responder == Responder::human || external_alerts; }
};

/// The index of the policy that what comes to this receiver of Alertmanager's goes by; empty: to
/// none. Requires that somebody is on call.
std::size_t policy_of(const OnCall& on_call, std::string_view receiver);

/// Whom a target stands for, as people know it.
const std::string& name_of(const OnCall& on_call, const PageTarget& target);

/// "ann, bob": all targets of a level.
std::string names_of(const OnCall& on_call, const EscalationLevel& level);

}  // namespace firedrill
