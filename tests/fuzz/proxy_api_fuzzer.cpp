// libFuzzer target of the proxy's HTTP API: requests in any order and with any bodies are answered,
// errors too with JSON that says the same status, and the list of proxies stays JSON.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mock_services/proxy/go_json.hpp"
#include "tests/fuzz/fuzzed_text.hpp"
#include "tests/support/proxy_api.hpp"

namespace {

using namespace firedrill;

struct Place {
  std::string_view method;
  std::string_view path;
};

constexpr std::array places{
    Place{"POST", "/proxies"},
    Place{"POST", "/populate"},
    Place{"POST", "/proxies/a"},
    Place{"DELETE", "/proxies/a"},
    Place{"POST", "/proxies/a/toxics"},
    Place{"POST", "/proxies/a/toxics/t"},
    Place{"DELETE", "/proxies/a/toxics/t"},
    Place{"POST", "/reset"},
    Place{"GET", "/metrics"},
};

void require_of_api(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// Whether a body could make a proxy look a host up, or listen where somebody else does.
bool names_an_address(std::string_view body) {
  constexpr std::string_view key = "listen";
  std::size_t same = 0;
  for (const char letter : body) {
    same = (letter | 0x20) == key[same] ? same + 1 : ((letter | 0x20) == key[0] ? 1U : 0U);
    if (same == key.size() || letter == '\\') {
      return true;
    }
  }
  return false;
}

void check(const http::Reply& reply) {
  require_of_api(reply.status >= 200 && reply.status < 600);
  if (reply.status >= 400) {
    const Result<Json> error = proxy::parse_go_body(reply.body);
    require_of_api(error.has_value());
    std::int64_t status = 0;
    proxy::GoObject(*error, "Error").read("status", status);
    require_of_api(status == reply.status);
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer gives the name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// Lines, each one request: a letter for the place, then the body.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = firedrill::tests::fuzzed_text(data, size);
  firedrill::tests::ProxyApi api;
  std::string_view rest = text;
  for (int requests = 0; !rest.empty() && requests < 16; ++requests) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.empty() || names_an_address(line)) {
      continue;
    }
    const Place& place = places[static_cast<unsigned char>(line[0]) % places.size()];
    check(api.send(place.method, place.path, line.substr(1)));
  }
  const http::Reply reply = api.send("GET", "/proxies");
  require_of_api(reply.status == 200 && proxy::parse_go_body(reply.body).has_value());
  api.proxies.clear();
  api.context.run();
  return 0;
}
