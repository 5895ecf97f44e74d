#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/faults/body_change.hpp"
#include "mock_services/proxy/go_json.hpp"

namespace firedrill::proxy {

// What understands HTTP/1.1 and acts on answers: firedrill's own.

/// Answers are replaced by one without a body.
struct HttpStatus {
  std::int64_t status = 503;
  std::int64_t retry_after_s = 0;  ///< 0: the answer does not say
  std::int64_t first = 0;          ///< only so many of the first answers; 0: all
  std::int64_t every = 1;          ///< of those only each so-many-th
  /// How many there were on all connections that it hits: copies count together.
  std::shared_ptr<std::int64_t> answers = std::make_shared<std::int64_t>(0);
};

/// Answers have other header lines.
struct HttpHeaders {
  std::vector<std::pair<std::string, std::string>> set = {};
  std::vector<std::string> remove = {};
};

/// Answers have another body, or a part of theirs.
struct HttpBody {
  struct Replace {
    std::string text;
  };

  struct Truncate {
    std::int64_t bytes = 0;
  };

  struct Change {
    std::string json;  ///< as its author wrote it, but for white space
    faults::BodyChange::Change change;
  };

  std::variant<std::monostate, Replace, Truncate, Change> what = {};
};

template <class T>
concept HttpToxic =
    std::same_as<T, HttpStatus> || std::same_as<T, HttpHeaders> || std::same_as<T, HttpBody>;

/// Names of attributes, and their values as JSON.
using Attributes = std::vector<std::pair<std::string_view, std::string>>;

Attributes attributes_of(const HttpHeaders& toxic);
Attributes attributes_of(const HttpBody& toxic);

void read(GoObject& object, HttpHeaders& toxic);
void read(GoObject& object, HttpBody& toxic);

/// "the status 600 is not in 200 to 599"; empty if nothing is wrong.
std::string problem_of(const HttpStatus& toxic);
std::string problem_of(const HttpHeaders& toxic);
std::string problem_of(const HttpBody& toxic);

}  // namespace firedrill::proxy
