#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/result.hpp"
#include "harness/text/json.hpp"

namespace firedrill::proxy {

/// Reads an object as Go's encoding/json fills a struct, which clients of Toxiproxy rely on: names
/// are compared without regard to case, null and absent members leave a value as it is, members
/// that nobody asks for are ignored, the first mistake is told in Go's words.
class GoObject {
 public:
  /// Reads from `json`, which must outlive it; the others are for messages, `go_type` if it is not
  /// toxics.`type`.
  GoObject(const Json& json,
           std::string_view type,
           std::string_view prefix = "",
           std::string_view go_type = "");

  void read(std::string_view name, std::string& value);
  void read(std::string_view name, bool& value);
  void read(std::string_view name, float& value);
  void read(std::string_view name, std::int64_t& value, std::string_view go_type = "int64");

  /// The member with this name if it is there and not null.
  const Json* find(std::string_view name) const;

  /// Remembers that the member's value is none of the type.
  void refuse(std::string_view name, const Json& json, std::string_view go_type);

  /// Remembers another mistake.
  void fail(std::string problem);

  /// "json: cannot unmarshal string into Go struct field LatencyToxic.attributes.latency of type
  /// int64"; empty if nothing was wrong so far.
  const std::string& problem() const { return problem_; }

 private:
  const Json& json_;
  std::string_view type_;
  std::string_view prefix_;
  std::string problem_;
};

/// A request's body. The error is what follows "bad request body: ".
Result<Json> parse_go_body(const std::string& body);

/// "string", "number", "bool", "object", "array".
std::string_view go_kind_of(const Json& json);

/// Text as Go's encoding/json writes it, quotes included.
std::string go_string(std::string_view text);

/// A number as Go's encoding/json writes a float32.
std::string go_number(float number);

/// The value on one line, its texts as Go writes them.
std::string json_text(const Json& json);

}  // namespace firedrill::proxy
