#include "harness/simulated/active_faults.hpp"

#include <catch2/catch.hpp>

#include "harness/simulated/pool.hpp"

using namespace firedrill::simulated;

using Places = ActiveFaults::Places;

TEST_CASE("a request asks the faults of anybody and of its caller, in order of injection",
          "[unit][faults]") {
  constexpr std::uint32_t edge = 4;
  constexpr std::uint32_t batch = 2;
  constexpr std::uint32_t stranger = 3;
  ActiveFaults faults;
  faults.add(10, nothing);
  faults.add(11, edge);
  faults.add(12, batch);
  faults.add(13, nothing);
  faults.add(14, edge);

  CHECK(faults.all() == Places{10, 11, 12, 13, 14});
  CHECK(faults.asked_by(edge) == Places{10, 11, 13, 14});
  CHECK(faults.asked_by(batch) == Places{10, 12, 13});
  CHECK(faults.asked_by(stranger) == Places{10, 13});
  CHECK(faults.asked_by(nothing) == Places{10, 13});
}

TEST_CASE("a fault that has ended is asked by nobody", "[unit][faults]") {
  ActiveFaults faults;
  faults.add(1, nothing);
  faults.add(2, 7);
  faults.remove(1);

  CHECK(faults.all() == Places{2});
  CHECK(faults.asked_by(7) == Places{2});
  CHECK(faults.asked_by(8).empty());
  faults.remove(2);
  CHECK(faults.all().empty());
  CHECK(faults.asked_by(7).empty());
}
