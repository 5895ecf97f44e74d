#include "harness/control/responders.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/core/distribution.hpp"

namespace firedrill::control {

Responders::Responders(Timeline& timeline, Pager& pager, const OnCall& on_call, Seed seed)
    : timeline_(timeline),
      pager_(pager),
      on_call_(on_call) {
  for (std::size_t level = 0; level < on_call.escalation.size(); ++level) {
    random_.push_back(stream(
        seed, fmt::format("responder/{}/acknowledge/{}", on_call.escalation[level].notify, level)));
  }
  timeline_.listen([this](const Event& event) {
    if (event.type == EventType::page_delivered) {
      on_page(event);
    }
  });
}

void Responders::on_page(const Event& page) {
  const std::string_view text = detail(page, "level").value_or("0");
  std::size_t level = 0;
  std::from_chars(text.data(), text.data() + text.size(), level);
  if (!on_call_.escalation[level].acknowledges || on_call_.responder == Responder::human) {
    return;
  }
  const Duration delay = on_call_.escalation[level].acknowledges->sample(random_[level]);
  timeline_.scheduler().after(delay, [this, page] { pager_.acknowledge(page); });
}

}  // namespace firedrill::control
