#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/vector_functions.hpp"

namespace firedrill::promql {
namespace {

const std::string& text_argument(const CallContext& context, std::size_t index) {
  return std::get<std::string>(context.arguments[index]);
}

Error bad_label(std::string_view role, std::string_view function, std::string_view label) {
  return Error{ErrorCode::invalid_input,
               fmt::format("invalid {} label name in {}(): {}", role, function, label)};
}

}  // namespace

Result<Value> label_replace(const CallContext& context) {
  const std::string& destination = text_argument(context, 1);
  const std::string& replacement = text_argument(context, 2);
  const std::string& source = text_argument(context, 3);
  const Regex& pattern = *context.call.pattern;
  if (!is_label_name(destination)) {
    return bad_label("destination", "label_replace", destination);
  }
  Vector samples = std::get<Vector>(std::move(context.arguments[0]));
  for (Sample& sample : samples) {
    if (const auto groups = pattern.groups(sample.labels.get(source))) {
      sample.labels = sample.labels.with(destination, pattern.expand(replacement, *groups));
    }
  }
  return Value(std::move(samples));
}

Result<Value> label_join(const CallContext& context) {
  const std::string& destination = text_argument(context, 1);
  const std::string& separator = text_argument(context, 2);
  for (std::size_t i = 3; i < context.arguments.size(); ++i) {
    if (!is_label_name(text_argument(context, i))) {
      return bad_label("source", "label_join", text_argument(context, i));
    }
  }
  if (!is_label_name(destination)) {
    return bad_label("destination", "label_join", destination);
  }
  Vector samples = std::get<Vector>(std::move(context.arguments[0]));
  for (Sample& sample : samples) {
    std::string joined;
    for (std::size_t i = 3; i < context.arguments.size(); ++i) {
      joined += i > 3 ? separator : "";
      joined += sample.labels.get(text_argument(context, i));
    }
    sample.labels = sample.labels.with(destination, joined);
  }
  return Value(std::move(samples));
}

}  // namespace firedrill::promql
