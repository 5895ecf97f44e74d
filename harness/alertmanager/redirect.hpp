#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/text/position.hpp"

namespace firedrill::alertmanager {

/// A configuration that the real Alertmanager reads, and the names of its receivers: the messages
/// of number N go to PAGER/receivers/N and what the pager's doors are called behind it.
struct Redirected {
  std::string text;  ///< JSON, which is YAML
  std::vector<std::string> receivers = {};
};

/// The user's configuration, whose messages go to the pager at this URL and nowhere else: the
/// addresses, keys and connection settings of receivers are replaced, those that firedrill has no
/// door for are left out, and a message to Opsgenie becomes a webhook. PagerDuty's details get an
/// entry `firedrill`, Slack's callback_id is set: both say which alerts a message is about, as
/// "firing 4c7cb3f9b1f5d7a2 ...". Requires a file that read_config() accepts; paths in it are
/// looked for from its folder.
Redirected redirected(const SourceText& source, std::string_view pager);

/// For who has no configuration: what has one of the severities, or none, goes to the pager at once
/// by webhook, each alert for itself, and so does its end, after a second at least.
Redirected straight_to(std::string_view pager, const std::vector<std::string>& severities);

}  // namespace firedrill::alertmanager
