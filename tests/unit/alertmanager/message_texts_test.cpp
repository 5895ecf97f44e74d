// Templates of messages. Most were tried with `amtool template render` 0.25; where Remove or a
// default template is used wrongly, Go says the same in other words.
#include "harness/alertmanager/message_texts.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using firedrill::Instant;
using firedrill::alertmanager::failure_of;
using firedrill::alertmanager::Integration;
using firedrill::alertmanager::MessageContext;
using firedrill::alertmanager::MessageTexts;
using firedrill::alertmanager::NotifiedAlert;
using firedrill::alertmanager::Receiver;
using firedrill::alertmanager::unsupported_part;
using namespace std::chrono_literals;

namespace {

using Cases = std::vector<std::pair<const char*, std::string>>;

NotifiedAlert alert_of(const std::string& pod, bool resolved) {
  return {.alert = {.labels = {{"alertname", "Slow"}, {"app", "web"}, {"pod", pod}},
                    .annotations = {{"summary", pod + " is slow"}},
                    .generator_url = "http://prometheus.example/graph",
                    .starts_at = Instant{1500ms},
                    .ends_at = Instant{90s}},
          .resolved = resolved};
}

/// What a text becomes in a message about two alerts, of which one is resolved.
std::string rendered(const std::string& text) {
  const Receiver receiver{.name = "team (a)"};
  const Integration integration;
  const firedrill::alertmanager::Notification notification{
      .receiver = &receiver,
      .integration = &integration,
      .group_labels = {{"alertname", "Slow"}},
      .alerts = {alert_of("a", false), alert_of("b", true)}};
  const MessageContext context{.external_url = "http://am.example"};
  MessageTexts texts(notification, context);
  const std::string result = texts.rendered(text);
  return texts.error() ? texts.error()->message : result;
}

void check_all(const Cases& cases) {
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(rendered(text) == expected);
  }
}

}  // namespace

TEST_CASE("templates of messages know the message's data", "[unit][alertmanager]") {
  check_all({
      {"plain", "plain"},
      {"{{ .Receiver }} {{ .Status | toUpper }} {{ .ExternalURL }}",
       R"(team \(a\) FIRING http://am.example)"},
      {"{{ .GroupLabels.alertname }}{{ .CommonLabels.app }}{{ .CommonLabels.pod }}", "Slowweb"},
      {"{{ .CommonLabels }} {{ .CommonAnnotations | len }}", "map[alertname:Slow app:web] 0"},
      {"{{ len .Alerts }} {{ .Alerts.Firing | len }} {{ len .Alerts.Resolved }}", "2 1 1"},
      {"{{ range $i, $a := .Alerts }}{{ $i }}{{ .Labels.pod }}={{ $a.Annotations.summary }},{{ end "
       "}}",
       "0a=a is slow,1b=b is slow,"},
      {"{{ (index .Alerts 0).Fingerprint }}", "de66e35a703bc57c"},
      {"{{ range .Alerts.Resolved }}{{ .Status }} {{ .StartsAt }} - {{ .EndsAt }}{{ end }}",
       "resolved 1970-01-01 00:00:01.5 +0000 UTC - 1970-01-01 00:01:30 +0000 UTC"},
      {"{{ range .Alerts.Firing }}{{ .EndsAt }} {{ .GeneratorURL }}{{ end }}",
       "0001-01-01 00:00:00 +0000 UTC http://prometheus.example/graph"},
      {R"({{ if eq .CommonLabels.app "web" }}critical{{ else }}warning{{ end }})", "critical"},
      {"{{ with .Alerts.Firing }}{{ len . }}{{ end }}{{ with .CommonAnnotations }}x{{ end }}", "1"},
  });
}

TEST_CASE("templates of messages have Alertmanager's functions and methods",
          "[unit][alertmanager]") {
  check_all({
      {R"({{ join ", " .CommonLabels.Names }}|{{ .CommonLabels.Values | join "+" }})",
       "alertname, app|Slow+web"},
      {R"({{ .CommonLabels.Remove (stringSlice "app") }})", "map[alertname:Slow]"},
      {"{{ with .CommonLabels.Remove .GroupLabels.Names }}{{ .SortedPairs }}{{ end }}",
       "[{app web}]"},
      {"{{ (.CommonLabels.Remove .GroupLabels.Names).app }}", "web"},
      {"{{ range .CommonLabels.SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}",
       "alertname=Slow app=web "},
      {"{{ .CommonLabels.SortedPairs.Values }}", "[Slow web]"},
      {R"({{ title "ABC dEF" }} {{ stringSlice "a" "b" }} {{ index .GroupLabels "alertname" }})",
       "Abc Def [a b] Slow"},
      {R"-({{ reReplaceAll "S(.)" "s$1" .GroupLabels.alertname }} {{ match "^S" "Slow" }})-",
       "slow true"},
  });
}

