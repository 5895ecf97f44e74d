#include "harness/behaviour/alert_severity.hpp"

#include <optional>
#include <string_view>

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("the label severity says how bad an alert is, an unknown word that it is an error",
          "[unit][behaviour]") {
  const auto word = [](std::string_view label) { return name_of(severity_of_label(label)); };

  CHECK(word("critical") == "critical");
  CHECK(word("page") == "critical");
  CHECK(word("warning") == "warning");
  CHECK(word("info") == "info");
  CHECK(word("Warning") == "error");
  CHECK(word("") == "error");
}

TEST_CASE("critical and error wake somebody, warning and info do not", "[unit][behaviour]") {
  CHECK(urgency_of(AlertSeverity::critical) == Urgency::high);
  CHECK(urgency_of(AlertSeverity::error) == Urgency::high);
  CHECK(urgency_of(AlertSeverity::warning) == Urgency::low);
  CHECK(urgency_of(AlertSeverity::info) == Urgency::low);
}

TEST_CASE("Opsgenie's priorities say how bad an alert is, P3 that it is an error",
          "[unit][behaviour]") {
  CHECK(severity_of_priority("P1") == AlertSeverity::critical);
  CHECK(severity_of_priority("P2") == AlertSeverity::error);
  CHECK(severity_of_priority("P3") == AlertSeverity::error);
  CHECK(severity_of_priority("P4") == AlertSeverity::warning);
  CHECK(severity_of_priority("P5") == AlertSeverity::info);
  CHECK(severity_of_priority("P6") == std::nullopt);
}

TEST_CASE("the label urgency is high or low, or says nothing", "[unit][behaviour]") {
  CHECK(urgency_of_label("high") == Urgency::high);
  CHECK(urgency_of_label("low") == Urgency::low);
  CHECK(urgency_of_label("medium") == std::nullopt);
  CHECK(urgency_of_label("") == std::nullopt);
}
