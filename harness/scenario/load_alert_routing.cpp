#include "harness/scenario/parts.hpp"

namespace firedrill::loading {
namespace {

AlertRouting::Silence read_silence(const Json& json, const Context& context) {
  ObjectReader reader(json, "a silence", context.diagnostics);
  AlertRouting::Silence silence{.matchers = reader.string("matchers").required(),
                                .from = duration_in(reader, "from", {}).value_or(Duration{}),
                                .until = duration_in(reader, "until", {}).value_or(Duration{}),
                                .source = reader.span_of("matchers")};
  need(reader, "until");
  if (reader.has("until") && silence.until <= silence.from) {
    reader.error("until", "the silence ends before it begins", "expected a time after \"from\"");
  }
  reader.finish();
  return silence;
}

}  // namespace

AlertRouting read_alert_routing(ObjectReader& scenario, const Context& context) {
  AlertRouting routing{.file = scenario.string("alertmanager_config").value_or("")};
  routing.source = scenario.span_of("alertmanager_config");
  if (const Json* silences = scenario.array("silences").value_or(nullptr)) {
    for (const Json& item : silences->items()) {
      routing.silences.push_back(read_silence(item, context));
    }
    if (!scenario.has("alertmanager_config")) {
      scenario.error("silences",
                     "silences are Alertmanager's, and there is none",
                     "expected \"alertmanager_config\" too");
    }
  }
  return routing;
}

}  // namespace firedrill::loading
