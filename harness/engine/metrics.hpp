#pragma once

/// What every World exposes, for those who implement one.
#include "harness/behaviour/metrics.hpp"
