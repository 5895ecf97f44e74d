#include "harness/control/responders.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/core/distribution.hpp"

namespace firedrill::control {

Responders::Responders(Timeline& timeline, Pager& pager, const Scenario& scenario, Seed seed)
    : timeline_(timeline),
      pager_(pager),
      on_call_(scenario.on_call) {
  for (const Person& person : on_call_.people) {
    const std::string level = person.level ? fmt::format("/{}", *person.level) : "";
    random_.push_back(stream(seed, "responder/" + person.name + "/acknowledge" + level));
  }
  timeline_.listen([this](const Event& event) {
    if (event.type == EventType::page_delivered) {
      on_page(event);
    }
  });
}

void Responders::on_page(const Event& page) {
  const std::string_view level = detail(page, "level").value_or("");
  const auto found =
      std::find_if(on_call_.people.begin(), on_call_.people.end(), [&](const Person& person) {
        return person.name == page.by && (!person.level || fmt::to_string(*person.level) == level);
      });
  if (found == on_call_.people.end() || !found->acknowledges ||
      on_call_.responder == Responder::human) {
    return;
  }
  const auto index = static_cast<std::size_t>(found - on_call_.people.begin());
  const Duration delay = found->acknowledges->sample(random_[index]);
  timeline_.scheduler().after(delay, [this, page] { pager_.acknowledge(page); });
}

}  // namespace firedrill::control
