#include "mock_services/http/form.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::http {
namespace {

struct Decoding {
  bool plus_is_space = false;
};

Result<std::string> decode_escapes(std::string_view text, Decoding decoding) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] == '+' && decoding.plus_is_space) {
      out += ' ';
    } else if (text[index] != '%') {
      out += text[index];
    } else {
      const bool whole = index + 2 < text.size();
      const auto high = whole ? hex_value(text[index + 1]) : std::nullopt;
      const auto low = whole ? hex_value(text[index + 2]) : std::nullopt;
      if (!high || !low) {
        return Error{ErrorCode::invalid_input,
                     fmt::format("{} is no percent escape", quote(text.substr(index, 3)))};
      }
      out += static_cast<char>(*high * 16 + *low);
      index += 2;
    }
  }
  return out;
}

bool stays(char character) {
  return is_letter(character) || is_digit(character) ||
         std::string_view("*-._").find(character) != std::string_view::npos;
}

}  // namespace

Result<std::string> decode_form(std::string_view text) {
  return decode_escapes(text, {.plus_is_space = true});
}

Result<std::string> decode_percent(std::string_view text) {
  return decode_escapes(text, {});
}

Result<FormPairs> parse_form(std::string_view text) {
  FormPairs pairs;
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
    if (pair.empty()) {
      continue;
    }
    const auto equals = pair.find('=');
    Result<std::string> name = decode_form(pair.substr(0, equals));
    Result<std::string> value =
        decode_form(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!name || !value) {
      return name ? value.error() : name.error();
    }
    pairs.emplace_back(*std::move(name), *std::move(value));
  }
  return pairs;
}

std::string encode_form(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (stays(character)) {
      out += character;
    } else if (character == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
  }
  return out;
}

std::string encode_form(const FormPairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    out += (out.empty() ? "" : "&") + encode_form(name) + "=" + encode_form(value);
  }
  return out;
}

const std::string* find(const FormPairs& pairs, std::string_view name) {
  const auto found = std::find_if(
      pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == name; });
  return found == pairs.end() ? nullptr : &found->second;
}

std::optional<std::string> repeated(const FormPairs& pairs) {
  for (auto one = pairs.begin(); one != pairs.end(); ++one) {
    const bool again = std::any_of(
        one + 1, pairs.end(), [&](const auto& pair) { return pair.first == one->first; });
    if (again) {
      return one->first;
    }
  }
  return std::nullopt;
}

}  // namespace firedrill::http
