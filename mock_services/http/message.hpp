#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "mock_services/http/form.hpp"

namespace firedrill::http {

/// Header lines in their order. Names are compared without regard to ASCII case (RFC 9110, 5.1).
class Headers {
 public:
  struct Line {
    std::string name;
    std::string value;
  };

  Headers() = default;

  Headers(std::initializer_list<Line> lines) : lines_(lines) {}

  /// The value of the first line with this name; null if there is none.
  const std::string* find(std::string_view name) const;

  bool has(std::string_view name) const { return find(name) != nullptr; }

  /// How many lines have this name.
  std::size_t count(std::string_view name) const;

  /// One more line, also if the name is there already.
  void add(std::string_view name, std::string_view value);

  /// The only line with this name, in the place of the first.
  void set(std::string_view name, std::string_view value);

  void remove(std::string_view name);

  const std::vector<Line>& lines() const { return lines_; }

 private:
  std::vector<Line> lines_;
};

/// A request as a handler sees it. Bounded by the server's limits; any bytes may be in it.
struct Request {
  std::string method;  ///< "GET", as sent
  std::string target;  ///< "/a%20b?x=1", as sent
  std::string path;    ///< "/a b"
  FormPairs query;     ///< {"x", "1"}
  Headers headers;
  std::string body;
  std::string peer;  ///< "127.0.0.1:49152"; empty in tests
};

/// An answer. content-length and connection are the server's business; it keeps CR and LF out of
/// header lines, so that a reply cannot be split whatever a handler puts into one.
struct Reply {
  int status = 200;
  Headers headers;
  std::string body;
};

/// A path and the decoded pairs after its "?".
struct Target {
  std::string path;
  FormPairs query;
};

/// Splits "/path?query" (RFC 9112, 3.2: origin form; of an absolute form, what follows the host).
/// Refuses escapes that are none ("%zz") and control characters.
Result<Target> parse_target(std::string_view target);

/// "Not Found"; "Unknown" for a status without a name.
std::string_view reason_phrase(int status);

/// A reply with this body and its content-type.
Reply text_reply(int status, std::string_view body);
Reply json_reply(int status, std::string_view json);

}  // namespace firedrill::http
