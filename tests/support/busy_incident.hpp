#pragma once

#include "tests/support/journal_builder.hpp"

namespace firedrill::tests {

/// An incident with a bit of everything that a report must show, and texts that try to break out of
/// it: two populations and two impacts, a rolling deploy, a crash loop, a fault that acted and one
/// that did not, an alert that was pending, a page that was lost, an escalation, customers who
/// noticed first, a refused rollback, shed load, a miss, a known miss, a known miss that is met,
/// counts and lower bounds.
JournalBuilder busy_incident();

}  // namespace firedrill::tests
