#pragma once

#include <string>

#include "harness/core/units.hpp"

namespace firedrill::generated {

/// What a generated scenario lacks on purpose.
enum class Lacking {
  nothing,
  traffic,         ///< no request from t = 0 on, or none at all
  alerts,          ///< none that can ever fire, and no customer who calls
  acknowledgement  ///< people are paged, and none of them ever acknowledges
};

/// An arbitrary well-formed scenario as the text of its file: up to four services, a few clients,
/// one or two minutes of them; every key of the format occurs in some. The same seed gives the same
/// text.
std::string scenario(Seed seed, Lacking lacking = Lacking::nothing);

}  // namespace firedrill::generated
