#include "harness/scenario/on_call.hpp"

#include <chrono>
#include <variant>

#include <catch2/catch.hpp>

// Names and look-ups of those who are on call.

using namespace std::chrono_literals;

namespace firedrill {
namespace {

OnCall ann_bob_and_a_schedule() {
  OnCall on_call;
  on_call.people = {Person{.name = "ann"}, Person{.name = "bob"}};
  on_call.schedules = {NamedSchedule{.name = "primary", .schedule = {}}};
  return on_call;
}

}  // namespace

TEST_CASE("each channel has the name that scenarios write", "[unit][scenario][on_call]") {
  CHECK(name_of(Channel::push) == "push");
  CHECK(name_of(Channel::sms) == "sms");
  CHECK(name_of(Channel::phone) == "phone");
  CHECK(name_of(Channel::email) == "email");
  CHECK(name_of(Channel::chat) == "chat");
}

TEST_CASE("namesakes of different levels have streams of their own", "[unit][scenario][on_call]") {
  CHECK(stream_suffix(Person{.name = "ann"}).empty());
  CHECK(stream_suffix(Person{.name = "ann", .level = 0}) == "/0");
  CHECK(stream_suffix(Person{.name = "ann", .level = 12}) == "/12");
}

TEST_CASE("a receiver without a policy of its own goes by the default",
          "[unit][scenario][on_call]") {
  OnCall on_call;
  on_call.default_policy = 2;
  on_call.receivers = {{"database", 1}, {"web", 0}};

  CHECK(policy_of(on_call, "database") == 1);
  CHECK(policy_of(on_call, "web") == 0);
  CHECK(policy_of(on_call, "Web") == 2);
  CHECK(policy_of(on_call, "") == 2);  // it came to no receiver
}

TEST_CASE("a target is a person or a schedule of that index", "[unit][scenario][on_call]") {
  const OnCall on_call = ann_bob_and_a_schedule();

  CHECK(name_of(on_call, {PageTarget::Kind::person, 0}) == "ann");
  CHECK(name_of(on_call, {PageTarget::Kind::person, 1}) == "bob");
  CHECK(name_of(on_call, {PageTarget::Kind::schedule, 0}) == "primary");
}

TEST_CASE("a level lists its targets in their order", "[unit][scenario][on_call]") {
  const OnCall on_call = ann_bob_and_a_schedule();
  EscalationLevel level;
  CHECK(names_of(on_call, level).empty());

  level.targets = {{PageTarget::Kind::person, 1}};
  CHECK(names_of(on_call, level) == "bob");

  level.targets = {{PageTarget::Kind::person, 1},
                   {PageTarget::Kind::schedule, 0},
                   {PageTarget::Kind::person, 0}};
  CHECK(names_of(on_call, level) == "bob, primary, ann");
}

TEST_CASE("people acknowledge at once or within minutes unless the scenario says",
          "[unit][scenario][on_call]") {
  const Distribution usual = usual_acknowledgement();
  const auto* mixture = std::get_if<Mixture>(&usual.model());
  REQUIRE(mixture != nullptr);
  REQUIRE(mixture->parts.size() == 2);
  REQUIRE(mixture->weights.size() == 2);
  CHECK(mixture->weights[0] == Approx(0.36));
  CHECK(mixture->weights[1] == Approx(0.64));

  const auto* at_once = std::get_if<Constant>(&mixture->parts[0].model());
  REQUIRE(at_once != nullptr);
  CHECK(at_once->value == 0s);
  const auto* later = std::get_if<Lognormal>(&mixture->parts[1].model());
  REQUIRE(later != nullptr);
  CHECK(later->median == 592s);
  CHECK(later->p99 == 21'811s);
}

TEST_CASE("only people at keyboards and outside alerts need a live run",
          "[unit][scenario][on_call]") {
  CHECK_FALSE(OnCall{}.needs_live_run());
  OnCall by_hand;
  by_hand.responder = Responder::human;
  CHECK(by_hand.needs_live_run());
  OnCall fed_from_outside;
  fed_from_outside.external_alerts = true;
  CHECK(fed_from_outside.needs_live_run());
}

}  // namespace firedrill
