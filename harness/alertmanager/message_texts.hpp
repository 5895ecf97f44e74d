#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/alertmanager/message_data.hpp"
#include "harness/alertmanager/notification.hpp"
#include "harness/core/result.hpp"
#include "harness/rules/template_value.hpp"

namespace firedrill::alertmanager {

/// Whether Alertmanager renders it.
bool is_template(std::string_view text);

/// What a template has that firedrill does not: {{define}}, the function "html". Nothing if it can
/// be rendered here.
std::optional<std::string> unsupported_part(std::string_view text);

/// Why Alertmanager could not render a text, tried with one alert named Example that fires or is
/// resolved. It would send nothing of the message then.
std::optional<Error> failure_of(const std::string& text, bool resolved);

/// The texts of one message: what the configuration says, rendered as Alertmanager 0.25 does
/// (template/template.go, ExecuteTextString), or the default. After the first that cannot be
/// rendered no other is.
class MessageTexts {
 public:
  /// Both must outlive it.
  MessageTexts(const Notification& notification, const MessageContext& context);

  const MessageData& data() const { return data_; }

  /// What stands under the key, rendered, or the fallback as it is.
  std::string text(const std::string& key, std::string_view fallback = {});

  std::string rendered(const std::string& text);

  /// Of the first text that could not be rendered, in Go's words.
  const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<std::string> named(std::string_view name, const rules::TemplateValue& dot) const;

  const Notification& notification_;
  const MessageContext& context_;
  MessageData data_;
  rules::TemplateValue root_ = {};  // made when a text needs it
  std::optional<Error> error_ = {};
};

}  // namespace firedrill::alertmanager
