#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/own_texts.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/header_line.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::string_view, 7> methods{
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return lower;
}

bool has_header(const std::vector<HeaderLine>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [&](const HeaderLine& line) {
    return in_lower_case(line.name) == name;
  });
}

std::vector<HeaderLine> read_headers(ObjectReader& reader) {
  std::vector<HeaderLine> headers;
  const Json* json = reader.object("headers").value_or(nullptr);
  if (json == nullptr) {
    return headers;
  }
  std::size_t bytes = 0;
  for (const JsonMember& member : json->members()) {
    if (check_header_line(member, reader.diagnostics())) {
      headers.push_back({member.key, member.value.as_string()});
      bytes += member.key.size() + member.value.as_string().size();
    }
  }
  if (bytes > most_header_bytes) {
    reader.error("headers", fmt::format("the headers hold more than {} bytes", most_header_bytes));
  }
  return headers;
}

/// A text, or JSON as it stands in the file. Names its type unless a header does.
std::string read_body(ObjectReader& reader, std::vector<HeaderLine>& headers) {
  const Json* json = reader.raw("body").value_or(nullptr);
  if (json == nullptr) {
    return "";
  }
  std::string body = json->is_string()
                         ? json->as_string()
                         : std::string(reader.diagnostics().source().slice(json->span()));
  if (body.size() > most_body_bytes) {
    reader.error("body", fmt::format("the body holds more than {} bytes", most_body_bytes));
  }
  if (!has_header(headers, "content-type")) {
    headers.push_back(
        {"content-type", json->is_string() ? "text/plain; charset=utf-8" : "application/json"});
  }
  return body;
}

/// A path as a mock compares it: decoded, so it may hold what a URL may not.
std::string read_answered_path(ObjectReader& reader) {
  std::string path = reader.string("path").required();
  if (!path.empty() && (path.front() != '/' || has_control_character(path))) {
    reader.error("path",
                 fmt::format("\"path\" must be a path, found {}", quote(path)),
                 R"(expected a path such as "/users/1")");
  }
  return path;
}

CannedAnswer read_answer(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "an answer", diagnostics);
  CannedAnswer answer;
  replace(answer.method, reader.one_of("method", methods).optional());
  answer.path = read_answered_path(reader);
  replace(answer.status, reader.integer("status", final_status).optional());
  answer.headers = read_headers(reader);
  answer.body = read_body(reader, answer.headers);
  reader.finish();
  return answer;
}

}  // namespace

RequestText read_request_text(ObjectReader& reader) {
  RequestText request;
  replace(request.method, reader.one_of("method", methods).optional());
  replace(request.path, read_url_path(reader, "path"));
  if (request.path.size() > most_path_bytes) {
    reader.error("path", fmt::format("the path holds more than {} bytes", most_path_bytes));
  }
  request.headers = read_headers(reader);
  if (reader.has("token") && has_header(request.headers, "authorization")) {
    reader.error(
        "headers", "\"token\" sends the header \"authorization\" already", "leave out one of them");
  }
  request.body = read_body(reader, request.headers);
  return request;
}

std::vector<CannedAnswer> read_answers(const Json& json, Diagnostics& diagnostics) {
  std::vector<CannedAnswer> answers;
  for (const Json& item : json.items()) {
    answers.push_back(read_answer(item, diagnostics));
  }
  return answers;
}

}  // namespace firedrill::loading
