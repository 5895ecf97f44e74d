#include "tests/unit/rules/template_case.hpp"

#include <catch2/catch.hpp>

namespace firedrill::rules {

using promql::Vector;

std::string rendered(std::string_view text) {
  const TemplateRoot root{.labels = {{"__name__", "m"}, {"a", "q"}},
                          .external_labels = {{"foo", "bar"}},
                          .external_url = "http://x/p",
                          .value = 1234567.5};
  const TemplateSurroundings surroundings{
      .query = [](const std::string& expression) -> Result<Vector> {
        if (expression == "broken") {
          return Error{ErrorCode::invalid_input, "parse error: no", "1:4"};
        }
        if (expression == "many") {
          return Vector{{{{"a", "z"}}, 2}, {{{"a", "b"}}, 1}};
        }
        return expression == "m" ? Vector{{{{"a", "q"}}, 1234567.5}} : Vector{};
      },
      .external_url = "http://x/p"};
  const Result<Template> parsed = Template::parse(text);
  if (!parsed) {
    return "mistake: " + parsed.error().message;
  }
  return parsed->render("A", root, surroundings);
}

std::string failed(std::string_view place, std::string_view what) {
  return "<error expanding template: error executing template __alert_A: template: __alert_A:" +
         std::string(place) + R"(: executing "__alert_A" at )" + std::string(what) + ">";
}

void check_all(const TemplateCases& cases) {
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(rendered(text) == expected);
  }
}

}  // namespace firedrill::rules
