#include "harness/faults/profile.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/json_document.hpp"

using namespace firedrill;
using namespace firedrill::tests;
using namespace std::chrono_literals;

namespace {

/// The keys "share" and "profile" of a step.
Profile profile_of(const std::string& keys) {
  JsonDocument document("{" + keys + "}");
  Profile profile = document.read(Profile::parse);
  CHECK(document.messages().empty());
  return profile;
}

std::vector<std::string> mistakes_of_profile(const std::string& keys) {
  JsonDocument document("{" + keys + "}");
  document.read(Profile::parse);
  return document.messages();
}

std::size_t taken_of(const Profile& profile, std::size_t requests, Duration elapsed) {
  Rng random{1};
  std::size_t taken = 0;
  for (std::size_t i = 0; i < requests; ++i) {
    taken += profile.takes(elapsed, random) ? 1U : 0U;
  }
  return taken;
}

}  // namespace

TEST_CASE("a profile takes every request unless it says otherwise", "[unit][faults][profile]") {
  CHECK(profile_of("").takes_all());
  CHECK(profile_of(R"("share": "100%")").takes_all());
  CHECK_FALSE(profile_of(R"("share": "99%")").takes_all());
  CHECK_FALSE(profile_of(R"("profile": {"ramp": {"over": "1s", "from": 1}})").takes_all());
  CHECK(profile_of("").share_at(1h) == 1);
}

TEST_CASE("a share is the same all the time", "[unit][faults][profile]") {
  const Profile profile = profile_of(R"("share": "30%")");

  CHECK(profile.share_at(0s) == 0.3);
  CHECK(profile.share_at(24h) == 0.3);
}

TEST_CASE("a share takes about so many requests, each by its own draw", "[unit][faults][profile]") {
  const std::size_t taken = taken_of(profile_of(R"("share": 0.3)"), 10'000, 0s);

  // exact binomial(10000, 0.3), two-sided 1e-6
  CHECK(taken >= 2777);
  CHECK(taken <= 3226);
  CHECK(taken_of(profile_of(R"("share": 0)"), 1000, 0s) == 0);
  CHECK(taken_of(profile_of(R"("profile": {"ramp": {"over": "1s"}})"), 1000, 1s) == 1000);
}

TEST_CASE("a ramp grows evenly from nothing to the whole share and stays",
          "[unit][faults][profile]") {
  const Profile profile = profile_of(R"("profile": {"ramp": {"over": "4m"}})");

  CHECK(profile.share_at(0s) == 0);
  CHECK(profile.share_at(1min) == 0.25);
  CHECK(profile.share_at(3min) == 0.75);
  CHECK(profile.share_at(4min) == 1);
  CHECK(profile.share_at(24h) == 1);
}

TEST_CASE("a ramp goes from one share to another, down too", "[unit][faults][profile]") {
  const Profile up =
      profile_of(R"("profile": {"ramp": {"over": "5m", "from": "25%", "to": "75%"}})");
  const Profile down = profile_of(R"("profile": {"ramp": {"over": "4m", "from": 1, "to": 0}})");

  CHECK(up.share_at(0s) == 0.25);
  CHECK(up.share_at(150s) == 0.5);
  CHECK(up.share_at(5min) == 0.75);
  CHECK(down.share_at(1min) == 0.75);
  CHECK(down.share_at(5min) == 0);
}

TEST_CASE("steps begin at their times, with nothing before the first", "[unit][faults][profile]") {
  const Profile profile = profile_of(
      R"("profile": {"steps": [{"after": "1m", "share": "10%"}, {"after": "2m", "share": "50%"},
                               {"after": "3m", "share": 0}]})");

  CHECK(profile.share_at(0s) == 0);
  CHECK(profile.share_at(1min - 1ns) == 0);
  CHECK(profile.share_at(1min) == 0.1);
  CHECK(profile.share_at(2min - 1ns) == 0.1);
  CHECK(profile.share_at(2min) == 0.5);
  CHECK(profile.share_at(24h) == 0);
}

