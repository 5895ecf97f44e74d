#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/journal/journal.hpp"

namespace firedrill::reports {

struct JunitOptions {
  std::string file = {};  ///< the scenario as the user knows it; empty: its name in the journal
};

/// One scenario's <testsuite>, to be put into a document with others.
struct JunitSuite {
  std::string xml = {};
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

/// One case for each target, named and placed as CI systems expect it. A miss is a <failure>, with
/// its message as attribute and as text; what proves nothing is an <error>, never <skipped>; a
/// known miss is <skipped>. `time` is simulated seconds, as a property says.
JunitSuite junit_suite(const Journal& journal, const JunitOptions& options = {});

/// A suite for a scenario that could not be played at all.
JunitSuite junit_suite_of_error(const std::string& scenario, const std::string& message);

/// junit.xml: the suites in their order. Valid by the XSD of Jenkins' xUnit plugin (junit-10).
std::string junit(const std::vector<JunitSuite>& suites);

}  // namespace firedrill::reports
