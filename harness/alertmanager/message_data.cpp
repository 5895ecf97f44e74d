#include "harness/alertmanager/message_data.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/rules/text_functions.hpp"
#include "harness/text/timestamp.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::alertmanager {
namespace {

using Pairs = MessageData::Pairs;

/// regexp.QuoteMeta of Go.
std::string quote_regex(std::string_view text) {
  std::string quoted;
  for (const char letter : text) {
    quoted +=
        std::string_view("\\.+*?()|[]{}^$").find(letter) == std::string_view::npos ? "" : "\\";
    quoted += letter;
  }
  return quoted;
}

/// By name, but alertname first.
std::vector<std::pair<std::string, std::string>> sorted_pairs(const Pairs& pairs) {
  std::vector<std::pair<std::string, std::string>> sorted(pairs.begin(), pairs.end());
  std::stable_partition(
      sorted.begin(), sorted.end(), [](const auto& pair) { return pair.first == "alertname"; });
  return sorted;
}

std::string joined_values(const Pairs& pairs) {
  std::string joined;
  for (const auto& pair : sorted_pairs(pairs)) {
    joined += (joined.empty() ? "" : " ") + pair.second;
  }
  return joined;
}

/// Leaves the pairs that `other` has too.
template <class Range>
void keep_common(Pairs& pairs, const Range& other) {
  const Pairs others(other.begin(), other.end());
  std::erase_if(pairs, [&](const auto& pair) {
    const auto found = others.find(pair.first);
    return found == others.end() || found->second != pair.second;
  });
}

std::string pair_lines(const Pairs& pairs) {
  std::string lines;
  for (const auto& [name, value] : sorted_pairs(pairs)) {
    lines += fmt::format(" - {} = {}\n", name, value);
  }
  return lines;
}

}  // namespace

std::string calendar_time(Instant moment, const MessageContext& context) {
  return to_rfc3339({.unix_ns = context.unix_ns_at_zero + moment.time_since_epoch().count()});
}

std::string end_of(const NotifiedAlert& notified, const MessageContext& context) {
  return notified.resolved ? calendar_time(notified.alert.ends_at, context)
                           : std::string("0001-01-01T00:00:00Z");
}

std::string status_of(const NotifiedAlert& notified) {
  return notified.resolved ? "resolved" : "firing";
}

std::string fingerprint_of(const Alert& alert) {
  return fmt::format("{:016x}", alert.labels.fingerprint());
}

MessageData::MessageData(const Notification& notification, const MessageContext& context)
    : notification_(notification),
      context_(context),
      receiver_(quote_regex(notification.receiver->name)),
      group_labels_(notification.group_labels.begin(), notification.group_labels.end()) {
  const Alert& first = notification.alerts.front().alert;
  common_labels_ = Pairs(first.labels.begin(), first.labels.end());
  common_annotations_ = Pairs(first.annotations.begin(), first.annotations.end());
  for (const NotifiedAlert& notified : notification.alerts) {
    keep_common(common_labels_, notified.alert.labels);
    keep_common(common_annotations_, notified.alert.annotations);
  }
}

std::size_t MessageData::count(bool resolved) const {
  const auto& alerts = notification_.alerts;
  return static_cast<std::size_t>(
      std::count_if(alerts.begin(), alerts.end(), [&](const NotifiedAlert& notified) {
        return notified.resolved == resolved;
      }));
}

std::string MessageData::subject() const {
  std::string text = notification_.firing() ? fmt::format("[FIRING:{}] ", count(false))
                                            : std::string("[RESOLVED] ");
  text += joined_values(group_labels_) + " ";
  if (common_labels_.size() > group_labels_.size()) {
    Pairs others = common_labels_;
    std::erase_if(others, [&](const auto& pair) { return group_labels_.contains(pair.first); });
    text += "(" + joined_values(others) + ")";
  }
  return text;
}

std::string MessageData::url() const {
  return context_.external_url + "/#/alerts?receiver=" + rules::escape_query(receiver_);
}

std::string MessageData::fallback() const {
  return subject() + " | " + url();
}

std::string MessageData::alert_list(std::optional<bool> resolved) const {
  std::string list;
  for (const NotifiedAlert& notified : notification_.alerts) {
    if (notified.resolved == resolved.value_or(notified.resolved)) {
      const Alert& alert = notified.alert;
      list += "Labels:\n" + pair_lines(Pairs(alert.labels.begin(), alert.labels.end())) +
              "Annotations:\n" +
              pair_lines(Pairs(alert.annotations.begin(), alert.annotations.end())) +
              "Source: " + alert.generator_url + "\n";
    }
  }
  return list;
}

std::string MessageData::description() const {
  std::string text = joined_values(common_annotations_) + "\n";
  if (count(false) > 0) {
    text += "Alerts Firing:\n" + alert_list(false);
  }
  text += "\n";
  if (count(true) > 0) {
    text += "Alerts Resolved:\n" + alert_list(true);
  }
  return text;
}

std::string shortened(std::string text, std::size_t longest) {
  std::vector<std::size_t> begins;
  std::size_t offset = 0;
  for_each_code_point(text, [&](const CodePoint& /*code_point*/, std::string_view bytes) {
    begins.push_back(offset);
    offset += bytes.size();
  });
  if (begins.size() > longest) {
    text.resize(begins[longest - 1]);
    text += "\xE2\x80\xA6";
  }
  return text;
}

}  // namespace firedrill::alertmanager
