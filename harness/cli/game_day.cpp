#include "harness/cli/game_day.hpp"

#include <iostream>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/control/pager.hpp"
#include "harness/journal/detector.hpp"
#include "harness/journal/query.hpp"
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
  if (event.type == EventType::page_delivered || event.type == EventType::page_lost) {
    if (const auto key = detail(event, "key")) {
      const bool is_low = detail(event, "urgency") == "low";
      pager_->open(std::string(*key), event.subject, is_low ? Urgency::low : Urgency::high);
    }
  } else if (event.type == EventType::alert_resolved ||
             (event.type == EventType::notification_sent && event.by == "alertmanager")) {
    resolved_[event.id] = control::Pager::key_of(event);
  } else if (event.type == EventType::alert_firing && !is_state(event)) {
    reports_[event.subject] = control::Pager::key_of(event);
  } else if (event.type == EventType::incident_resolved) {
    const auto resolved = resolved_.find(event.cause);
    const auto reported = reports_.find(event.subject);
    if (resolved != resolved_.end()) {
      pager_->close(resolved->second);
    } else if (reported != reports_.end()) {
      pager_->close(reported->second);
    }
  }
}

live::PagerDeeds GameDay::deeds() {
  return {
      .acknowledge = [this](const std::string& key,
                            const std::string& who) { return desk_.acknowledge(key, who); },
      .resolve = [this](const std::string& key,
                        const std::string& who) { return desk_.resolve(key, who); },
      .act = [this](const std::string& step,
                    const std::string& who) { return desk_.act(step, who); },
      .note = [this](const std::string& text, const std::string& who) { desk_.note(text, who); },
      .raise = [this](const std::string& key,
                      const std::string& alert) { desk_.raise({.key = key, .alert = alert}); },
      .clear = [this](const std::string& key) { desk_.clear(key); }};
}

}  // namespace firedrill::cli
