// libFuzzer target of the mocks' configurations: any bytes, read as each of them, give a
// configuration or diagnostics that can be shown.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json_parse.hpp"
#include "mock_services/auth_provider/load.hpp"
#include "mock_services/pager/config.hpp"
#include "mock_services/service/load.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

namespace {

using namespace firedrill;

template <class Read>
void try_as(const SourceText& source, Read read) {
  Diagnostics diagnostics(source);
  if (const auto json = parse_json(source, diagnostics)) {
    read(*json, diagnostics);
  }
  if (render(diagnostics).empty() != diagnostics.empty()) {
    std::abort();
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SourceText source("fuzz.json", firedrill::tests::fuzzed_text(data, size));
  try_as(source, auth::load_config);
  try_as(source, pager::load_config);
  try_as(source, mock::read_service_settings);
  return 0;
}
