#pragma once

#include <string>

#include <sys/types.h>

#include "harness/core/result.hpp"
#include "harness/live/descriptor.hpp"
#include "harness/live/process.hpp"

namespace firedrill::live {

/// A program that runs, and the files its output goes to.
struct Launched {
  pid_t pid = 0;
  Descriptor standard_output;  ///< not open where output is thrown away
  Descriptor standard_error;   ///< not open either where both go into one file
};

/// Starts a program and waits until it has replaced this one's image, so that an error is an error
/// of this call: "cannot run './server': No such file or directory".
///
/// The program is the first of a session and a process group of its own, has no other descriptors
/// than 0 (empty), 1 and 2, no blocked or ignored signals, and is killed when the process that
/// called this goes. Only for a process with one thread whose own descriptor 0 is /dev/null.
Result<Launched> launch(const ProcessSpec& spec);

}  // namespace firedrill::live
