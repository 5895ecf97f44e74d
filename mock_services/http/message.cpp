#include "mock_services/http/message.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::http {
namespace {

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7f;
}

struct Phrase {
  int status;
  std::string_view text;
};

constexpr std::array<Phrase, 25> phrases{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
}};

}  // namespace

const std::string* Headers::find(std::string_view name) const {
  for (const Line& line : lines_) {
    if (equal_ignoring_case(line.name, name)) {
      return &line.value;
    }
  }
  return nullptr;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), [&](const Line& one) {
    return equal_ignoring_case(one.name, name);
  }));
}

void Headers::add(std::string_view name, std::string_view value) {
  lines_.push_back({.name = std::string(name), .value = std::string(value)});
}

void Headers::set(std::string_view name, std::string_view value) {
  const auto first = std::find_if(lines_.begin(), lines_.end(), [&](const Line& one) {
    return equal_ignoring_case(one.name, name);
  });
  if (first == lines_.end()) {
    add(name, value);
    return;
  }
  first->value = value;
  lines_.erase(std::remove_if(first + 1,
                              lines_.end(),
                              [&](const Line& one) { return equal_ignoring_case(one.name, name); }),
               lines_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(lines_, [&](const Line& one) { return equal_ignoring_case(one.name, name); });
}

Result<Target> parse_target(std::string_view target) {
  if (std::any_of(target.begin(), target.end(), is_control)) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("the target {} has a control character", quote(target))};
  }
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && scheme < 6) {
    const auto path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  const auto question = target.find('?');
  Result<std::string> path = decode_percent(target.substr(0, question));
  if (!path) {
    return path.error();
  }
  FormPairs query;
  if (question != std::string_view::npos) {
    Result<FormPairs> pairs = parse_form(target.substr(question + 1));
    if (!pairs) {
      return pairs.error();
    }
    query = *std::move(pairs);
  }
  return Target{.path = *std::move(path), .query = std::move(query)};
}

std::string_view reason_phrase(int status) {
  const auto found = std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
    return phrase.status == status;
  });
  return found == phrases.end() ? "Unknown" : found->text;
}

Reply text_reply(int status, std::string_view body) {
  return {.status = status,
          .headers = {{"content-type", "text/plain; charset=utf-8"}},
          .body = std::string(body)};
}

Reply json_reply(int status, std::string_view json) {
  return {.status = status,
          .headers = {{"content-type", "application/json; charset=utf-8"}},
          .body = std::string(json)};
}

}  // namespace firedrill::http
