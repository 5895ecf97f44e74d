#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/alertmanager/notification.hpp"

namespace firedrill::alertmanager {

/// What messages say of the Alertmanager that sends them.
struct MessageContext {
  std::string external_url = "http://alertmanager.example:9093";  ///< --web.external-url
  std::int64_t unix_ns_at_zero = 0;                               ///< the calendar at Instant{}
};

inline constexpr std::string_view alertmanager_name = "Alertmanager";

/// RFC 3339.
std::string calendar_time(Instant moment, const MessageContext& context);

/// When an alert ended; of one that fires the year 1.
std::string end_of(const NotifiedAlert& notified, const MessageContext& context);

/// "firing" or "resolved".
std::string status_of(const NotifiedAlert& notified);

/// Of its labels, in hexadecimal.
std::string fingerprint_of(const Alert& alert);

/// What the default templates (template/default.tmpl of Alertmanager 0.25) make of a notification.
class MessageData {
 public:
  using Pairs = std::map<std::string, std::string>;

  MessageData(const Notification& notification, const MessageContext& context);

  /// The receiver's name, quoted as a regular expression.
  const std::string& receiver() const { return receiver_; }

  const Pairs& group_labels() const { return group_labels_; }

  const Pairs& common_labels() const { return common_labels_; }

  const Pairs& common_annotations() const { return common_annotations_; }

  std::size_t count(bool resolved) const;

  /// [FIRING:2] Down (web page)
  std::string subject() const;

  /// Where Alertmanager shows the receiver's alerts.
  std::string url() const;

  /// Subject and address.
  std::string fallback() const;

  /// The alerts of one kind or all, with labels, annotations and source, a line each.
  std::string alert_list(std::optional<bool> resolved = {}) const;

  /// What Opsgenie shows below the subject.
  std::string description() const;

 private:
  const Notification& notification_;
  const MessageContext& context_;
  std::string receiver_;
  Pairs group_labels_;
  Pairs common_labels_;
  Pairs common_annotations_;
};

/// `text` with its end cut so that it has at most `longest` code points, the last of them an
/// ellipsis then. Source: notify/util.go, TruncateInRunes.
std::string shortened(std::string text, std::size_t longest);

}  // namespace firedrill::alertmanager
