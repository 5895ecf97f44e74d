#pragma once

#include <optional>
#include <string>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::http {

/// A request's JSON body, and what is wrong with it. An empty body is {}.
class JsonBody {
 public:
  explicit JsonBody(const Request& request, const JsonLimits& limits = {});
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  /// Null after a syntax error.
  const Json* json() const { return json_ ? &*json_ : nullptr; }

  Diagnostics& diagnostics() { return diagnostics_; }

  /// All mistakes as one line, each with its place; nothing if there are none.
  std::optional<std::string> mistakes() const;

 private:
  SourceText source_;
  Diagnostics diagnostics_;
  std::optional<Json> json_;
};

}  // namespace firedrill::http
