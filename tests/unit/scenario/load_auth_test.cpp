#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

Parts with_auth(const std::string& auth, const std::string& more = "") {
  return {.services = R"({"web": {"auth": {)" + auth + "}" + more + R"(},
    "idp": {"kind": "auth_provider", "contracts": {"v1": {}, "v2": {}}}, "db": {}})"};
}

Parts with_provider(const std::string& members) {
  return {.services = R"({"web": {}, "idp": {"kind": "auth_provider", )" + members + "}}"};
}

}  // namespace

TEST_CASE("the keys of an auth use are read", "[unit][scenario]") {
  const Scenario scenario = loaded(with_auth(R"("idp": {"speaks": "v1", "timeout": "2s",
    "fails": {"reply": 500}, "tokens": {"cache": "10m"}, "verifies": true, "keys":
    {"cache": "1h", "cooldown": "5m", "refetch_unknown": false, "strict": true, "lookup": "first"},
    "logs_in": true, "when_unavailable": "use_cached", "network": "1ms", "retry": {},
    "breaker": {}})"));

  const AuthUse& use = service(scenario, "web").versions[0].behaviour.auth[0];
  CHECK(use.call.service == "idp");
  CHECK(use.call.timeout == Duration{2s});
  CHECK(use.call.retry.has_value());
  CHECK(use.call.breaker.has_value());
  CHECK(use.speaks == "v1");
  CHECK(use.token_cache == Duration{10min});
  CHECK(use.verifies);
  CHECK(use.logs_in);
  CHECK(use.key_cache == 1h);
  CHECK(use.key_cooldown == 5min);
  CHECK_FALSE(use.refetch_unknown_key);
  CHECK(use.strict_keys);
  CHECK(use.first_key);
  CHECK_FALSE(use.strict_tokens);
  CHECK(use.when_unavailable == WhenUnavailable::use_cached);
}

TEST_CASE("a version may add a provider and change how one is used", "[unit][scenario]") {
  const Scenario scenario =
      loaded(with_auth(R"("idp": {"speaks": "v1", "tokens": {"cache": "10m"}})",
                       R"(, "version": "1", "versions": {"1": {},
        "2": {"auth": {"idp": {"tokens": "per_request"}}}})"));

  const auto& versions = service(scenario, "web").versions;
  CHECK(versions[0].behaviour.auth[0].token_cache == Duration{10min});
  CHECK_FALSE(versions[1].behaviour.auth[0].token_cache.has_value());
  CHECK(versions[1].behaviour.auth[0].speaks == "v1");
}

TEST_CASE("a service says how it verifies users' tokens", "[unit][scenario]") {
  const auto [text, verifies, way] =
      GENERATE(std::tuple{"true", true, VerifiesBy::keys},
               std::tuple{"false", false, VerifiesBy::keys},
               std::tuple{R"("keys")", true, VerifiesBy::keys},
               std::tuple{R"("introspection")", true, VerifiesBy::introspection},
               std::tuple{R"("userinfo")", true, VerifiesBy::userinfo});
  const Scenario scenario =
      loaded(with_auth(fmt::format(R"("idp": {{"speaks": "v1", "verifies": {}}})", text)));

  const AuthUse& use = service(scenario, "web").versions[0].behaviour.auth[0];
  CHECK(use.verifies == verifies);
  CHECK(use.verifies_by == way);
}

TEST_CASE("a strict client may keep its tokens or not", "[unit][scenario]") {
  const Scenario scenario =
      loaded(with_auth(R"("idp": {"speaks": "v1", "tokens": {"cache": "10m", "strict": true}})",
                       R"(, "version": "1", "versions": {"1": {},
        "2": {"auth": {"idp": {"tokens": {"strict": false}}}},
        "3": {"auth": {"idp": {"tokens": "per_request"}}},
        "4": {"auth": {"idp": {"tokens": {"cache": "5m"}}}}})"));

  const auto& versions = service(scenario, "web").versions;
  CHECK(versions[0].behaviour.auth[0].strict_tokens);
  CHECK(versions[0].behaviour.auth[0].token_cache == Duration{10min});
  CHECK_FALSE(versions[1].behaviour.auth[0].strict_tokens);  // and all else as before
  CHECK_FALSE(versions[1].behaviour.auth[0].token_per_request);
  CHECK(versions[1].behaviour.auth[0].token_cache == Duration{10min});
  CHECK_FALSE(versions[2].behaviour.auth[0].strict_tokens);
  CHECK_FALSE(versions[2].behaviour.auth[0].token_cache.has_value());
  CHECK(versions[3].behaviour.auth[0].strict_tokens);
  CHECK(versions[3].behaviour.auth[0].token_cache == Duration{5min});

  const Scenario alone =
      loaded(with_auth(R"("idp": {"speaks": "v1", "tokens": {"strict": true}})"));
  CHECK(service(alone, "web").versions[0].behaviour.auth[0].token_per_request);
}

