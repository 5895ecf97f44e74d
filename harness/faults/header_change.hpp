#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "harness/faults/share_of_requests.hpp"

namespace firedrill::faults {

/// How the header lines of an answer are changed.
struct RemoveHeader {
  std::string name;
};

struct RenameHeader {
  std::string from;
  std::string to;
};

/// The only line of that name then.
struct SetHeader {
  std::string name;
  std::string value;
};

/// One line more, also if there are such lines already.
struct AddHeader {
  std::string name;
  std::string value;
};

/// Answers have other header lines than callers know, as after a change of a proxy between: the
/// callers do not find what they read. The work was done.
/// {"fault": "header_change", "change": {"remove": "etag"}, "rate": 0.5}; rate is 1 by default.
struct HeaderChange : ShareOfRequests<HeaderChange> {
  static constexpr std::string_view kind = "header_change";
  static constexpr std::string_view summary =
      "answers have other headers than callers know, all or a share of them";

  using Change = std::variant<RemoveHeader, RenameHeader, SetHeader, AddHeader>;

  Change change = {};
  /// By callers: they fail then. Else what they make of it looks right.
  bool noticed = true;

  void read(ObjectReader& reader);
  std::string reason() const;

  Verdict strike() const {
    return SpoilAnswer{.code = noticed ? code::malformed : code::none,
                       .how = Spoiling::changed_headers};
  }
};

}  // namespace firedrill::faults
