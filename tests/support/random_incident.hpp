#pragma once

#include <cstdint>

#include "tests/support/journal_builder.hpp"

namespace firedrill::tests {

/// Ten minutes as they might have been: changes, impacts one after another, alerts with an impact
/// and without, pages, people who act or do not, targets of every kind; cut short now and then. It
/// keeps the promises of a real journal: known times never fall, nothing is known before it is
/// true, causes are older than their effects, an impact begins after the one before has ended. The
/// same number gives the same run.
JournalBuilder random_incident(std::uint64_t number);

}  // namespace firedrill::tests
