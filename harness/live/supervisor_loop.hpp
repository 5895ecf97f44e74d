#pragma once

#include <filesystem>

#include "harness/live/descriptor.hpp"

namespace firedrill::live {

/// The supervisor process itself: says "ready" when it can no longer be hit by accident, then
/// starts, signals and reaps processes as it is asked through `socket`, until the other end is
/// closed, in whatever way the other process ended. Then it carries out the will that it was given,
/// if any (supervisor_message.hpp), ends every descendant and removes `folder`. True if nothing is
/// left of either.
///
/// To be called in a forked process with one thread, which then calls _exit(): all its descriptors
/// but standard error are closed or replaced.
bool supervise(const Descriptor& socket, const std::filesystem::path& folder);

}  // namespace firedrill::live
