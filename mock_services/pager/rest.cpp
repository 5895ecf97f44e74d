#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/text/json_writer.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/http/form.hpp"
#include "mock_services/http/json_body.hpp"
#include "mock_services/pager/incident_json.hpp"
#include "mock_services/pager/incident_query.hpp"
#include "mock_services/pager/state.hpp"

namespace firedrill::pager {
namespace {

constexpr std::string_view incidents_prefix = "/incidents/";
constexpr std::size_t most_updates = 250;  // of one PUT /incidents, as by PagerDuty
constexpr JsonLimits rest_limits{
    .max_bytes = std::size_t{256} * 1024, .max_depth = 16, .max_nodes = 20'000};

constexpr std::array<std::pair<std::string_view, Page::Status>, 3> status_words = {{
    {"triggered", Page::Status::triggered},
    {"acknowledged", Page::Status::acknowledged},
    {"resolved", Page::Status::resolved},
}};

struct ApiError {
  int status;
  int code;  ///< PagerDuty's
  std::string_view message;
};

constexpr ApiError invalid_input{.status = 400, .code = 2001, .message = "Invalid Input Provided"};
constexpr ApiError unauthorized{.status = 401, .code = 2006, .message = "Unauthorized"};
constexpr ApiError not_found{.status = 404, .code = 2100, .message = "Not Found"};
constexpr ApiError no_requester{
    .status = 400,
    .code = 2016,
    .message =
        "You must specify a user's email address in the \"From\" header to perform this "
        "action"};
constexpr ApiError too_large{.status = 413, .code = 2001, .message = "Request Entity Too Large"};

http::Reply error_reply(const ApiError& error, const std::string& detail = {}) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("error").begin_object();
  writer.member("message", error.message).member("code", error.code).key("errors").begin_array();
  if (!detail.empty()) {
    writer.value(detail);
  }
  writer.end_array().end_object().end_object();
  return http::json_reply(error.status, json);
}

/// limit and offset of a query, as far as they are numbers; PagerDuty has 25 and at most 100. The
/// total is counted only for who wants it.
struct Paging {
  std::size_t limit = 25;
  std::size_t offset = 0;
  bool wants_total = false;

  explicit Paging(const http::FormPairs& query) {
    read(query, "limit", limit);
    read(query, "offset", offset);
    limit = std::clamp<std::size_t>(limit, 1, 100);
    const std::string* total = http::find(query, "total");
    wants_total = total != nullptr && *total == "true";
  }

  static void read(const http::FormPairs& query, std::string_view name, std::size_t& into) {
    if (const std::string* text = http::find(query, name)) {
      std::from_chars(text->data(), text->data() + text->size(), into);
    }
  }

  bool has(std::size_t index) const { return index >= offset && index - offset < limit; }

  void write(JsonWriter& writer, std::size_t total) const {
    const bool more = total > offset && total - offset > limit;
    writer.member("limit", limit).member("offset", offset).member("more", more);
    writer.key("total");
    if (wants_total) {
      writer.value(total);
    } else {
      writer.null();
    }
  }
};

/// What a PUT wants of one incident.
struct Update {
  std::string id;
  std::optional<Page::Status> status = {};
  std::string resolution = {};
};

Update read_update(const Json& json, std::string id, Diagnostics& diagnostics) {
  ObjectReader reader(json, "an incident", diagnostics);
  Update update{.id = std::move(id)};
  if (update.id.empty()) {
    update.id = reader.string("id").required();
  }
  update.status = reader.choice<Page::Status>("status", status_words).optional();
  update.resolution = reader.string("resolution").value_or("");
  return update;  // real clients send more members: no finish()
}

/// One request to the REST API.
struct Rest {
  PagerState& state;
  const http::Request& request;
  WallTime now;

  http::Reply list() const {
    const Result<IncidentQuery> query = IncidentQuery::read(request.query, now);
    if (!query) {
      return error_reply(invalid_input, query.error().message);
    }
    const Paging paging(request.query);
    const std::vector<const Incident*> found = query->find(state.incidents);
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("incidents").begin_array();
    for (std::size_t index = 0; index < found.size(); ++index) {
      if (paging.has(index)) {
        write_incident(writer, *found[index], state.url);
      }
    }
    writer.end_array();
    paging.write(writer, found.size());
    writer.end_object();
    return http::json_reply(200, json);
  }

  http::Reply show(const Incident& incident) const {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("incident");
    write_incident(writer, incident, state.url);
    writer.end_object();
    return http::json_reply(200, json);
  }

  http::Reply log_entries(const Incident& incident) const {
    const Paging paging(request.query);
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("log_entries").begin_array();
    for (std::size_t index = 0; index < incident.log.size(); ++index) {
      if (paging.has(index)) {
        write_log_entry(writer, incident, index);
      }
    }
    writer.end_array();
    paging.write(writer, incident.log.size());
    writer.end_object();
    return http::json_reply(200, json);
  }

  http::Reply add_note(Incident& incident) const {
    http::JsonBody body(request, rest_limits);
    std::string content;
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "a note", body.diagnostics());
      if (const Json* note = reader.object("note").required()) {
        content = ObjectReader(*note, "a note", body.diagnostics()).string("content").required();
      }
    }
    if (const auto mistakes = body.mistakes()) {
      return error_reply(invalid_input, *mistakes);
    }
    annotate(incident, content);
    std::string json;
    JsonWriter(json)
        .begin_object()
        .key("note")
        .begin_object()
        .member("content", content)
        .member("created_at", rfc3339(now))
        .end_object()
        .end_object();
    return http::json_reply(201, json);
  }

