#include "harness/faults/auth_change.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "tests/unit/faults/fault_fixture.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

Verdict verdict_at(AuthEndpoint endpoint, const std::string& change) {
  const Fault fault = good_fault(R"({"fault": "auth_change", "change": ")" + change + "\"}");
  FaultState state = initial_state(fault);
  Rng random{1};
  return decide(fault, state, {.now = Instant{}, .random = random, .endpoint = endpoint});
}

}  // namespace

TEST_CASE("auth_change strikes the endpoint that has changed and no other",
          "[unit][faults][auth_change]") {
  CHECK(std::get<Reply>(verdict_at(AuthEndpoint::token, "secret_expired")).status == 401);
  CHECK(std::holds_alternative<Pass>(verdict_at(AuthEndpoint::keys, "secret_expired")));
  CHECK(std::holds_alternative<Pass>(verdict_at(AuthEndpoint::token, "key_removed")));
  CHECK(std::get<Reply>(verdict_at(AuthEndpoint::keys, "key_removed")).status == 200);
  CHECK(std::get<Reply>(verdict_at(AuthEndpoint::token, "endpoints_moved")).status == 404);
  CHECK(std::get<Reply>(verdict_at(AuthEndpoint::keys, "endpoints_moved")).status == 404);
  CHECK(std::get<Reply>(verdict_at(AuthEndpoint::userinfo, "userinfo_scope")).status == 403);
  CHECK(std::holds_alternative<Pass>(verdict_at(AuthEndpoint::introspection, "userinfo_scope")));
  CHECK(std::get<Reply>(verdict_at(AuthEndpoint::introspection, "secret_expired")).status == 401);
}

TEST_CASE("auth_change leaves alone what asks for neither tokens nor keys",
          "[unit][faults][auth_change]") {
  for (const ProviderChange& change : provider_changes) {
    CAPTURE(change.name);
    CHECK(std::holds_alternative<Pass>(verdict_at(AuthEndpoint::none, std::string(change.name))));
  }
}

TEST_CASE("auth_change says what it answers", "[unit][faults][auth_change]") {
  const auto reply = std::get<Reply>(verdict_at(AuthEndpoint::token, "grant_removed"));

  REQUIRE(reply.change != nullptr);
  CHECK(reply.change->name == "grant_removed");
  CHECK(reply.change->error == "unsupported_grant_type");
  CHECK(reply.status == 400);
}

TEST_CASE("auth_change needs the name of a change", "[unit][faults][auth_change]") {
  CHECK(mistakes_of_fault(R"({"fault": "auth_change"})").size() == 1);
  CHECK(mistakes_of_fault(R"({"fault": "auth_change", "change": "key_remove"})").size() == 1);
}

TEST_CASE("successes of one change are told from those of all others",
          "[unit][faults][auth_change]") {
  for (const ProviderChange& change : provider_changes) {
    CAPTURE(change.name);
    using Meaning = ProviderChange::Meaning;
    const bool is_success = change.status == 200;
    const bool refuses = change.meaning == Meaning::refused ||
                         change.meaning == Meaning::inactive_refused ||
                         change.meaning == Meaning::no_challenge;
    CHECK(refuses != is_success);
    CHECK((is_success ? change.error == change.name : true));
  }
}
