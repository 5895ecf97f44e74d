#include "harness/live/supervisor_message.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace firedrill::live;

TEST_CASE("a request to spawn arrives as it was sent, odd characters and all", "[live]") {
  const ProcessSpec sent{.arguments = {"./server", "", "a b\n", "--port=1"},
                         .environment = {"A=1", "B==\"'"},
                         .folder = "/a folder",
                         .standard_output = "out",
                         .standard_error = "",
                         .is_command = true};

  const auto request =
      decode_request(encode(SpawnRequest{.number = ProcessNumber{7}, .spec = sent}));

  REQUIRE(request);
  const SpawnRequest* const spawn = std::get_if<SpawnRequest>(&*request);
  REQUIRE(spawn != nullptr);
  CHECK(spawn->number == ProcessNumber{7});
  CHECK(spawn->spec.arguments == sent.arguments);
  CHECK(spawn->spec.environment == sent.environment);
  CHECK(spawn->spec.folder == sent.folder);
  CHECK(spawn->spec.standard_output == sent.standard_output);
  CHECK(spawn->spec.standard_error == sent.standard_error);
  CHECK(spawn->spec.is_command);
}

TEST_CASE("a will arrives as it was sent, and so does its end", "[live]") {
  const auto request = decode_request(
      encode(WillRequest{.spec = {.arguments = {"./sweep", "all of it"}, .folder = "/a folder"},
                         .timeout = std::chrono::minutes{10}}));
  const auto end = decode_request(encode(WillRequest{}));

  const WillRequest& will = std::get<WillRequest>(request.value());
  CHECK(will.spec.arguments == std::vector<std::string>{"./sweep", "all of it"});
  CHECK(will.spec.folder == "/a folder");
  CHECK_FALSE(will.spec.is_command);
  CHECK(will.timeout == std::chrono::minutes{10});
  CHECK(std::get<WillRequest>(end.value()).spec.arguments.empty());
}

TEST_CASE("every signal arrives as it was sent", "[live]") {
  for (const ProcessSignal signal :
       {ProcessSignal::terminate, ProcessSignal::kill, ProcessSignal::stop, ProcessSignal::go_on}) {
    const auto request =
        decode_request(encode(SignalRequest{.number = ProcessNumber{1}, .signal = signal}));

    REQUIRE(request);
    CHECK(std::get<SignalRequest>(*request).signal == signal);
  }
}

TEST_CASE("every report arrives as it was sent", "[live]") {
  const auto started = decode_report(encode(StartedReport{.number = ProcessNumber{1}, .pid = 42}));
  const auto failed =
      decode_report(encode(FailedReport{.number = ProcessNumber{2}, .reason = "no, it's not"}));
  const ProcessEnd exit{.exit_code = 3, .signal = {}};
  const ProcessEnd kill{.exit_code = {}, .signal = 9};
  const auto exited = decode_report(encode(EndedReport{.number = ProcessNumber{3}, .end = exit}));
  const auto killed = decode_report(encode(EndedReport{.number = ProcessNumber{4}, .end = kill}));

  CHECK(std::get<StartedReport>(started.value()).pid == 42);
  CHECK(std::get<FailedReport>(failed.value()).reason == "no, it's not");
  CHECK(std::get<EndedReport>(exited.value()).end == exit);
  CHECK(std::get<EndedReport>(killed.value()).end == kill);
  CHECK(std::get<EndedReport>(killed.value()).number == ProcessNumber{4});
}

TEST_CASE("what is no message is no message", "[live]") {
  using namespace std::string_literals;
  for (const std::string& packet : {""s,
                                    "spawn"s,
                                    "spawn\0"s,
                                    "spawn\0x\0"
                                    "0\0"
                                    "0\0\0\0\0"s,
                                    "spawn\0"
                                    "1\0"
                                    "4000000000\0a\0"s,
                                    "signal\0"
                                    "1\0"
                                    "9\0"s,
                                    "signal\0"
                                    "1\0"
                                    "1\0more\0"s,
                                    "dance\0"
                                    "1\0"s}) {
    CHECK_FALSE(decode_request(packet).has_value());
    CHECK_FALSE(decode_report(packet).has_value());
  }
  CHECK_FALSE(decode_report("started\0"
                            "1\0-5\0"s)
                  .has_value());
}

TEST_CASE("a request cut short anywhere is no message", "[live]") {
  const std::string whole = encode(SpawnRequest{
      .number = ProcessNumber{1}, .spec = {.arguments = {"a"}, .environment = {"B=1"}}});

  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(decode_request(whole.substr(0, length)).has_value());
  }
}
