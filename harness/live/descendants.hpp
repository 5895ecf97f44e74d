#pragma once

#include <vector>

#include <sys/types.h>

#include "harness/core/time.hpp"

namespace firedrill::live {

/// Every process that descends from `ancestor`, as /proc tells: children first. Zombies are left
/// out: they have ended.
std::vector<pid_t> descendants_of(pid_t ancestor);

/// From now on this process inherits all its descendants whose own parents have ended, so that none
/// gets away by setsid() or a double fork. False: the kernel refused.
bool become_subreaper();

/// Kills every descendant of this process, stopped ones and those that are born meanwhile too, and
/// reaps them. Requires become_subreaper() before the first of them was born. False: some still
/// live after `limit` (the kernel itself holds them, in a broken disk's driver say).
bool end_descendants(Duration limit);

}  // namespace firedrill::live
