// libFuzzer target of Alertmanager's configuration: any bytes give one, or mistakes whose places
// are in the file and which can be shown; and any text is a list of matchers, or is refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/alertmanager/config.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

namespace {

using namespace firedrill;

void must_hold(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// What matchers are printed as is read as the same again.
void read_matchers(std::string_view text) {
  const Result<alertmanager::Matchers> matchers = alertmanager::parse_matchers(text);
  if (matchers) {
    const std::string printed = to_string(*matchers);
    const Result<alertmanager::Matchers> again = alertmanager::parse_matchers(printed);
    must_hold(again && to_string(*again) == printed);
  } else {
    must_hold(!matchers.error().message.empty());
  }
}

void read_configuration(std::string text) {
  const SourceText source("fuzz.yml", std::move(text));
  Diagnostics diagnostics(source);
  const std::optional<alertmanager::Config> config = alertmanager::read_config(diagnostics);
  must_hold(config.has_value() == !diagnostics.has_errors());
  if (config) {
    must_hold(!alertmanager::routes_of(config->route, {{"severity", "page"}}).empty());
  }
  const SourceText hidden = alertmanager::without_secrets(source);
  must_hold(hidden.bytes().size() == source.bytes().size());
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    const Span span = diagnostic.span;
    must_hold(span.begin <= span.end && span.begin <= source.bytes().size());
    must_hold(!render(diagnostic, hidden).empty());
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 4'000;  // what is longer only takes longer
  if (size > longest) {
    return 0;
  }
  const std::string text = firedrill::tests::fuzzed_text(data, size);
  read_matchers(text);
  read_configuration(text);
  return 0;
}
