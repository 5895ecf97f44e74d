#include "harness/scenario/placeholder.hpp"

namespace firedrill {
namespace {

constexpr std::string_view opening = "${";
constexpr std::string_view escaped = "$${";

/// Goes through a text; false: a placeholder has no end.
template <class OnText, class OnName>
bool walk(std::string_view text, OnText on_text, OnName on_name) {
  while (!text.empty()) {
    const std::size_t dollar = text.find('$');
    on_text(text.substr(0, dollar));
    if (dollar == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(dollar);
    if (text.starts_with(escaped)) {
      on_text(opening);
      text.remove_prefix(escaped.size());
    } else if (text.starts_with(opening)) {
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos) {
        on_text(text);
        return false;
      }
      on_name(text.substr(opening.size(), end - opening.size()));
      text.remove_prefix(end + 1);
    } else {
      on_text(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
  return true;
}

}  // namespace

std::optional<std::vector<std::string_view>> placeholders_in(std::string_view text) {
  std::vector<std::string_view> names;
  const bool is_whole = walk(
      text, [](std::string_view) {}, [&](std::string_view name) { names.push_back(name); });
  return is_whole ? std::optional{names} : std::nullopt;
}

std::string fill(std::string_view text,
                 const std::function<std::string(std::string_view name)>& value_of) {
  std::string filled;
  (void)walk(
      text,
      [&](std::string_view part) { filled += part; },
      [&](std::string_view name) { filled += value_of(name); });
  return filled;
}

}  // namespace firedrill
