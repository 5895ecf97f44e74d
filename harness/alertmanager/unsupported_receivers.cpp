#include "harness/alertmanager/unsupported_receivers.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "harness/alertmanager/fields.hpp"

namespace firedrill::alertmanager {
namespace {

struct UnsupportedForm {
  std::string_view kind;
  std::string_view what;
  std::string_view keys;  ///< separated by blanks; empty: they are not checked
};

/// Source: config/notifiers.go, v0.25; the last line of some: what only later versions know.
constexpr UnsupportedForm unsupported_forms[] = {
    {"email_configs",
     "an email config",
     "send_resolved to from hello smarthost auth_username auth_password auth_password_file "
     "auth_secret auth_identity headers html text require_tls tls_config "
     "auth_secret_file threading"},
    {"wechat_configs",
     "a WeChat config",
     "send_resolved http_config api_secret corp_id message api_url to_user to_party to_tag "
     "agent_id "
     "message_type "
     "api_secret_file"},
    {"victorops_configs",
     "a VictorOps config",
     "send_resolved http_config api_key api_key_file api_url routing_key message_type "
     "state_message "
     "entity_display_name monitoring_tool custom_fields"},
    {"pushover_configs",
     "a Pushover config",
     "send_resolved http_config user_key token title message url url_title sound priority retry "
     "expire html "
     "user_key_file token_file ttl device monospace"},
    {"sns_configs",
     "an SNS config",
     "send_resolved http_config api_url sigv4 topic_arn phone_number target_arn subject message "
     "attributes"},
    {"telegram_configs",
     "a Telegram config",
     "send_resolved http_config api_url bot_token chat_id message disable_notifications parse_mode "
     "bot_token_file chat_id_file message_thread_id"},
    {"discord_configs",
     "a Discord config",
     "send_resolved http_config webhook_url title message "
     "webhook_url_file content username avatar_url"},
    {"webex_configs", "a Webex config", "send_resolved http_config api_url message room_id"},
    // of later versions
    {"msteams_configs", "a Microsoft Teams config", ""},
    {"msteamsv2_configs", "a Microsoft Teams config", ""},
    {"jira_configs", "a Jira config", ""},
    {"rocketchat_configs", "a Rocket.Chat config", ""},
    {"mattermost_configs", "a Mattermost config", ""},
    {"incidentio_configs", "an incident.io config", ""}};

void check_keys(const Json& item, const UnsupportedForm& form, Diagnostics& diagnostics) {
  ObjectReader reader(item, std::string(form.what), diagnostics);
  for (std::string_view rest = form.keys; !rest.empty();) {
    const std::string_view key = rest.substr(0, rest.find(' '));
    reader.ignore(key);
    rest.remove_prefix(std::min(key.size() + 1, rest.size()));
  }
  reader.finish();
}

}  // namespace

bool read_unsupported_integrations(ObjectReader& receiver) {
  bool found = false;
  for (const UnsupportedForm& form : unsupported_forms) {
    found |= is_given(receiver, form.kind);
    if (!form.keys.empty()) {
      for_each_item(receiver, form.kind, [&](const Json& item) {
        check_keys(item, form, receiver.diagnostics());
      });
    }
    warn_unsupported(
        receiver, {form.kind}, "are not supported: what it would send that way is left out");
  }
  return found;
}

}  // namespace firedrill::alertmanager
