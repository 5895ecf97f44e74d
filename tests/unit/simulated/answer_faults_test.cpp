// What callers see of faults that break connections and spoil answers, and what the service sees.
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/world_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// Ten clients a second who wait for 1 s; from 10 s to 20 s the fault acts on the service.
struct Struck {
  explicit Struck(Fault fault, Distribution network = {}) : fixture(plan(std::move(network))) {
    fixture.play_until(10s);
    fixture.perform(StartFault{{.id = "fault", .target = {.service = "web"}, .fault = fault}},
                    EventId{77});
    fixture.play_until(20s);
    fixture.perform(EndFault{"fault"});
    fixture.play_to_the_end(30s);
  }

  static simulated::WorldPlan plan(Distribution network) {
    Population clients = clients_of("web", 10);
    clients.timeout = 1s;
    clients.network = std::move(network);
    return {.services = {service_of("web", {.latency = Constant{10ms}})}, .traffic = {clients}};
  }

  /// How many requests the service says it has answered 200.
  std::optional<double> served() {
    return sample(fixture.scrape("web-0"), "http_requests_total", {{"code", "200"}});
  }

  /// All those of the ten seconds, and no others; and the fault is blamed for each.
  void check_all_get(const std::string& outcome) {
    CHECK(fixture.count(outcome) == 100);
    CHECK(fixture.bad() == 100);
    CHECK(fixture.tally(EventId{77}).bad == 100);
  }

  WorldFixture fixture;
};

const Probability always = *Probability::from(1);

}  // namespace

TEST_CASE("callers know how a connection broke, and the service nothing", "[faults]") {
  Struck reset(faults::Reset{{.rate = always}});
  reset.check_all_get("reset");
  CHECK(reset.served() == 200);

  Struck dns(faults::DnsFailure{{.rate = always}});
  dns.check_all_get("dns");
  CHECK(dns.served() == 200);

  Struck tls(faults::TlsFailure{{.rate = always}});
  tls.check_all_get("tls");
  CHECK(tls.served() == 200);
}

TEST_CASE("callers of a wrong address are refused, those without an answer wait for one",
          "[faults]") {
  Struck wrong(faults::DnsFailure{{.rate = always}, faults::DnsFailure::wrong_address});
  wrong.check_all_get("refused");
  CHECK(wrong.served() == 200);

  Struck silent(faults::DnsFailure{{.rate = always}, faults::DnsFailure::no_answer});
  silent.check_all_get("timeout");
  CHECK(silent.served() == 200);
}

TEST_CASE("a redirect loop is no answer of the service's, and fails", "[faults]") {
  Struck loop(faults::RedirectLoop{{.rate = always}});

  loop.check_all_get("redirects");
  CHECK(loop.served() == 200);
}

TEST_CASE("who is closed after a time learns it then, or gives up before", "[faults]") {
  Struck early(faults::Timeout{.closes_after = 500ms});
  early.check_all_get("reset");

  Struck late(faults::Timeout{.closes_after = 2s});
  late.check_all_get("timeout");
}

TEST_CASE("the work behind a spoilt answer is done", "[faults]") {
  Struck cut(faults::Truncate{{.rate = always}});
  cut.check_all_get("truncated");
  CHECK(cut.served() == 300);

  Struck garbage(faults::Malformed{{.rate = always}}, Constant{5ms});
  garbage.check_all_get("malformed");
  CHECK(garbage.served() == 300);

  Struck large(faults::HeadersTooLarge{{.rate = always}});
  large.check_all_get("malformed");
  CHECK(large.served() == 300);

  Struck longer(faults::WrongContentLength{{.rate = always}});
  longer.check_all_get("truncated");
  CHECK(longer.served() == 300);

  Struck page(faults::WrongContentType{{.rate = always}});
  page.check_all_get("malformed");
  CHECK(page.served() == 300);

  Struck wrapped(faults::BodyChange{{.rate = always}, faults::WrapBody{.name = "data"}});
  wrapped.check_all_get("malformed");
  CHECK(wrapped.served() == 300);

  Struck tagged(faults::HeaderChange{{.rate = always}, faults::RemoveHeader{.name = "etag"}});
  tagged.check_all_get("malformed");
  CHECK(tagged.served() == 300);

  Struck unnoticed(faults::BodyChange{{.rate = always}, faults::WrapBody{.name = "data"}, false});
  CHECK(unnoticed.fixture.bad() == 0);
  CHECK(unnoticed.fixture.tally(EventId{77}).other == 0);  // or it would be blamed for others
  CHECK(unnoticed.fixture.world().fault_tallies().front().injected == 100);

  Struck chunked(faults::BadChunk{{.rate = always}});
  chunked.check_all_get("malformed");
  CHECK(chunked.served() == 300);

  Struck dribbling(faults::Dribble{.over = Constant{2s}});
  dribbling.check_all_get("timeout");
  CHECK(dribbling.served() == 300);
}

