#include "harness/control/annotation.hpp"

#include <algorithm>

#include "harness/core/ascii.hpp"
#include "harness/promql/number_text.hpp"

namespace firedrill::control {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(blank), text.size());
  const std::size_t end = text.find_last_not_of(blank) + 1;  // 0 if there is nothing else
  return text.substr(begin, std::max(begin, end) - begin);
}

bool is_label_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_word);
}

std::optional<std::string> expanded(std::string_view expression,
                                    const promql::Labels& labels,
                                    double value) {
  constexpr std::string_view label = "$labels.";
  if (expression == "$value") {
    return promql::short_number(value);
  }
  if (expression.starts_with(label) && is_label_name(expression.substr(label.size()))) {
    return std::string(labels.get(expression.substr(label.size())));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> annotation_text(std::string_view annotation,
                                           const promql::Labels& labels,
                                           double value) {
  std::string text;
  std::size_t at = 0;
  for (std::size_t open = annotation.find("{{"); open != std::string_view::npos;
       open = annotation.find("{{", at)) {
    const std::size_t close = annotation.find("}}", open);
    if (close == std::string_view::npos) {
      return std::nullopt;
    }
    const auto part =
        expanded(trimmed(annotation.substr(open + 2, close - open - 2)), labels, value);
    if (!part) {
      return std::nullopt;
    }
    text.append(annotation.substr(at, open - at)).append(*part);
    at = close + 2;
  }
  return text.append(annotation.substr(at));
}

}  // namespace firedrill::control
