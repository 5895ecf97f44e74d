#include "tests/support/proxy_line.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>

#include "harness/core/rng.hpp"

namespace firedrill::tests {
namespace {

std::string name_of(proxy::Mark mark) {
  switch (mark) {
    case proxy::Mark::data:
      return "data";
    case proxy::Mark::dropped:
      return "dropped";
    case proxy::Mark::finish:
      return "finish";
    case proxy::Mark::close:
      return "close";
    case proxy::Mark::reset:
      return "reset";
  }
  return "";
}

}  // namespace

void Line::add(const proxy::ToxicKind& kind, float toxicity, const std::string& name) {
  pipe.add({.name = name, .toxicity = toxicity, .kind = kind}, stream(Seed{1}, name), now);
  take();
}

void Line::change(const proxy::ToxicKind& kind, float toxicity) {
  pipe.change({.name = "toxic", .toxicity = toxicity, .kind = kind}, now);
  take();
}

void Line::remove(std::string_view name) {
  pipe.remove(name, now);
  take();
}

void Line::read(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::span<char> space = pipe.space();
    const std::size_t count = std::min(space.size(), bytes.size());
    std::copy_n(bytes.begin(), count, space.begin());
    pipe.arrived(count, now);
    bytes.remove_prefix(count);
  }
  take();
}

void Line::finish() {
  pipe.finished(now);
  take();
}

void Line::take() {
  pipe.advance(now);
  while (const proxy::Chunk* chunk = pipe.front()) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    std::string what = name_of(chunk->mark);
    if (chunk->mark == proxy::Mark::data) {
      const std::span<const char> bytes = pipe.front_bytes();
      what = std::string(bytes.begin(), bytes.end());
      received += what;
      pipe.sent(bytes.size());
    } else {
      pipe.sent(0);
    }
    log.push_back(std::to_string(ms.count()) + "ms " + what);
    pipe.advance(now);
  }
}

void Line::go_on(Duration time) {
  const Instant end = now + time;
  while (pipe.due() <= end) {
    now = pipe.due();
    take();
  }
  now = end;
  take();
}

}  // namespace firedrill::tests
