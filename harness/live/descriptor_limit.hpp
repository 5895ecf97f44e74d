#pragma once

#include <cstddef>

namespace firedrill::live {

/// How many descriptors (files, sockets) this process may have open at once.
std::size_t descriptor_limit();

/// Raises the limit as far as this user may, and says what it is now. Call it after
/// Supervisor::start(): what the supervisor starts keeps the limit people are used to, for programs
/// that call select().
std::size_t raise_descriptor_limit();

}  // namespace firedrill::live
