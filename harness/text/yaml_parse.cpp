#include "harness/text/yaml_parse.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "harness/text/document_checks.hpp"
#include "harness/text/escape.hpp"

namespace firedrill {
namespace {

/// Ends the parsing; what is wrong has been reported.
struct Refused {};

/// How much of a file has been read, what aliases stand for included.
struct YamlSize {
  std::size_t nodes = 0;
  std::size_t bytes = 0;  ///< of scalars
};

/// A container under construction; of an object, the key that waits for its value too.
struct YamlFrame {
  std::size_t begin = 0;
  bool is_object = false;
  YAML::anchor_t anchor = YAML::NullAnchor;
  YamlSize before = {};  ///< of the file up to it
  Json::Items items = {};
  Json::Members members = {};
  std::optional<Json> key = {};
};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The form of a float in the core schema: [-+]? ( \. digits | digits ( \. digits? )? ) exponent?
bool is_decimal(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  const std::size_t exponent = text.find_first_of("eE");
  std::string_view mantissa = text.substr(0, exponent);
  if (exponent != std::string_view::npos) {
    std::string_view power = text.substr(exponent + 1);
    power.remove_prefix(power.starts_with('-') || power.starts_with('+') ? 1 : 0);
    if (!all_digits(power)) {
      return false;
    }
  }
  const std::size_t point = mantissa.find('.');
  if (point == std::string_view::npos) {
    return all_digits(mantissa);
  }
  const std::string_view whole = mantissa.substr(0, point);
  const std::string_view fraction = mantissa.substr(point + 1);
  return (whole.empty() || all_digits(whole)) && (fraction.empty() || all_digits(fraction)) &&
         mantissa.size() > 1;
}

std::optional<double> special_number(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  if (is_one_of(text, {".inf", ".Inf", ".INF"})) {
    return negative ? -std::numeric_limits<double>::infinity()
                    : std::numeric_limits<double>::infinity();
  }
  return std::nullopt;
}

/// A plain scalar by the core schema of YAML 1.2 (section 10.3.2). A number that would not be
/// written in the same way again keeps its text.
Json::Value resolved(const std::string& text) {
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) {
    return {};
  }
  if (text == "true" || text == "false") {
    return text == "true";
  }
  if (const std::optional<double> special = special_number(text)) {
    return JsonNumber{*special, text};
  }
  if (!is_decimal(text)) {
    return text;
  }
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto [rest, error] = std::from_chars(begin, end, integer);
      error == std::errc() && rest == end && std::to_string(integer) == text) {
    return integer;
  }
  double number = 0;
  if (std::from_chars(begin, end, number).ec == std::errc::result_out_of_range) {
    return text;
  }
  return JsonNumber{number, text};
}

/// The bytes of the quoted scalar that the line begins with, its quotes included; all of them if it
/// goes on in the next line.
std::size_t quoted_length(std::string_view line) {
  for (std::size_t at = 1; at < line.size(); ++at) {
    if (line.front() == '"' && line[at] == '\\') {
      ++at;
    } else if (line[at] == line.front()) {
      const bool is_doubled = line.front() == '\'' && line.substr(at + 1).starts_with('\'');
      if (!is_doubled) {
        return at + 1;
      }
      ++at;
    }
  }
  return line.size();
}

/// The events of yaml-cpp's parser (the names are its own), turned into Json.
class YamlBuilder : public YAML::EventHandler {
 public:
  YamlBuilder(Diagnostics& diagnostics, const JsonLimits& limits)
      : diagnostics_(diagnostics),
        limits_(limits),
        text_begin_(diagnostics.source().bytes().starts_with(byte_order_mark)
                        ? byte_order_mark.size()
                        : 0) {}

