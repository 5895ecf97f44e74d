#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/text/position.hpp"

namespace firedrill::alertmanager {

/// One integration of a receiver, as who gets its messages.
struct Addressee {
  std::string receiver;     ///< its name
  std::string integration;  ///< "pagerduty", "webhook", "opsgenie" or "slack"
  std::string address;      ///< see Addresses; "": each group is by itself
  std::string beside = {};  ///< see pager_beside()
};

/// A configuration that the real Alertmanager reads, and who its messages are to: those to number N
/// go to PAGER/receivers/N and what the pager's doors are called behind it.
struct Redirected {
  std::string text;  ///< JSON, which is YAML
  std::vector<Addressee> addressees = {};
};

/// The user's configuration, whose messages go to the pager at this URL and nowhere else: the
/// addresses, keys and connection settings of receivers are replaced, and those that firedrill has
/// no door for are left out. PagerDuty's and Opsgenie's details get an entry `firedrill`, Slack's
/// callback_id is set: they say which alerts a message is about, as "firing 4c7cb3f9b1f5d7a2 ...";
/// one that closes an alert of Opsgenie's does not. Requires a file that read_config() accepts;
/// paths in it are looked for from its folder.
Redirected redirected(const SourceText& source, std::string_view pager);

/// For who has no configuration: what has one of the severities, or none, goes to the pager at once
/// by webhook, each alert for itself, and so does its end, after a second at least.
Redirected straight_to(std::string_view pager, const std::vector<std::string>& severities);

}  // namespace firedrill::alertmanager
