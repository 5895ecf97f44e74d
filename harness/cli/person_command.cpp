#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "harness/cli/commands.hpp"
#include "harness/cli/files.hpp"
#include "harness/cli/game_day.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/header_line.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::cli {
namespace {

namespace fs = std::filesystem;

constexpr Duration answer_time = std::chrono::seconds(5);
constexpr std::size_t most_control_bytes = 4096;
constexpr std::size_t longest_name = 255;

/// A run that goes on.
struct Running {
  http::Origin origin;
  std::string token;
  std::string who;
};

std::string text_of(const Json& json, std::string_view key) {
  const Json* found = json.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

/// The control files in a directory of reports, its own or those of the scenarios in it.
std::vector<std::string> control_files(const std::string& directory) {
  std::error_code error;
  std::vector<std::string> found;
  if (fs::exists(control_file(directory), error)) {
    found.push_back(control_file(directory));
  }
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (fs::exists(entry->path() / "control.json", error)) {
      found.push_back((entry->path() / "control.json").string());
    }
  }
  return found;
}

Result<Running> running_at(const std::string& url, const std::string& token) {
  Result<http::Origin> origin = http::parse_origin(url);
  if (!origin) {
    return origin.error();
  }
  return Running{.origin = *std::move(origin), .token = token, .who = {}};
}

Result<Running> find_run(const PersonCommand& command) {
  if (command.run.starts_with("http")) {
    return running_at(command.run, command.token);
  }
  const std::vector<std::string> files = control_files(command.run);
  if (files.size() != 1) {
    const std::string what = files.empty() ? "no run with a human on call goes on in {}"
                                           : "more than one run goes on in {}: name the directory "
                                             "of one with --run";
    return Error{ErrorCode::invalid_input, fmt::format(fmt::runtime(what), quote(command.run))};
  }
  const Result<std::string> text = read_file(files.front(), most_control_bytes);
  if (!text) {
    return text.error();
  }
  const Result<Json> json = parse_json(files.front(), *text);
  if (!json) {
    return json.error();
  }
  return running_at(text_of(*json, "url"), text_of(*json, "token"));
}

/// What the run answers; an error if nothing comes.
Result<http::Reply> ask(const Running& run,
                        const std::string& method,
                        const std::string& path,
                        const std::string& body = {}) {
  http::Request request = http::request_to(method, path);
  request.headers.add("authorization", "Token token=" + run.token);
  request.headers.add("from", run.who);
  request.headers.add("content-type", "application/json");
  request.body = body;
  boost::asio::io_context context(1);
  http::Client client(context);
  std::optional<http::Exchange> exchange;
  client.send(
      run.origin, request, answer_time, [&](http::Exchange one) { exchange = std::move(one); });
  while (!exchange && context.run_one() > 0) {
  }
  if (!exchange || exchange->reached != http::Reached::answered) {
    return Error{ErrorCode::not_done,
                 fmt::format("the run's pager at http://{}:{} does not answer",
                             run.origin.address,
                             run.origin.port)};
  }
  return std::move(exchange->reply);
}

int say_error(const Error& error) {
  std::cerr << "firedrill: " << error.message << "\n";
  return error.code == ErrorCode::invalid_input ? invalid : harness_failed;
}

/// Of a reply that is none of success.
int say_refusal(const http::Reply& reply) {
  const Result<Json> json = parse_json("reply", reply.body);
  const Json* error = json ? json->find("error") : nullptr;
  const std::string why = error == nullptr     ? ""
                          : error->is_string() ? error->as_string()
                                               : text_of(*error, "message");
  std::cerr << "firedrill: " << (why.empty() ? "the run refuses" : escape_terminal(why)) << "\n";
  return invalid;
}

/// Acknowledges or resolves: the incident that is named, or all that are open for it.
int set_status(const Running& run, const PersonCommand& command) {
  const bool resolves = command.verb == "resolve";
  const Result<http::Reply> listed =
      ask(run,
          "GET",
          resolves ? "/incidents?limit=100&statuses[]=triggered&statuses[]=acknowledged"
                   : "/incidents?limit=100&statuses[]=triggered");
  if (!listed) {
    return say_error(listed.error());
  }
  const Result<Json> json = parse_json("reply", listed->body);
  const Json* incidents = json ? json->find("incidents") : nullptr;
  if (listed->status != 200 || incidents == nullptr || !incidents->is_array()) {
    return say_refusal(*listed);
  }
  std::size_t done = 0;
  for (const Json& incident : incidents->items()) {
    const std::string id = text_of(incident, "id");
    const std::string title = text_of(incident, "title");
    if (!command.what.empty() && command.what != id && command.what != title) {
      continue;
    }
    const Result<http::Reply> reply = ask(run,
                                          "PUT",
                                          "/incidents/" + id,
                                          fmt::format(R"({{"incident": {{"status": "{}"}}}})",
                                                      resolves ? "resolved" : "acknowledged"));
    if (!reply) {
      return say_error(reply.error());
    }
    if (reply->status != 200) {
      return say_refusal(*reply);
    }
    ++done;
    std::cout << (resolves ? "resolved: " : "acknowledged: ") << escape_terminal(title) << "\n";
  }
  if (done == 0) {
    std::cerr << (resolves ? "firedrill: no such incident is open\n"
                           : "firedrill: no such incident waits for somebody\n");
    return invalid;
  }
  return all_met;
}

int tell(const Running& run, const PersonCommand& command) {
  const bool acts = command.verb == "act";
  std::string body;
  JsonWriter(body).begin_object().member(acts ? "step" : "text", command.what).end_object();
  const Result<http::Reply> reply =
      ask(run, "POST", acts ? "/__firedrill/act" : "/__firedrill/note", body);
  if (!reply) {
    return say_error(reply.error());
  }
  if (reply->status != 200) {
    return say_refusal(*reply);
  }
  std::cout << (acts ? "begun: " : "noted: ") << escape_terminal(command.what) << "\n";
  return all_met;
}

/// Who does it, as it is sent in a header.
Result<std::string> name_of(const PersonCommand& command) {
  const char* user = std::getenv("USER");
  std::string who = !command.who.empty()               ? command.who
                    : user != nullptr && *user != '\0' ? user
                                                       : "human";
  if (who.size() > longest_name || has_control_character(who)) {
    return Error{
        ErrorCode::invalid_input,
        fmt::format(
            "{} is no name: give one line of {} bytes at most to --as", quote(who), longest_name)};
  }
  return who;
}

}  // namespace

int take_part(const PersonCommand& command) {
  const Result<std::string> who = name_of(command);
  if (!who) {
    return say_error(who.error());
  }
  Result<Running> run = find_run(command);
  if (!run) {
    return say_error(run.error());
  }
  run->who = *who;
  return command.verb == "ack" || command.verb == "resolve" ? set_status(*run, command)
                                                            : tell(*run, command);
}

}  // namespace firedrill::cli
