#include "harness/faults/body_change.hpp"

#include <array>
#include <span>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "harness/faults/read_change.hpp"
#include "harness/text/json_pointer.hpp"

namespace firedrill::faults {
namespace {

using Change = BodyChange::Change;

constexpr std::string_view change_form =
    R"(a change such as {"remove": "/price"} or {"rename": {"/price": "/amount"}})";

std::string read_pointer(const Json& json, std::string_view key, Diagnostics& diagnostics) {
  std::string pointer = read_string(json, key, diagnostics).value_or("");
  if (!pointer.empty()) {
    check_json_pointer(pointer, json.span(), diagnostics);
  }
  return pointer;
}

/// The one member of {"/price": ...}; null, reported: it is something else.
const JsonMember* read_place(const Json& json, std::string_view key, Diagnostics& diagnostics) {
  if (!json.is_object() || json.members().size() != 1) {
    report_wrong_kind(json, key, R"(one member such as {"/price": ...})", diagnostics);
    return nullptr;
  }
  const JsonMember& member = json.members().front();
  check_json_pointer(member.key, member.key_span, diagnostics);
  return &member;
}

Change read_remove(const Json& json, Diagnostics& diagnostics) {
  return RemoveMember{read_pointer(json, "remove", diagnostics)};
}

Change read_rename(const Json& json, Diagnostics& diagnostics) {
  const JsonMember* member = read_place(json, "rename", diagnostics);
  return member == nullptr
             ? RenameMember{}
             : RenameMember{member->key, read_pointer(member->value, member->key, diagnostics)};
}

Change read_retype(const Json& json, Diagnostics& diagnostics) {
  return RetypeMember{read_pointer(json, "retype", diagnostics)};
}

Change read_set(const Json& json, Diagnostics& diagnostics) {
  const JsonMember* member = read_place(json, "set", diagnostics);
  return member == nullptr
             ? SetMember{}
             : SetMember{member->key,
                         std::string(diagnostics.source().slice(member->value.span()))};
}

Change read_wrap(const Json& json, Diagnostics& diagnostics) {
  return WrapBody{read_string(json, "wrap", diagnostics).value_or("")};
}

Change read_replace(const Json& json, Diagnostics& diagnostics) {
  if (!json.is_string()) {
    report_wrong_kind(json, "replace", "text in double quotes", diagnostics);
    return ReplaceBody{};
  }
  if (json.as_string().size() > ReplaceBody::longest) {
    diagnostics.error(json.span(), "the body is too long", "expected at most 4 KiB");
    return ReplaceBody{};
  }
  return ReplaceBody{json.as_string()};
}

constexpr std::array<ChangeReader<Change>, 6> body_changes = {{{"remove", read_remove},
                                                               {"rename", read_rename},
                                                               {"retype", read_retype},
                                                               {"set", read_set},
                                                               {"wrap", read_wrap},
                                                               {"replace", read_replace}}};

/// All but the last.
constexpr auto json_changes = std::span(body_changes).first<body_changes.size() - 1>();

std::optional<Change> read_body_change(const Json& json,
                                       std::string_view key,
                                       Diagnostics& diagnostics) {
  return read_one_change<Change>(json, key, body_changes, change_form, diagnostics);
}

}  // namespace

std::optional<Change> read_json_change(const Json& json,
                                       std::string_view key,
                                       Diagnostics& diagnostics) {
  return read_one_change<Change>(json, key, json_changes, change_form, diagnostics);
}

void BodyChange::read(ObjectReader& reader) {
  change = reader.value("change", read_body_change).required();
  noticed = reader.boolean("noticed").value_or(true);
}

std::string BodyChange::reason() const {
  const std::string said = std::visit(
      Overloaded{[](const RemoveMember& removed) { return said_change("remove", removed.member); },
                 [](const RenameMember& renamed) { return said_change("rename", renamed.from); },
                 [](const RetypeMember& retyped) { return said_change("retype", retyped.member); },
                 [](const SetMember& set) { return said_change("set", set.member); },
                 [](const WrapBody& wrapped) { return said_change("wrap", wrapped.name); },
                 [](const ReplaceBody&) { return said_change("replace", ""); }},
      change);
  return noticed ? said : said + ", unnoticed";
}

}  // namespace firedrill::faults
