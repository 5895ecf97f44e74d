#pragma once

#include <string>
#include <string_view>

#include "harness/actions/fleet.hpp"
#include "harness/actions/plan.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::actions {

/// An auth provider signs with a new key from now on; the old one stays published, and its tokens
/// verify, for `overlap` more.
/// {"do": "rotate_keys", "service": "identity", "overlap": "24h"}; no overlap by default.
struct RotateKeys {
  static constexpr std::string_view kind = "rotate_keys";
  static constexpr std::string_view summary = "an auth provider signs with a new key";

  std::string service;
  Duration overlap{};  ///< incident clock

  static RotateKeys parse(ObjectReader& reader);
  Plan plan(std::string_view step, const Fleet& fleet) const;
};

}  // namespace firedrill::actions
