#include "harness/cli/game_day.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/control/pager.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"

namespace firedrill::cli {
namespace {

/// A new file that nobody else may read. "", or what went wrong.
std::string write_private_file(const std::string& path, std::string_view text) {
  ::unlink(path.c_str());  // of a run that was killed
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = descriptor >= 0 && ::write(descriptor, text.data(), text.size()) ==
                                              static_cast<ssize_t>(text.size());
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  return written ? "" : "cannot write " + quote(path);
}

bool is_about_an_incident(EventType type) {
  constexpr std::array types{EventType::page_accepted,
                             EventType::page_delivered,
                             EventType::page_lost,
                             EventType::escalated,
                             EventType::escalation_exhausted,
                             EventType::acknowledged,
                             EventType::unacknowledged,
                             EventType::incident_resolved};
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

std::string control_file(const std::string& directory) {
  return directory + "/control.json";
}

GameDay::GameDay(live::Scheduler& scheduler, control::Desk& desk, const OnCall& on_call)
    : scheduler_(scheduler),
      desk_(desk),
      on_call_(on_call) {}

GameDay::~GameDay() {
  if (!control_file_.empty()) {
    ::unlink(control_file_.c_str());
  }
}

std::string GameDay::start(const std::string& control_file) {
  Result<std::unique_ptr<live::PagerFace>> pager =
      live::PagerFace::start(scheduler_, on_call_, deeds());
  if (!pager) {
    return pager.error().message;
  }
  pager_ = *std::move(pager);
  std::string json;
  JsonWriter(json)
      .begin_object()
      .member("url", pager_->url())
      .member("token", pager_->token())
      .end_object();
  if (!control_file.empty()) {
    if (std::string wrong = write_private_file(control_file, json + "\n"); !wrong.empty()) {
      return wrong;
    }
    control_file_ = control_file;
  }
  const std::string directory = control_file.substr(0, control_file.rfind('/'));
  const std::string how = control_file.empty()
                              ? "--token " + pager_->token() + " --run " + pager_->url()
                              : "--run " + escape_terminal(directory);
  std::cerr << fmt::format(
      "firedrill: the run's pager is at {}: firedrill ack {}\n", pager_->url(), how);
  return "";
}

void GameDay::on_event(const Event& event) {
  if (is_about_an_incident(event.type)) {
    scheduler_.post([this] { show(); });  // when it has happened
  }
}

void GameDay::show() {
  std::vector<live::ShownIncident> shown;
  for (control::OpenIncident& incident : desk_.open_incidents()) {
    shown.push_back({.key = std::move(incident.key),
                     .alert = std::move(incident.alert),
                     .urgency = incident.urgency,
                     .number = incident.number,
                     .assignment = incident.assignment,
                     .assigned = std::move(incident.assigned),
                     .acknowledged_by = std::move(incident.acknowledged_by)});
  }
  pager_->show(shown);
}

live::PagerDeeds GameDay::deeds() {
  const auto then_show = [this](std::string why_not) {
    show();  // the pager has believed it
    return why_not;
  };
  return {
      .acknowledge = [this, then_show](
                         const std::string& key,
                         const std::string& who) { return then_show(desk_.acknowledge(key, who)); },
      .resolve = [this, then_show](
                     const std::string& key,
                     const std::string& who) { return then_show(desk_.resolve(key, who)); },
      .act = [this](const std::string& step,
                    const std::string& who) { return desk_.act(step, who); },
      .note = [this](const std::string& text, const std::string& who) { desk_.note(text, who); },
      .raise = [this](const std::string& key,
                      const std::string& alert) { desk_.raise({.key = key, .alert = alert}); },
      .clear = [this](const std::string& key) { desk_.clear(key); }};
}

}  // namespace firedrill::cli
