#include "harness/faults/header_change.hpp"

#include <array>
#include <cstddef>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "harness/faults/read_change.hpp"
#include "harness/text/header_line.hpp"

namespace firedrill::faults {
namespace {

constexpr std::size_t longest_line = 4096;  // more is headers_too_large

constexpr std::string_view header_change_form =
    R"(a change such as {"remove": "etag"} or {"set": {"vary": "*"}})";

std::string read_name(const Json& json, std::string_view key, Diagnostics& diagnostics) {
  std::string name = read_string(json, key, diagnostics).value_or("");
  if (!name.empty()) {
    check_header_name(name, json.span(), diagnostics);
  }
  return name;
}

/// The one member of {"etag": ...}; null, reported: it is something else.
const JsonMember* read_line(const Json& json, std::string_view key, Diagnostics& diagnostics) {
  if (!json.is_object() || json.members().size() != 1) {
    report_wrong_kind(json, key, R"(one header such as {"etag": ...})", diagnostics);
    return nullptr;
  }
  const JsonMember& line = json.members().front();
  if (line.key.size() > longest_line ||
      (line.value.is_string() && line.value.as_string().size() > longest_line)) {
    diagnostics.error(json.span(), "the header is too long", "expected at most 4096 characters");
    return nullptr;
  }
  return check_header_line(line, diagnostics) ? &line : nullptr;
}

HeaderChange::Change read_removed(const Json& json, Diagnostics& diagnostics) {
  return RemoveHeader{read_name(json, "remove", diagnostics)};
}

HeaderChange::Change read_renamed(const Json& json, Diagnostics& diagnostics) {
  const JsonMember* line = read_line(json, "rename", diagnostics);
  return line == nullptr ? RenameHeader{}
                         : RenameHeader{line->key, read_name(line->value, line->key, diagnostics)};
}

HeaderChange::Change read_set_line(const Json& json, Diagnostics& diagnostics) {
  const JsonMember* line = read_line(json, "set", diagnostics);
  return line == nullptr ? SetHeader{} : SetHeader{line->key, line->value.as_string()};
}

HeaderChange::Change read_added(const Json& json, Diagnostics& diagnostics) {
  const JsonMember* line = read_line(json, "add", diagnostics);
  return line == nullptr ? AddHeader{} : AddHeader{line->key, line->value.as_string()};
}

constexpr std::array<ChangeReader<HeaderChange::Change>, 4> header_changes = {
    {{"remove", read_removed},
     {"rename", read_renamed},
     {"set", read_set_line},
     {"add", read_added}}};

std::optional<HeaderChange::Change> read_header_change(const Json& json,
                                                       std::string_view key,
                                                       Diagnostics& diagnostics) {
  return read_one_change<HeaderChange::Change>(
      json, key, header_changes, header_change_form, diagnostics);
}

}  // namespace

void HeaderChange::read(ObjectReader& reader) {
  change = reader.value("change", read_header_change).required();
  noticed = reader.boolean("noticed").value_or(true);
}

std::string HeaderChange::reason() const {
  const std::string said = std::visit(
      Overloaded{[](const RemoveHeader& removed) { return said_change("remove", removed.name); },
                 [](const RenameHeader& renamed) { return said_change("rename", renamed.from); },
                 [](const SetHeader& line) { return said_change("set", line.name); },
                 [](const AddHeader& line) { return said_change("add", line.name); }},
      change);
  return noticed ? said : said + ", unnoticed";
}

}  // namespace firedrill::faults