TEST_CASE("a service may refresh the tokens of an account", "[unit][scenario]") {
  const Scenario scenario = loaded(
      with_auth(R"("idp": {"speaks": "v1", "tokens": {"cache": "10m", "grant": "refresh_token"}})",
                R"(, "version": "1", "versions": {"1": {},
        "2": {"auth": {"idp": {"tokens": {"cache": "5m"}}}},
        "3": {"auth": {"idp": {"tokens": {"cache": "5m", "grant": "client_credentials"}}}},
        "4": {"auth": {"idp": {"tokens": "per_request"}}}})"));

  const auto& versions = service(scenario, "web").versions;
  CHECK(versions[0].behaviour.auth[0].refreshes);
  CHECK(versions[1].behaviour.auth[0].refreshes);
  CHECK_FALSE(versions[2].behaviour.auth[0].refreshes);
  CHECK_FALSE(versions[3].behaviour.auth[0].refreshes);
}

TEST_CASE("a service that only verifies or logs in needs tokens if it says how it gets them",
          "[unit][scenario]") {
  const auto [text, needs] =
      GENERATE(std::pair{R"("verifies": true)", false},
               std::pair{R"("verifies": true, "tokens": "per_request")", true},
               std::pair{R"("verifies": true, "tokens": {"cache": "10m"})", true},
               std::pair{R"("tokens": "per_request")", true},
               std::pair{R"("logs_in": true)", false},
               std::pair{R"("logs_in": true, "tokens": {"cache": "10m"})", true},
               std::pair{R"("when_unavailable": "fail_open")", true});
  const Scenario scenario =
      loaded(with_auth(fmt::format(R"("idp": {{"speaks": "v1", {}}})", text)));

  INFO(text);
  CHECK(service(scenario, "web").versions[0].behaviour.auth[0].needs_token() == needs);
}

TEST_CASE("mistakes in the use of auth are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_auth(R"("idq": {"speaks": "v1"})")) ==
        "1:32 there is no auth provider \"idq\"; did you mean \"idp\"?\n");
  CHECK(mistakes(with_auth(R"("db": {"speaks": "v1"})")) == "1:32 \"db\" is no auth provider\n");
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v3"})"))
            .find("there is no contract \"v3\" of \"idp\"") != std::string::npos);
  CHECK(mistakes(with_auth(R"("idp": {})")) == "1:39 auth of \"idp\" needs the key \"speaks\"\n");
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v1", "tokens": "cached"})"))
            .find("\"tokens\" must be \"per_request\" or {\"cache\": \"10m\"}") !=
        std::string::npos);
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v1", "tokens": {}})")) ==
        "1:66 \"tokens\" needs the key \"cache\"\n");
  CHECK(mistakes(
            with_auth(
                R"("idp": {"speaks": "v1", "tokens": {"strict": true, "grant": "refresh_token"}})"))
            .find("needs the key \"cache\"") != std::string::npos);
  CHECK(mistakes(
            with_auth(
                R"("idp": {"speaks": "v1", "tokens": {"cache": "1m", "grant": "refresh_tokens"}})"))
            .find("did you mean \"refresh_token\"?") != std::string::npos);
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v1", "verifies": "introspect"})"))
            .find("did you mean \"introspection\"?") != std::string::npos);
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v1", "verifies": 1})"))
            .find("\"verifies\" must be true or false") != std::string::npos);
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v1", "logs_in": "always"})"))
            .find("\"logs_in\" must be true or false") != std::string::npos);
  CHECK(mistakes(with_auth(R"("idp": {"speaks": "v1", "when_unavailable": "fail_close"})"))
            .find("did you mean \"fail_closed\"?") != std::string::npos);
}