  std::optional<std::vector<Json>> build() {
    std::istringstream stream{std::string(diagnostics_.source().bytes())};
    try {
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(*this)) {
      }
    } catch (const YAML::Exception& error) {
      report(error);
      return std::nullopt;
    } catch (const Refused&) {
      return std::nullopt;
    }
    return std::move(documents_);
  }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override { anchored_.clear(); }

  void OnDocumentEnd() override {}

  /// Of some broken text yaml-cpp reports nulls at one place without end.
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    nulls_here_ = mark.pos == last_null_ ? nulls_here_ + 1 : 1;
    last_null_ = mark.pos;
    if (nulls_here_ > limits_.max_depth) {
      refuse(token(mark), "not YAML: values are missing here");
    }
    add(Json({}, token(mark)), anchor, size_);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) {
      refuse(token(mark), "an alias inside the value that it stands for");
    }
    count(found->second.size, token(mark));
    add_to_parent(found->second.value);
  }

  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    const bool is_plain = tag == "?";
    Span span = token(mark);
    if (is_plain && diagnostics_.source().bytes().substr(span.begin).starts_with(value)) {
      span.end = span.begin + std::max<std::size_t>(value.size(), 1);
    }
    const YamlSize before = size_;
    size_.bytes += value.size();
    add(Json(is_plain ? resolved(value) : Json::Value(value), span), anchor, before);
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& /*tag*/,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, false);
  }

  void OnSequenceEnd() override {
    YamlFrame frame = close();
    add(Json(std::move(frame.items), {frame.begin, frame.begin + 1}), frame.anchor, frame.before);
  }

  void OnMapStart(const YAML::Mark& mark,
                  const std::string& /*tag*/,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, true);
  }

  void OnMapEnd() override {
    YamlFrame frame = close();
    report_duplicate_keys(frame.members, diagnostics_);
    add(Json(merged(std::move(frame.members)), {frame.begin, frame.begin + 1}),
        frame.anchor,
        frame.before);
  }

 private:
  struct Anchored {
    Json value;
    YamlSize size;
  };

  /// The rest of the line from where the parser says that something begins: a plain scalar up to
  /// a comment or ": ", a quoted one with its quotes.
  Span token(const YAML::Mark& mark) const {
    const std::string_view bytes = diagnostics_.source().bytes();
    const std::size_t begin =
        std::min(text_begin_ + static_cast<std::size_t>(std::max(mark.pos, 0)), bytes.size());
    const std::string_view line = bytes.substr(begin, bytes.find('\n', begin) - begin);
    if (line.starts_with('"') || line.starts_with('\'')) {
      return {begin, begin + quoted_length(line)};
    }
    std::size_t length = std::min({line.size(), line.find(" #"), line.find(": ")});
    if (line.substr(0, length).ends_with(':')) {
      --length;
    }
    const std::size_t last = line.substr(0, length).find_last_not_of(" \t\r");
    return {begin,
            begin + (last == std::string_view::npos ? std::min<std::size_t>(line.size(), 1)
                                                    : last + 1)};
  }

  [[noreturn]] void refuse(Span span, std::string message, std::string label = {}) {
    diagnostics_.error(span, std::move(message), std::move(label));
    throw Refused{};
  }

  void report(const YAML::Exception& error) {
    diagnostics_.error(token(error.mark), "not YAML: " + error.msg);
  }

  void count(YamlSize more, Span span) {
    size_.nodes += more.nodes;
    size_.bytes += more.bytes;
    if (size_.nodes > limits_.max_nodes) {
      refuse(span, fmt::format("more than {} values in one file", limits_.max_nodes));
    }
    if (size_.bytes > limits_.max_bytes) {
      refuse(span, fmt::format("more than {} bytes of texts in one file", limits_.max_bytes));
    }
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_object) {
    if (frames_.size() >= limits_.max_depth) {
      refuse(token(mark), fmt::format("nested deeper than {} levels", limits_.max_depth));
    }
    const std::size_t begin = token(mark).begin;
    frames_.push_back({.begin = begin, .is_object = is_object, .anchor = anchor, .before = size_});
  }

  YamlFrame close() {
    YamlFrame frame = std::move(frames_.back());
    frames_.pop_back();
    return frame;
  }

  /// `before`: of the file up to the value.
  void add(Json value, YAML::anchor_t anchor, YamlSize before) {
    count({.nodes = 1}, value.span());
    if (anchor != YAML::NullAnchor) {
      const YamlSize size{size_.nodes - before.nodes, size_.bytes - before.bytes};
      anchored_.insert_or_assign(anchor, Anchored{value, size});
    }
    add_to_parent(std::move(value));
  }

  void add_to_parent(Json value) {
    if (frames_.empty()) {
      documents_.push_back(std::move(value));
      return;
    }
    YamlFrame& frame = frames_.back();
    if (!frame.is_object) {
      frame.items.push_back(std::move(value));
    } else if (frame.key) {
      frame.members.push_back({*scalar_text(*frame.key), frame.key->span(), std::move(value)});
      frame.key.reset();
    } else if (scalar_text(value)) {
      frame.key = std::move(value);
    } else {
      refuse(value.span(), "a key must be a text", "here stands " + value.described());
    }
  }

  /// The members with those of `<<` behind them, if they have none of that name.
  Json::Members merged(Json::Members members) {
    const auto merge = std::find_if(members.begin(), members.end(), [](const JsonMember& member) {
      return member.key == "<<";
    });
    if (merge == members.end()) {
      return members;
    }
    const Json source = std::move(merge->value);
    members.erase(merge);
    std::set<std::string> has;
    for (const JsonMember& member : members) {
      has.insert(member.key);
    }
    const Json::Items single = source.is_array() ? Json::Items{} : Json::Items{source};
    for (const Json& from : source.is_array() ? source.items() : single) {
      if (!from.is_object()) {
        refuse(from.span(), "\"<<\" merges objects only", "here stands " + from.described());
      }
      for (const JsonMember& member : from.members()) {
        if (has.insert(member.key).second) {
          members.push_back(member);
        }
      }
    }
    return members;
  }

  Diagnostics& diagnostics_;
  const JsonLimits& limits_;
  std::size_t text_begin_;  // behind a byte order mark, which yaml-cpp skips and does not count
  std::vector<YamlFrame> frames_;
  YamlSize size_;
  int last_null_ = -1;  // its place
  std::size_t nulls_here_ = 0;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::vector<Json> documents_;
};

}  // namespace

std::optional<std::vector<Json>> parse_yaml(Diagnostics& diagnostics, const JsonLimits& limits) {
  if (!has_readable_bytes(diagnostics, limits.max_bytes)) {
    return std::nullopt;
  }
  return YamlBuilder(diagnostics, limits).build();
}

std::optional<std::string> scalar_text(const Json& value) {
  if (value.is_string()) {
    return value.as_string();
  }
  if (value.is_boolean()) {
    return value.as_boolean() ? "true" : "false";
  }
  if (value.is_integer()) {
    return std::to_string(value.as_integer());
  }
  if (value.is_number()) {
    return value.number_text();
  }
  return std::nullopt;
}

}  // namespace firedrill
