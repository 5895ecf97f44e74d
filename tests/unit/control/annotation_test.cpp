#include "harness/control/annotation.hpp"

#include <catch2/catch.hpp>

using firedrill::control::annotation_text;
using firedrill::promql::Labels;

namespace {

/// For an alert of job "shop" whose expression returned 0.25.
std::optional<std::string> shown(std::string_view annotation) {
  return annotation_text(annotation, Labels{}.with("job", "shop"), 0.25);
}

}  // namespace

TEST_CASE("an annotation names the alert's labels and value as Prometheus does",
          "[unit][control][annotation]") {
  CHECK(shown("too slow") == "too slow");
  CHECK(shown("") == "");
  CHECK(shown("{{ $labels.job }} is at {{ $value }} now") == "shop is at 0.25 now");
  CHECK(shown("{{$labels.job}}{{$value}}") == "shop0.25");
  CHECK(shown("of {{ $labels.none }}!") == "of !");
  CHECK(shown("{ $value } }}") == "{ $value } }}");
}

TEST_CASE("an annotation with more of a template than that is left out",
          "[unit][control][annotation]") {
  for (const char* annotation : {"{{ $value | humanizePercentage }}",
                                 "{{ $labels.job | title }}",
                                 "{{ $labels }}",
                                 "{{ $labels. }}",
                                 "{{ .Value }}",
                                 "{{ if true }}a{{ end }}",
                                 "{{}}",
                                 "{{   }}",
                                 "{{ $value",
                                 "fine {{ $value }}, then {{ printf \"%f\" $value }}"}) {
    CAPTURE(annotation);
    CHECK_FALSE(shown(annotation).has_value());
  }
}
