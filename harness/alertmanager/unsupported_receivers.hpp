#pragma once

#include "harness/text/reader.hpp"

namespace firedrill::alertmanager {

/// The integrations of a receiver that are left out: each kind that is there is a warning, and a
/// key that Alertmanager does not know is an error. Whether there is any.
bool read_unsupported_integrations(ObjectReader& receiver);

}  // namespace firedrill::alertmanager
