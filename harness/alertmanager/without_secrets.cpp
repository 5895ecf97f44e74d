#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/alertmanager/config.hpp"
#include "harness/core/ascii.hpp"

namespace firedrill::alertmanager {
namespace {

/// Endings of the keys that hold secrets: of routing_key, slack_api_url, smtp_auth_password.
constexpr std::array<std::string_view, 6> secret_endings{
    "key", "url", "secret", "password", "token", "credentials"};

/// Whatever its spelling: routing_key, or Kubernetes' routingKey.
bool is_secret_key(std::string_view name) {
  std::string key(name);
  std::transform(key.begin(), key.end(), key.begin(), to_lower);
  return std::any_of(secret_endings.begin(), secret_endings.end(), [&](std::string_view ending) {
    return key.ends_with(ending);
  });
}

/// Where the quoted text that begins there ends: at its closing quote, or with its line.
std::size_t quoted_end(std::string_view line, std::size_t begin) {
  const char quote = line[begin];
  for (std::size_t at = begin + 1; at < line.size(); ++at) {
    const bool is_escape = quote == '"' && line[at] == '\\';
    const bool is_doubled = quote == '\'' && line.substr(at).starts_with("''");
    if (is_escape || is_doubled) {
      ++at;
    } else if (line[at] == quote) {
      return at;
    }
  }
  return line.size();
}

/// Where the value that begins there ends: at its closing quote, or with its line; in braces at the
/// next comma too.
std::size_t value_end(std::string_view line, std::size_t begin) {
  if (begin < line.size() && (line[begin] == '"' || line[begin] == '\'')) {
    return quoted_end(line, begin);
  }
  const bool in_braces = line.substr(0, begin).find('{') != std::string_view::npos;
  return std::min(line.size(),
                  in_braces ? line.find_first_of(",}", begin) : line.find(" #", begin));
}

/// The word, perhaps in quotes, that ends at the colon, or at the blanks before it.
std::string_view key_before(std::string_view line, std::size_t colon) {
  std::size_t end = colon;
  while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
    --end;
  }
  if (end > 0 && (line[end - 1] == '"' || line[end - 1] == '\'')) {
    --end;
  }
  std::size_t begin = end;
  while (begin > 0 && is_word(line[begin - 1])) {
    --begin;
  }
  return line.substr(begin, end - begin);
}

/// Hides the values of the line's secret keys. The column of the last one if its value stands in
/// the lines below, further right.
std::optional<std::size_t> hide_in_line(std::string& line) {
  for (std::size_t colon = line.find(':'); colon != std::string::npos;
       colon = line.find(':', colon + 1)) {
    const std::string_view key = key_before(line, colon);
    if (!is_secret_key(key)) {
      continue;
    }
    std::size_t value = line.find_first_not_of(" \t", colon + 1);
    if (value == std::string::npos || line[value] == '|' || line[value] == '>') {
      return static_cast<std::size_t>(key.data() - line.data());
    }
    const std::size_t end = value_end(line, value);
    value += line[value] == '"' || line[value] == '\'' ? 1U : 0U;
    if (value < end) {
      std::fill(line.begin() + static_cast<std::ptrdiff_t>(value),
                line.begin() + static_cast<std::ptrdiff_t>(end),
                '*');
    }
  }
  return std::nullopt;
}

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

}  // namespace

SourceText without_secrets(const SourceText& source) {
  std::string out;
  std::optional<std::size_t> block;  // the column of the key whose lines follow
  for (std::size_t number = 1; number <= source.lines(); ++number) {
    std::string line(source.line(number));
    const std::size_t begin = source.line_span(number).end;
    const std::size_t indent = indentation(line);
    if (block && (indent > *block || indent == line.size())) {
      std::fill(line.begin() + static_cast<std::ptrdiff_t>(indent), line.end(), '*');
    } else {
      block = hide_in_line(line);
    }
    out += line;
    const std::size_t next =
        number < source.lines() ? source.line_span(number + 1).begin : source.bytes().size();
    out += source.bytes().substr(begin, next - begin);
  }
  return {source.file(), std::move(out)};
}

}  // namespace firedrill::alertmanager
