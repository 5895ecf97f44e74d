// libFuzzer target of PromQL: any bytes give an expression or a mistake with a place; what an
// expression prints parses to what prints the same; and it evaluates over a small store without
// harm, to the same as its print does.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "harness/promql/evaluator.hpp"
#include "harness/promql/number_text.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

namespace {

using namespace firedrill::promql;

SampleStore make_store() {
  SampleStore store;
  constexpr std::string_view names[] = {"foo", "up", "http_requests_total", "b"};
  for (const std::string_view name : names) {
    for (const std::string bound : {"", "0.1", "1", "+Inf"}) {
      const Labels labels{{"__name__", std::string(name)}, {"job", "edge"}, {"le", bound}};
      const SeriesId id = *store.series(labels);
      for (int i = 0; i < 40; ++i) {
        const std::int64_t t_ms = 15'000 * i;
        i % 17 == 16 ? store.append_stale(id, t_ms) : store.append(id, t_ms, i * i % 100);
      }
    }
  }
  return store;
}

/// All that a value holds, so that NaN equals NaN.
std::string shown(const firedrill::Result<Value>& value) {
  if (!value) {
    return "error: " + value.error().message;
  }
  if (const double* const number = std::get_if<double>(&*value)) {
    return plain_number(*number);
  }
  if (const auto* const text = std::get_if<std::string>(&*value)) {
    return *text;
  }
  std::string out;
  for (const Sample& sample : std::get<Vector>(*value)) {
    out += sample.labels.to_string() + plain_number(sample.value) + '\n';
  }
  return out;
}

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check(std::string_view text) {
  const auto expression = parse(text);
  if (!expression) {
    require(!expression.error().message.empty() && !expression.error().where.empty());
    return;
  }
  const std::string printed = expression->to_string();
  const auto again = parse(printed);
  require(again.has_value() && again->to_string() == printed);

  static const SampleStore store = make_store();
  Evaluator evaluator(store, {.most_steps = 2'000});
  constexpr std::int64_t t_ms = 500'000;
  require(shown(evaluator.evaluate(*expression, t_ms)) == shown(evaluator.evaluate(*again, t_ms)));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 2'000;  // what is longer only takes longer
  if (size > longest) {
    return 0;
  }
  check(firedrill::tests::fuzzed_text(data, size));
  return 0;
}
