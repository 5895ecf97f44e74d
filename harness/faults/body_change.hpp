#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// How a JSON body is changed. Members are named by JSON pointers (RFC 6901).
struct RemoveMember {
  std::string member;
};

struct RenameMember {
  std::string from;
  std::string to;
};

/// A text becomes an object, all else a text.
struct RetypeMember {
  std::string member;
};

struct SetMember {
  std::string member;
  std::string value;  ///< JSON
};

/// {"NAME": the whole body}
struct WrapBody {
  std::string name;
};

/// The whole body, whatever it was.
struct ReplaceBody {
  static constexpr std::size_t longest = 4096;

  std::string text;
};

/// Answers have another body than callers know, as after a deploy that was to change nothing: the
/// callers do not find what they read. The work was done.
/// {"fault": "body_change", "change": {"rename": {"/price": "/amount"}}, "rate": 0.5}; rate is 1 by
/// default.
struct BodyChange : ShareOfRequests<BodyChange> {
  static constexpr std::string_view kind = "body_change";
  static constexpr std::string_view summary =
      "answers have another body than callers know, all or a share of them";

  using Change =
      std::variant<RemoveMember, RenameMember, RetypeMember, SetMember, WrapBody, ReplaceBody>;

  Change change = {};
  /// By callers: they fail then. Else what they make of it looks right.
  bool noticed = true;

  void read(ObjectReader& reader);
  std::string reason() const;

  Verdict strike() const {
    return SpoilAnswer{.code = noticed ? code::malformed : code::none,
                       .how = Spoiling::changed_body};
  }
};

/// {"rename": {"/price": "/amount"}}, or another change of JSON, which a ReplaceBody is not;
/// nothing, reported, if it is none.
std::optional<BodyChange::Change> read_json_change(const Json& json,
                                                   std::string_view key,
                                                   Diagnostics& diagnostics);

}  // namespace firedrill::faults
