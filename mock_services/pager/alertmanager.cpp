#include "mock_services/pager/alertmanager.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/sha256.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/http/json_body.hpp"

namespace firedrill::pager {
namespace {

constexpr JsonLimits webhook_limits{
    .max_bytes = std::size_t{64} * 1024 * 1024, .max_depth = 16, .max_nodes = 5'000'000};
constexpr std::size_t most_labels = 1000;

enum class GroupStatus : std::uint8_t {
  firing,
  resolved,
};

constexpr std::array<std::pair<std::string_view, GroupStatus>, 2> statuses = {
    {{"firing", GroupStatus::firing}, {"resolved", GroupStatus::resolved}}};

std::map<std::string, std::string> labels_of(ObjectReader& reader, std::string_view key) {
  std::map<std::string, std::string> labels;
  const Json* object = reader.object(key).required();
  for (const JsonMember& member : object == nullptr ? Json::Members{} : object->members()) {
    if (labels.size() == most_labels) {
      reader.error(key, fmt::format("more than {} labels", most_labels));
      break;
    }
    if (member.value.is_string()) {
      labels[member.key] = member.value.as_string();
    } else {
      reader.error(key, fmt::format("the label \"{}\" is no text", member.key));
    }
  }
  return labels;
}

/// The values of the labels in the order of their names; of `left_out` none.
std::string values_of(const std::map<std::string, std::string>& labels,
                      const std::map<std::string, std::string>& left_out) {
  std::string values;
  for (const auto& [name, value] : labels) {
    if (!left_out.contains(name)) {
      values += (values.empty() ? "" : " ") + value;
    }
  }
  return values;
}

/// "" if it is not there.
std::string label_of(const std::map<std::string, std::string>& labels, const std::string& name) {
  const auto found = labels.find(name);
  return found == labels.end() ? "" : found->second;
}

std::size_t firing_in(const Json* alerts) {
  if (alerts == nullptr) {
    return 0;
  }
  return static_cast<std::size_t>(
      std::count_if(alerts->items().begin(), alerts->items().end(), [](const Json& alert) {
        const Json* status = alert.find("status");
        return status != nullptr && status->is_string() && status->as_string() == "firing";
      }));
}

Signal read(ObjectReader& reader, Diagnostics& diagnostics) {
  const std::string version = reader.string("version").required();
  if (!version.empty() && version != "4") {
    reader.error("version", fmt::format("version \"{}\" is not \"4\"", version));
  }
  const auto group_status = reader.choice<GroupStatus>("status", statuses).required();
  const bool fires = group_status == GroupStatus::firing;
  const Json* alerts = reader.array("alerts").required();
  const auto group = labels_of(reader, "groupLabels");
  const auto common = labels_of(reader, "commonLabels");
  const std::string rest = values_of(common, group);
  return {
      .action = fires ? Signal::Action::trigger : Signal::Action::resolve,
      .service = "alertmanager/" + reader.string("receiver").required(),
      .dedup_key = sha256_hex(reader.string("groupKey").required()),
      .title = fmt::format("[{}] {}{}",
                           fires ? fmt::format("FIRING:{}", firing_in(alerts)) : "RESOLVED",
                           values_of(group, {}),
                           rest.empty() ? "" : " (" + rest + ")"),
      .severity = severity_of_label(label_of(common, "severity")),
      .urgency = urgency_of_label(label_of(common, "urgency")),
      .agent = "Alertmanager",
      .details = alerts == nullptr ? "" : std::string(diagnostics.source().slice(alerts->span()))};
}

}  // namespace

Taken<Signal> read_webhook(const http::Request& request) {
  http::JsonBody body(request, webhook_limits);
  Signal signal;
  if (body.json() != nullptr) {
    ObjectReader reader(*body.json(), "a webhook of Alertmanager", body.diagnostics());
    signal = read(reader, body.diagnostics());  // newer versions have more members: no finish()
  }
  if (const std::optional<std::string> mistakes = body.mistakes()) {
    std::string json;
    JsonWriter(json).begin_object().member("error", *mistakes).end_object();
    return http::json_reply(400, json);
  }
  return signal;
}

}  // namespace firedrill::pager