TEST_CASE("contracts are read and extend each other in any order", "[unit][scenario]") {
  const Scenario scenario = loaded(with_provider(R"("contracts": {
      "v3": {"extends": "v2", "grants": ["client_credentials"]},
      "v1": {"token_auth": ["client_secret_basic"], "scopes": ["read"]},
      "v2": {"extends": "v1", "token_auth": ["private_key_jwt"], "signing_algs": ["ES256"],
             "token_formats": ["jwt"], "tls": ["1.3"], "pkce": ["none", "S256"]}},
    "accepts": ["v2", "v1"], "token_lifetime": "5m")"));

  const Behaviour& provider = service(scenario, "idp").versions[0].behaviour;
  REQUIRE(provider.contracts.size() == 3);
  const Contract& third = provider.contracts[0];
  CHECK(third.name == "v3");
  CHECK(third.token_auth == std::vector<std::string>{"private_key_jwt"});
  CHECK(third.scopes == std::vector<std::string>{"read"});
  CHECK(third.signing_algs == std::vector<std::string>{"ES256"});
  CHECK(third.grants == std::vector<std::string>{"client_credentials"});
  CHECK(third.pkce == std::vector<std::string>{"none", "S256"});
  CHECK(provider.contracts[1].grants.empty());
  CHECK(provider.accepts == std::vector<std::string>{"v2", "v1"});
  CHECK(provider.token_lifetime == 5min);
}

TEST_CASE("a method of PKCE is none that there is not", "[unit][scenario]") {
  CHECK(mistakes(with_provider(R"("contracts": {"v1": {"pkce": ["S255"]}})"))
            .find("there is no method of PKCE \"S255\"; did you mean \"S256\"?") !=
        std::string::npos);
}

TEST_CASE("a provider accepts all its contracts unless it says which", "[unit][scenario]") {
  const Scenario scenario = loaded(with_provider(R"("contracts": {"v1": {}, "v2": {}})"));

  CHECK(service(scenario, "idp").versions[0].behaviour.accepts ==
        std::vector<std::string>{"v1", "v2"});
}

TEST_CASE("a version of a provider may accept something else", "[unit][scenario]") {
  const Scenario scenario = loaded(with_provider(R"("contracts": {"v1": {}, "v2": {}},
    "accepts": ["v1"], "version": "a", "versions": {"a": {}, "b": {"accepts": ["v2"]}})"));

  const auto& versions = service(scenario, "idp").versions;
  CHECK(versions[0].behaviour.accepts == std::vector<std::string>{"v1"});
  CHECK(versions[1].behaviour.accepts == std::vector<std::string>{"v2"});
  CHECK(versions[1].behaviour.contracts.size() == 2);
}

TEST_CASE("mistakes in contracts are reported at their places", "[unit][scenario]") {
  CHECK(mistakes(with_provider(R"("contracts": {"v1": {}}, "accepts": ["v2"])"))
            .find("there is no contract \"v2\"") != std::string::npos);
  CHECK(mistakes(with_provider(R"("contracts": {"v1": {"extends": "v0"}})"))
            .find("there is no contract \"v0\"") != std::string::npos);
  CHECK(mistakes(with_provider(
                     R"("contracts": {"a": {"extends": "b"}, "b": {"extends": "c"},
              "c": {"extends": "b"}})"))
            .find("\"b\" extends itself") != std::string::npos);
  CHECK(mistakes(with_provider(R"("contracts": {"v1": {"grants": "x"}})"))
            .find("\"grants\" must be an array") != std::string::npos);
  CHECK(mistakes(with_provider(R"("contracts": {"v1": {}}, "accepts": ["v1"], "version": "a",
    "versions": {"a": {}, "b": {"contracts": {"v2": {}}}})"))
            .find("the provider accepts \"v1\", which these contracts lack") != std::string::npos);
}

}  // namespace firedrill::tests
