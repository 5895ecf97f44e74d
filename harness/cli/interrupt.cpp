#include "harness/cli/interrupt.hpp"

#include <csignal>

namespace firedrill::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t signal_that_came = 0;  // NOLINT(*-avoid-non-const-global-variables)

extern "C" void note_signal(int signal) {
  signal_that_came = signal;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};

  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(signal, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  signal_that_came = 0;
  handle(SIGINT, note_signal);
  handle(SIGTERM, note_signal);
}

InterruptGuard::~InterruptGuard() {
  handle(SIGINT, SIG_DFL);
  handle(SIGTERM, SIG_DFL);
}

int noted_signal() {
  return signal_that_came;
}

}  // namespace firedrill::cli
