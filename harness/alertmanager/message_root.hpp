#pragma once

#include "harness/alertmanager/message_data.hpp"
#include "harness/rules/template_value.hpp"

namespace firedrill::alertmanager {

/// The dot of a message's templates: *template.Data of Alertmanager 0.25 (template/template.go).
rules::TemplateValue message_root(const Notification& notification,
                                  const MessageData& data,
                                  const MessageContext& context);

}  // namespace firedrill::alertmanager