  http::Reply update_one(Incident& incident) const {
    http::JsonBody body(request, rest_limits);
    std::vector<Update> updates;
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "an update", body.diagnostics());
      if (const Json* one = reader.object("incident").required()) {
        updates.push_back(read_update(*one, incident.id, body.diagnostics()));
      }
    }
    if (auto refusal = carry_out(updates, body)) {
      return *std::move(refusal);
    }
    return show(incident);
  }

  http::Reply update_many() const {
    http::JsonBody body(request, rest_limits);
    std::vector<Update> updates;
    if (body.json() != nullptr) {
      ObjectReader reader(*body.json(), "an update", body.diagnostics());
      const Json* array = reader.array("incidents").required();
      if (array != nullptr && array->items().size() > most_updates) {
        return error_reply(too_large);
      }
      for (const Json& one : array == nullptr ? Json::Items{} : array->items()) {
        updates.push_back(read_update(one, "", body.diagnostics()));
      }
    }
    if (auto refusal = carry_out(updates, body)) {
      return *std::move(refusal);
    }
    std::string json;
    JsonWriter writer(json);
    writer.begin_object().key("incidents").begin_array();
    for (const Update& update : updates) {
      write_incident(writer, *state.incidents.find(update.id), state.url);
    }
    writer.end_array().end_object();
    return http::json_reply(200, json);
  }

  /// Whether an incident that was acknowledged or resolved shall page again.
  static bool is_reopened(const Incident& incident, const Update& update) {
    return update.status && *update.status != incident.page.status() &&
           (*update.status == Page::Status::triggered ||
            (*update.status == Page::Status::acknowledged && !incident.is_open()));
  }

  /// All of them, or none and the reason.
  std::optional<http::Reply> carry_out(const std::vector<Update>& updates,
                                       const http::JsonBody& body) const {
    if (const auto mistakes = body.mistakes()) {
      return error_reply(invalid_input, *mistakes);
    }
    for (const Update& update : updates) {
      const Incident* incident = state.incidents.find(update.id);
      if (incident == nullptr) {
        return error_reply(not_found);
      }
      if (is_reopened(*incident, update) && !state.config.may_reopen) {
        return error_reply(invalid_input, "An incident of a run is not opened again");
      }
      const Incident* open = state.incidents.find_open(incident->service, incident->dedup_key);
      if (update.status && *update.status != Page::Status::resolved && open != nullptr &&
          open != incident) {
        return error_reply(invalid_input, "Open incident with matching dedup key already exists");
      }
    }
    for (const Update& update : updates) {
      carry_out(update, *state.incidents.find(update.id));
    }
    return std::nullopt;
  }

  void carry_out(const Update& update, Incident& incident) const {
    if (!update.resolution.empty()) {
      annotate(incident, update.resolution);
    }
    if (!update.status || !state.incidents.set_status(incident, *update.status, agent(), now)) {
      return;
    }
    tell({.kind = *update.status == Page::Status::acknowledged ? Deed::Kind::acknowledge
                  : *update.status == Page::Status::resolved   ? Deed::Kind::resolve
                                                               : Deed::Kind::trigger,
          .incident = incident,
          .agent = agent()});
  }

  void annotate(Incident& incident, const std::string& text) const {
    state.incidents.annotate(incident, text, agent(), now);
    tell({.kind = Deed::Kind::note, .incident = incident, .agent = agent(), .text = text});
  }

  void tell(const Deed& deed) const {
    if (state.listeners.on_deed) {
      state.listeners.on_deed(deed);
    }
  }

  /// Who asks: the header From has a user's address.
  std::string agent() const {
    const std::string* from = request.headers.find("from");
    return from == nullptr || from->empty() ? "REST API" : from->substr(0, 255);
  }

  std::optional<http::Reply> refusal() const {
    if (state.config.api_token.empty()) {
      return std::nullopt;
    }
    const std::string* given = request.headers.find("authorization");
    if (given == nullptr || *given != "Token token=" + state.config.api_token) {
      return error_reply(unauthorized);
    }
    if (request.method != "GET" && !request.headers.has("from")) {
      return error_reply(no_requester);
    }
    return std::nullopt;
  }

  http::Reply of_one(Incident& incident, std::string_view rest) const {
    if (rest.empty() && request.method == "GET") {
      return show(incident);
    }
    if (rest.empty() && request.method == "PUT") {
      return update_one(incident);
    }
    if (rest == "/log_entries" && request.method == "GET") {
      return log_entries(incident);
    }
    if (rest == "/notes" && request.method == "POST") {
      return add_note(incident);
    }
    return error_reply(not_found);
  }
};

}  // namespace

http::Reply PagerState::rest(const http::Request& request, WallTime now) {
  const Rest api{.state = *this, .request = request, .now = now};
  if (auto refusal = api.refusal()) {
    return *std::move(refusal);
  }
  if (request.path == "/incidents" && request.method == "GET") {
    return api.list();
  }
  if (request.path == "/incidents" && request.method == "PUT") {
    return api.update_many();
  }
  if (!request.path.starts_with(incidents_prefix)) {
    return error_reply(not_found);
  }
  const std::string_view rest = std::string_view(request.path).substr(incidents_prefix.size());
  const std::string_view id = rest.substr(0, rest.find('/'));
  Incident* incident = incidents.find(id);
  return incident == nullptr ? error_reply(not_found)
                             : api.of_one(*incident, rest.substr(id.size()));
}

}  // namespace firedrill::pager
