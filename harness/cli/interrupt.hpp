#pragma once

namespace firedrill::cli {

/// While it lives, SIGINT and SIGTERM are noted instead of ending the program, so that a run ends
/// itself and cleans up. A second signal ends the program at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

/// The signal that came, 0 if none did.
int noted_signal();

}  // namespace firedrill::cli
