// libFuzzer target of the proxy's toxics for HTTP: whatever comes as answers, in whatever pieces,
// the client gets the same, and without a toxic that acts what the upstream has sent.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock_services/proxy/answers.hpp"
#include "tests/fuzz/fuzzed_text.hpp"

namespace {

using namespace firedrill;

constexpr std::string_view usual_requests =
    "GET / HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n";

void require_of_answers(bool holds) {
  if (!holds) {
    std::abort();
  }
}

std::vector<proxy::Toxic> all_kinds(float toxicity) {
  using proxy::HttpBody;
  const HttpBody wrapped{HttpBody::Change{.json = "", .change = faults::WrapBody{"data"}}};
  std::vector<proxy::Toxic> toxics;
  for (const proxy::ToxicKind& kind :
       {proxy::ToxicKind(proxy::HttpStatus{.every = 3}),
        proxy::ToxicKind(proxy::HttpHeaders{.set = {{"x", "y"}}, .remove = {"etag"}}),
        proxy::ToxicKind(wrapped),
        proxy::ToxicKind(HttpBody{HttpBody::Truncate{200}})}) {
    toxics.push_back({.name = "t", .toxicity = toxicity, .kind = kind});
  }
  return toxics;
}

std::string end_of(const proxy::Answers::Piece& piece) {
  return piece.end ? "\nend " + std::to_string(static_cast<int>(*piece.end)) : "";
}

/// What the client gets if the answers come in pieces of this size.
std::string passed(std::string_view asked,
                   std::string_view answered,
                   float toxicity,
                   std::size_t size) {
  proxy::Answers answers({});
  for (const proxy::Toxic& toxic : all_kinds(toxicity)) {
    answers.add(toxic, stream(Seed{1}, toxic.name));
  }
  answers.asked(asked, true);
  std::string out;
  const auto take = [&] {
    while (const std::optional<proxy::Answers::Piece> piece = answers.pull()) {
      out += piece->bytes + end_of(*piece);
    }
  };
  for (std::size_t at = 0; at < answered.size(); at += size) {
    answers.push(answered.substr(at, size), at == 0);
    take();
  }
  answers.finish();
  take();
  return out;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// The answers; behind a zero byte, if there is one, the requests.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = firedrill::tests::fuzzed_text(data, size);
  const std::size_t zero = text.find('\0');
  const std::string answered = text.substr(0, zero);
  const std::string asked =
      zero == std::string::npos ? std::string(usual_requests) : text.substr(zero + 1);
  const std::string whole = passed(asked, answered, 1, answered.size() + 1);
  require_of_answers(passed(asked, answered, 1, 1) == whole);
  require_of_answers(passed(asked, answered, 1, 7) == whole);
  require_of_answers(passed(asked, answered, 0, 3).starts_with(answered));
  return 0;
}
