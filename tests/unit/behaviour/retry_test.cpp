#include "harness/behaviour/retry.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("retry delays grow by the factor up to the ceiling", "[unit][behaviour][retry]") {
  const RetryPolicy policy{.backoff = 100ms, .factor = 3, .at_most = 1s, .jitter = Jitter::none};
  Rng random{1};

  CHECK(retry_delay(policy, 2, random) == 100ms);
  CHECK(retry_delay(policy, 3, random) == 300ms);
  CHECK(retry_delay(policy, 4, random) == 900ms);
  CHECK(retry_delay(policy, 5, random) == 1s);
  CHECK(retry_delay(policy, 100, random) == 1s);
}

TEST_CASE("a retry delay without jitter draws nothing", "[unit][behaviour][retry]") {
  const RetryPolicy policy{.jitter = Jitter::none};
  Rng random{7};
  Rng untouched{7};

  retry_delay(policy, 2, random);

  CHECK(random.next() == untouched.next());
}

TEST_CASE("full jitter spreads a retry between nothing and the whole delay",
          "[unit][behaviour][retry]") {
  const RetryPolicy policy{.backoff = 100ms, .factor = 2, .jitter = Jitter::full};
  Rng random{42};
  int lower_half = 0;

  for (int i = 0; i < 1000; ++i) {
    const Duration delay = retry_delay(policy, 3, random);
    REQUIRE(delay >= 0ms);
    REQUIRE(delay <= 200ms);
    lower_half += delay < 100ms ? 1 : 0;
  }

  CHECK(lower_half > 437);  // binomial(1000, 1/2): four deviations are 63
  CHECK(lower_half < 563);
}

TEST_CASE("attempts bound the retries of one call", "[unit][behaviour][retry]") {
  const RetryPolicy policy{.attempts = 3};
  RetryBudget budget;

  CHECK(budget.may_retry(policy, 1));
  CHECK(budget.may_retry(policy, 2));
  CHECK_FALSE(budget.may_retry(policy, 3));
}

TEST_CASE("a policy of one attempt never retries", "[unit][behaviour][retry]") {
  RetryBudget budget;

  CHECK_FALSE(budget.may_retry({.attempts = 1}, 1));
}

TEST_CASE("without a budget every call may retry", "[unit][behaviour][retry]") {
  const RetryPolicy policy{.attempts = 2, .budget = 1};
  RetryBudget budget;

  for (int call = 0; call < 1000; ++call) {
    REQUIRE(budget.may_retry(policy, 1));
  }
}

TEST_CASE("a retry budget lasts ten retries, then its share of the calls",
          "[unit][behaviour][retry]") {
  const RetryPolicy policy{.attempts = 2, .budget = 0.1};
  RetryBudget budget;
  int retries = 0;

  for (int call = 0; call < 1000; ++call) {
    budget.call_made(policy);
    retries += budget.may_retry(policy, 1) ? 1 : 0;
  }

  // 10 in reserve, and a tenth of 1000 calls; the first call found the reserve full
  CHECK(retries == 109);
}

TEST_CASE("a quiet time fills a retry budget no further than its reserve",
          "[unit][behaviour][retry]") {
  const RetryPolicy policy{.attempts = 2, .budget = 0.5};
  RetryBudget budget;

  for (int call = 0; call < 1'000'000; ++call) {
    budget.call_made(policy);
  }
  int retries = 0;
  while (budget.may_retry(policy, 1)) {
    ++retries;
  }

  CHECK(retries == 10);
}

TEST_CASE("a budget of nothing allows only its reserve", "[unit][behaviour][retry]") {
  const RetryPolicy policy{.attempts = 2, .budget = 0};
  RetryBudget budget;
  int retries = 0;

  for (int call = 0; call < 100; ++call) {
    budget.call_made(policy);
    retries += budget.may_retry(policy, 1) ? 1 : 0;
  }

  CHECK(retries == 10);
}