TEST_CASE("where answers are lost callers wait until they give up, and the work is done",
          "[faults]") {
  Struck lost(faults::Partition{.loses = faults::Partition::Loses::answers});
  lost.check_all_get("timeout");
  CHECK(lost.served() == 300);

  Struck cut_off(faults::Partition{});
  cut_off.check_all_get("timeout");
  CHECK(cut_off.served() == 200);
}

TEST_CASE("an answer that comes too late is the fault's, one that is only late is good",
          "[faults]") {
  Struck too_late(faults::SlowAnswers{.by = Constant{2s}});
  too_late.check_all_get("timeout");
  CHECK(too_late.served() == 300);

  Struck late(faults::SlowAnswers{.by = Constant{300ms}});
  CHECK(late.fixture.bad() == 0);
  CHECK(late.fixture.tally(EventId{77}).other == 100);
}

TEST_CASE("a narrow link lets so many answers through in time", "[faults]") {
  // Five answers a second for ten clients a second: each waits 100 ms longer than the one before.
  Struck narrow(faults::Bandwidth{.rate = 100'000, .size = 20'000});

  CHECK(narrow.fixture.count("200", 10s, 20s) == 8);
  CHECK(narrow.fixture.tally(EventId{77}).bad == narrow.fixture.bad());
}

TEST_CASE("a stolen processor makes the work long, and nothing else", "[faults]") {
  Struck stolen(faults::CpuTheft{.factor = 200});
  stolen.check_all_get("timeout");

  Struck shared(faults::CpuTheft{.factor = 20});
  CHECK(shared.fixture.bad() == 0);
  CHECK(sample(shared.fixture.scrape("web-0"),
               "http_request_duration_seconds_bucket",
               {{"le", "0.1"}}) == 200);
}

TEST_CASE("of two faults the delays add up, and the first that spoils answers says how",
          "[faults]") {
  WorldFixture fixture{Struck::plan({})};
  const auto start = [&](const char* id, Fault fault) {
    fixture.perform(StartFault{{.id = id, .target = {.service = "web"}, .fault = std::move(fault)}},
                    EventId{77});
  };
  start("late", faults::SlowAnswers{.by = Constant{600ms}});
  start("cut", faults::Truncate{{.rate = always}});
  start("garbage", faults::Malformed{{.rate = always}});
  fixture.play_to_the_end(10s);
  CHECK(fixture.count("truncated", 1s, 9s) == 80);

  WorldFixture slower{Struck::plan({})};
  for (const char* id : {"one", "other"}) {
    slower.perform(StartFault{{.id = id,
                               .target = {.service = "web"},
                               .fault = faults::SlowAnswers{.by = Constant{600ms}}}},
                   EventId{77});
  }
  slower.play_to_the_end(10s);
  CHECK(slower.count("timeout", 2s, 9s) == 70);
}

TEST_CASE("what a fault ends is not spoilt by another, nor late by its lateness", "[faults]") {
  WorldFixture fixture{Struck::plan({})};
  const auto start = [&](const char* id, EventId cause, Fault fault) {
    fixture.perform(StartFault{{.id = id, .target = {.service = "web"}, .fault = std::move(fault)}},
                    cause);
  };
  start("late", EventId{71}, faults::SlowAnswers{.by = Constant{2s}});
  start("cut", EventId{72}, faults::Truncate{{.rate = always}});
  start("error", EventId{73}, faults::ErrorRate{.rate = always, .reply = 503});
  fixture.play_to_the_end(10s);

  CHECK(fixture.count("503") == 100);
  CHECK(fixture.tally(EventId{73}).bad == 100);
}

TEST_CASE("a spoilt answer is blamed on who spoils it, not on who only delays it", "[faults]") {
  WorldFixture fixture{Struck::plan({})};
  const auto start = [&](const char* id, EventId cause, Fault fault) {
    fixture.perform(StartFault{{.id = id, .target = {.service = "web"}, .fault = std::move(fault)}},
                    cause);
  };
  start("slow", EventId{71}, faults::Latency{.by = Constant{1ms}});
  start("cut", EventId{72}, faults::Truncate{{.rate = always}});
  fixture.play_to_the_end(10s);

  CHECK(fixture.tally(EventId{72}).bad == fixture.bad());
  CHECK(fixture.tally(EventId{71}).bad == 0);
}

TEST_CASE("a very late answer comes as late as it was said to", "[faults]") {
  simulated::WorldPlan plan = Struck::plan({});
  plan.traffic.front().timeout = 3h;
  plan.traffic.front().rate = {{.at = 0s, .per_second = 0.001}};
  WorldFixture fixture{plan};
  fixture.perform(StartFault{{.id = "late",
                              .target = {.service = "web"},
                              .fault = faults::SlowAnswers{.by = Constant{90min}}}},
                  EventId{77});
  fixture.play_until(1h + 29min);
  CHECK(fixture.count("200") == 0);

  fixture.play_to_the_end(4h);
  CHECK(fixture.count("200") > 0);
  CHECK(fixture.count("200", 0s, 90min) == 0);
}
