#include "harness/faults/profile.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <numbers>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/core/trigonometry.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill {
namespace {

using profiles::Ramp;
using profiles::Sine;
using profiles::Steady;
using profiles::Steps;
using Shape = Profile::Shape;

constexpr Duration shortest_profile = std::chrono::milliseconds(1);
constexpr std::string_view profile_form =
    R"(a profile such as {"ramp": {"over": "5m"}} or {"sine": {"period": "10m"}})";

double ratio_of(Duration part, Duration whole) {
  return static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

double share_of(const Steady& /*shape*/, Duration /*elapsed*/) {
  return 1;
}

double share_of(const Ramp& ramp, Duration elapsed) {
  return elapsed >= ramp.over ? ramp.to
                              : ramp.from + (ramp.to - ramp.from) * ratio_of(elapsed, ramp.over);
}

double share_of(const Steps& steps, Duration elapsed) {
  const auto next = std::upper_bound(
      steps.steps.begin(), steps.steps.end(), elapsed, [](Duration time, const Steps::Step& step) {
        return time < step.after;
      });
  return next == steps.steps.begin() ? 0 : std::prev(next)->share;
}

/// (1 - cos(2 pi t)) / 2, as the square of a sine: so it is never below 0.
double share_of(const Sine& sine, Duration elapsed) {
  const double turn = ratio_of(elapsed % sine.period, sine.period);
  const double root = math::sin(std::numbers::pi * turn);
  return std::min(root * root, 1.0);
}

Duration read_length(ObjectReader& reader, std::string_view key) {
  const std::size_t mistakes = reader.diagnostics().errors();
  const Duration length = reader.duration(key).required();
  if (reader.diagnostics().errors() == mistakes && length < shortest_profile) {
    reader.error(key,
                 fmt::format("{} must be at least 1ms, found {}", quote(key), to_text(length)));
  }
  return std::max(length, shortest_profile);
}

Shape read_ramp(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a ramp", diagnostics);
  const Ramp ramp{.over = read_length(reader, "over"),
                  .from = reader.ratio("from").value_or(0),
                  .to = reader.ratio("to").value_or(1)};
  reader.finish();
  return ramp;
}

Shape read_steps(const Json& json, Diagnostics& diagnostics) {
  Steps read;
  if (!json.is_array() || json.items().empty()) {
    report_wrong_kind(json, "steps", R"([{"after": "1m", "share": "10%"}, ...])", diagnostics);
    return read;
  }
  for (const Json& item : json.items()) {
    ObjectReader reader(item, "a step of a profile", diagnostics);
    const std::size_t mistakes = diagnostics.errors();
    const Duration after = reader.duration("after").required();
    if (diagnostics.errors() == mistakes && !read.steps.empty() &&
        after <= read.steps.back().after) {
      reader.error("after",
                   "the steps of a profile must follow each other in time",
                   "expected more than " + to_text(read.steps.back().after));
    }
    read.steps.push_back({.after = after, .share = reader.ratio("share").required()});
    reader.finish();
  }
  return read;
}

Shape read_sine(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a sine", diagnostics);
  const Sine sine{.period = read_length(reader, "period")};
  reader.finish();
  return sine;
}

using ReadShape = Shape (*)(const Json& json, Diagnostics& diagnostics);

constexpr std::array<std::pair<std::string_view, ReadShape>, 3> shapes = {
    {{"ramp", read_ramp}, {"steps", read_steps}, {"sine", read_sine}}};

std::optional<Shape> read_shape(const Json& json, std::string_view name, Diagnostics& diagnostics) {
  if (!json.is_object() || json.members().size() != 1) {
    report_wrong_kind(json, name, profile_form, diagnostics);
    return std::nullopt;
  }
  const JsonMember& member = json.members().front();
  std::vector<std::string_view> known;
  for (const auto& [shape, read] : shapes) {
    if (shape == member.key) {
      return read(member.value, diagnostics);
    }
    known.push_back(shape);
  }
  diagnostics.error(
      member.key_span,
      fmt::format("there is no profile {}{}", quote(member.key), did_you_mean(member.key, known)),
      "expected one of: ramp, steps, sine");
  return std::nullopt;
}

}  // namespace

Profile Profile::parse(ObjectReader& reader) {
  return {.share = reader.ratio("share").value_or(1),
          .shape = reader.value("profile", read_shape).value_or(Steady{})};
}

double Profile::share_at(Duration elapsed) const {
  return share * std::visit([elapsed](const auto& of) { return share_of(of, elapsed); }, shape);
}

std::string described(const Profile& profile) {
  const auto of_requests = [&](double part) {
    return fmt::format("{:g}% of the requests", 100 * profile.share * part);
  };
  return std::visit(Overloaded{[&](const Steady&) { return of_requests(1); },
                               [&](const Ramp& ramp) {
                                 return fmt::format("{:g}% to {} within {}",
                                                    100 * profile.share * ramp.from,
                                                    of_requests(ramp.to),
                                                    brief(ramp.over));
                               },
                               [&](const Steps& steps) {
                                 double most = 0;
                                 for (const Steps::Step& step : steps.steps) {
                                   most = std::max(most, step.share);
                                 }
                                 return "in steps up to " + of_requests(most);
                               },
                               [&](const Sine& sine) {
                                 return fmt::format(
                                     "0% to {} every {}", of_requests(1), brief(sine.period));
                               }},
                    profile.shape);
}

}  // namespace firedrill