TEST_CASE("a sine begins at nothing and takes all half a period later", "[unit][faults][profile]") {
  const Profile profile = profile_of(R"("profile": {"sine": {"period": "14m"}})");
  // Of the period, and the square of the sine of half a turn times that, from 50 digits.
  const std::vector<std::pair<Duration, double>> known = {{70s, 0x1.126145e9ecd56p-4},
                                                          {84s, 0x1.8722191a02d61p-4},
                                                          {2min, 0x1.818be3ae8245dp-3},
                                                          {210s, 0.5},
                                                          {280s, 0.75},
                                                          {525s, 0x1.b504f333f9de6p-1},
                                                          {756s, 0x1.8722191a02d61p-4},
                                                          {826s, 0x1.6703583cc1ccap-9}};

  CHECK(profile.share_at(0s) == 0);
  CHECK(profile.share_at(7min) == 1);
  for (const auto& [elapsed, share] : known) {
    INFO(elapsed.count());
    CHECK(profile.share_at(elapsed) == Approx(share).epsilon(0).margin(1e-15));
    CHECK(profile.share_at(elapsed + 1000 * 14min) == profile.share_at(elapsed));
  }
}

TEST_CASE("a share multiplies the profile", "[unit][faults][profile]") {
  CHECK(profile_of(R"("share": 0.5, "profile": {"ramp": {"over": "4m"}})").share_at(1min) == 0.125);
  CHECK(profile_of(R"("share": 0.5, "profile": {"sine": {"period": "4m"}})").share_at(2min) == 0.5);
  CHECK(profile_of(R"("share": 0.5, "profile": {"steps": [{"after": "0s", "share": 0.5}]})")
            .share_at(0s) == 0.25);
}

TEST_CASE("a profile says in words what it does", "[unit][faults][profile]") {
  const auto words = [](const std::string& keys) { return described(profile_of(keys)); };

  CHECK(words(R"("share": 0.07)") == "7% of the requests");
  CHECK(words(R"("share": 0.5, "profile": {"ramp": {"over": "5m", "from": 0.2}})") ==
        "10% to 50% of the requests within 5m");
  CHECK(words(R"("profile": {"steps": [{"after": "1m", "share": 0.6}]})") ==
        "in steps up to 60% of the requests");
  CHECK(words(R"("profile": {"sine": {"period": "10m"}})") ==
        "0% to 100% of the requests every 10m");
}

TEST_CASE("a profile has one shape, of some length", "[unit][faults][profile]") {
  for (const std::string keys : {R"("share": 2)",
                                 R"("share": "-1%")",
                                 R"("profile": "ramp")",
                                 R"("profile": {})",
                                 R"("profile": {"ramp": {"over": "1m"}, "sine": {"period": "1m"}})",
                                 R"("profile": {"ramp": {}})",
                                 R"("profile": {"ramp": {"over": "0s"}})",
                                 R"("profile": {"ramp": {"over": "1m", "until": 1}})",
                                 R"("profile": {"ramp": {"over": "1m", "to": "101%"}})",
                                 R"("profile": {"steps": []})",
                                 R"("profile": {"steps": {"after": "1m", "share": 1}})",
                                 R"("profile": {"steps": [{"share": 1}]})",
                                 R"("profile": {"steps": [{"after": "1m"}]})",
                                 R"("profile": {"sine": {"period": "0s"}})"}) {
    INFO(keys);
    CHECK(mistakes_of_profile(keys).size() == 1);
  }
  CHECK(mistakes_of_profile(R"("profile": {"ramps": {"over": "5m"}})") ==
        std::vector<std::string>{R"(there is no profile "ramps"; did you mean "ramp"?)"});
  CHECK(
      mistakes_of_profile(
          R"("profile": {"steps": [{"after": "1m", "share": 0}, {"after": "1m", "share": 1}]})") ==
      std::vector<std::string>{"the steps of a profile must follow each other in time"});
}
