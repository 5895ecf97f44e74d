#include "mock_services/proxy/answer_edit.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "mock_services/auth_provider/json_change.hpp"

namespace firedrill::proxy {
namespace {

constexpr std::size_t deepest_json = 512;  ///< each level is a call deeper when it is written

/// How deep values lie in each other, in a text that may be JSON.
std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool is_in_text = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char character = json[at];
    if (is_in_text && character == '\\') {
      ++at;
    } else if (character == '"') {
      is_in_text = !is_in_text;
    } else if (!is_in_text && (character == '[' || character == '{')) {
      deepest = std::max(deepest, ++depth);
    } else if (!is_in_text && depth > 0 && (character == ']' || character == '}')) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

void AnswerEdit::apply(const HttpStatus& toxic) {
  const std::int64_t number = ++*toxic.answers;
  if ((toxic.first > 0 && number > toxic.first) || number % toxic.every != 0) {
    return;
  }
  http::Headers headers;
  if (const std::string* connection = head_.headers.find("connection")) {
    headers.add("connection", *connection);
  }
  if (toxic.retry_after_s > 0) {
    headers.add("retry-after", std::to_string(toxic.retry_after_s));
  }
  head_.status = static_cast<int>(toxic.status);
  head_.reason = http::reason_phrase(head_.status);
  head_.headers = std::move(headers);
  body_ = "";
  changes_.clear();
  cut_.reset();
}

void AnswerEdit::apply(const HttpHeaders& toxic) {
  has_other_head_ = true;
  for (const std::string& name : toxic.remove) {
    head_.headers.remove(name);
  }
  for (const auto& [name, value] : toxic.set) {
    head_.headers.set(name, value);
  }
}

void AnswerEdit::apply(const HttpBody& toxic) {
  std::visit(
      [this]<class T>(const T& what) {
        if constexpr (!std::same_as<T, std::monostate>) {
          act(what);
        }
      },
      toxic.what);
}

void AnswerEdit::act(const HttpBody::Replace& replace) {
  if (is_of_status_with_body()) {
    head_.headers.remove("content-encoding");
    body_ = replace.text;
    changes_.clear();
  }
}

void AnswerEdit::act(const HttpBody::Truncate& truncate) {
  if (may_have_body()) {
    cut_ = std::min(truncate.bytes, cut_.value_or(truncate.bytes));
  }
}

void AnswerEdit::act(const HttpBody::Change& change) {
  if (body_) {
    body_ = auth::changed_body(*body_, change.change);
  } else if (may_have_body() && has_json()) {
    changes_.push_back(change.change);
  }
}

/// Not of lines of JSON, whose end may never come.
bool AnswerEdit::has_json() const {
  const std::string* type = head_.headers.find("content-type");
  if (type == nullptr) {
    return false;
  }
  std::string_view media = std::string_view(*type).substr(0, type->find_first_of("; \t"));
  constexpr std::string_view json = "application/json";
  constexpr std::string_view suffix = "+json";
  return equal_ignoring_case(media, json) ||
         (media.size() > suffix.size() &&
          equal_ignoring_case(media.substr(media.size() - suffix.size()), suffix));
}

void AnswerEdit::take_body(const std::string& upstream) {
  std::string changed = upstream;
  if (depth_of(upstream) <= deepest_json) {
    for (const faults::BodyChange::Change& change : changes_) {
      changed = auth::changed_body(changed, change);
    }
  }
  changes_.clear();
  if (changed != upstream) {
    body_ = std::move(changed);
  }
}

std::string AnswerEdit::head() const {
  http::Headers headers = head_.headers;
  if (body_) {
    for (const std::string_view name : {"content-length", "transfer-encoding", "trailer"}) {
      headers.remove(name);
    }
    if (is_of_status_with_body()) {
      headers.add("content-length", std::to_string(body_->size()));
    }
    if (!head_.keeps_alive) {
      headers.set("connection", "close");
    }
  }
  std::string out =
      fmt::format("HTTP/1.{} {} {}\r\n", head_.is_http_1_0 ? 0 : 1, head_.status, head_.reason);
  for (const http::Headers::Line& line : headers.lines()) {
    out += line.name + ": " + line.value + "\r\n";
  }
  return out + "\r\n";
}

}  // namespace firedrill::proxy
