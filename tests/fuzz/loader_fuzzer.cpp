// libFuzzer target of the scenario loader: any bytes give a scenario, or diagnostics that can be
// shown. The corpus of tests/corpus makes good seeds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/scenario/load.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const firedrill::LoadResult result = firedrill::load_scenario(
      firedrill::SourceText("fuzz.json", firedrill::tests::fuzzed_text(data, size)));
  const std::string shown = firedrill::render(result.diagnostics);
  if (result.scenario.has_value() == result.diagnostics.has_errors() ||
      shown.empty() != result.diagnostics.empty()) {
    std::abort();
  }
  return 0;
}