TEST_CASE("templates of messages may use Alertmanager's default templates",
          "[unit][alertmanager]") {
  const std::string firing =
      "Labels:\n - alertname = Slow\n - app = web\n - pod = a\nAnnotations:\n"
      " - summary = a is slow\nSource: http://prometheus.example/graph\n";

  check_all({
      {R"({{ template "pagerduty.default.description" . }}!)", "[FIRING:1] Slow (web)!"},
      {R"({{ template "slack.default.title" $ }})", "[FIRING:1] Slow (web)"},
      {R"({{ template "__alertmanager" . }} {{ template "slack.default.titlelink" . }})",
       "Alertmanager http://am.example/#/alerts?receiver=team+%5C%28a%5C%29"},
      {R"({{ template "pagerduty.default.instances" .Alerts.Firing }})", firing},
      {R"({{ template "slack.default.text" . }})", ""},
  });
  CHECK(rendered(R"({{ template "__text_alert_list" .Alerts }})").starts_with(firing + "Labels:"));
}

TEST_CASE("a template of a message that fails says why in Go's words", "[unit][alertmanager]") {
  check_all({
      {"{{ .Foo }}",
       R"(template: :1:3: executing "" at <.Foo>: )"
       "can't evaluate field Foo in type *template.Data"},
      {"{{ .CommonLabels.SortedPairs.Foo }}",
       R"(template: :1:16: executing "" at <.CommonLabels.SortedPairs.Foo>: )"
       "can't evaluate field Foo in type template.Pairs"},
      {"{{ .Status.Foo }}",
       R"(template: :1:10: executing "" at <.Status.Foo>: )"
       "can't evaluate field Foo in type string"},
      {"{{ index .Alerts 9 }}",
       R"(template: :1:3: executing "" at <index .Alerts 9>: error calling index: )"
       "index out of range: 9"},
      {R"({{ join "," "x" }})",
       R"(template: :1:12: executing "" at <"x">: can't handle "x" for arg of type []string)"},
      {R"({{ template "x" . }})",
       R"(template: :1:12: executing "" at <{{template "x" .}}>: template "x" not defined)"},
      {R"({{ template "slack.default.title" }})",
       R"(template: :1:12: executing "" at <{{template "slack.default.title"}}>: )"
       R"(template "slack.default.title" not defined)"},
      {"{{ template x }}", R"(template: :1: unexpected "x" in template clause)"},
      {"{{ humanize 3 }}", R"(template: :1: function "humanize" not defined)"},
      {"{{ $labels }}", R"(template: :1: undefined variable "$labels")"},
      {"{{ .GroupLabels.Remove }}",
       R"(template: :1:3: executing "" at <Remove>: )"
       "wrong number of args for Remove: want 2 got 1"},
      {"{{ .Alerts.Remove .GroupLabels.Names }}",
       R"(template: :1:3: executing "" at <Remove .Alerts .GroupLabels.Names>: )"
       "error calling Remove: can't evaluate field Remove in type template.Alerts"},
  });
}

TEST_CASE("what templates of messages have and firedrill does not is named",
          "[unit][alertmanager]") {
  const auto part = [](std::string_view text) { return unsupported_part(text).value_or("none"); };

  CHECK(part("{{ .Status | toUpper }}") == "none");
  CHECK(part("{{ template \"slack.default.title\" . }}") == "none");
  CHECK(part("{{ define \"x\" }}{{ end }}") == "{{define}}");
  CHECK(part("{{ range .Alerts }}{{ break }}{{ end }}") == "{{break}}");
  CHECK(part("{{ template \"my.title\" . }}") == "the template \"my.title\"");
  CHECK(part("{{ html .Status }}") == "the function \"html\"");
  CHECK(part("{{ range .Alerts }}{{ .StartsAt.Format \"15:04\" }}{{ end }}") == ".StartsAt.Format");
}

TEST_CASE("texts are tried with one alert", "[unit][alertmanager]") {
  CHECK_FALSE(failure_of("{{ (index .Alerts.Firing 0).Labels.pod }}", false));
  CHECK(failure_of("{{ (index .Alerts.Firing 0).Labels.pod }}", true));
  CHECK(failure_of("{{ if }}", false));
  CHECK_FALSE(failure_of("{{ .CommonLabels.nothing }}", false));
}
