#pragma once

#include <cstddef>

#include "harness/cli/command_line.hpp"

namespace firedrill::cli {

/// The program's exit codes, in the order in which one wins over another when several scenarios are
/// played: 4 before 1 before 3 before 0.
enum ExitCode : int {
  all_met = 0,
  target_missed = 1,
  invalid = 2,       ///< usage, or a scenario
  inconclusive = 3,  ///< no data, a steady state that did not hold
  harness_failed = 4,
  interrupted_by_user = 130,
  terminated = 143,
};

/// What every command is told beside its own options.
struct Terminal {
  bool color = false;         ///< on stdout
  bool color_errors = false;  ///< on stderr
  std::size_t columns = 100;  ///< what stands on stdout may be as wide
};

/// Each plays one command and returns the exit code. Data goes to stdout, all else to stderr.
int run(const RunCommand& command, const Terminal& terminal);
int validate(const ValidateCommand& command, const Terminal& terminal);
int list(const ListCommand& command, const Terminal& terminal);
int rules(const RulesCommand& command, const Terminal& terminal);
int report(const ReportCommand& command, const Terminal& terminal);
int mock(const MockCommand& command, const Terminal& terminal);
int serve_proxies(const ProxyCommand& command, const Terminal& terminal);
int import_file(const ImportCommand& command, const Terminal& terminal);
int take_part(const PersonCommand& command);

}  // namespace firedrill::cli
