#include "mock_services/auth_provider/json_change.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include <nlohmann/json.hpp>

#include "harness/core/overloaded.hpp"
#include "harness/text/duration.hpp"

namespace firedrill::auth {
namespace {

using Tree = nlohmann::ordered_json;
using Pointer = Tree::json_pointer;

Tree parsed(const std::string& text) {
  return Tree::parse(text, nullptr, false);
}

std::string dumped(const Tree& json) {
  return json.dump(-1, ' ', false, Tree::error_handler_t::replace);
}

/// The parent of what the pointer names, if it is a container; null if not.
Tree* parent_of(Tree& json, const Pointer& pointer) {
  if (pointer.empty()) {
    return nullptr;
  }
  const Pointer parent = pointer.parent_pointer();
  return json.contains(parent) && json[parent].is_object() ? &json[parent] : nullptr;
}

/// Precondition: the loader has checked that the text is a JSON pointer.
Pointer pointer_of(const std::string& text) {
  return Pointer(text);
}

/// "+300s" added to a time, "+/" appended to a text, else the value itself.
Tree changed(const Tree& before, const Tree& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  if (before.is_string() && text.starts_with('+')) {
    return before.get<std::string>() + text.substr(1);
  }
  if (!before.is_number_integer() || text.size() < 2) {
    return value;
  }
  const auto seconds = before.get<std::int64_t>();
  if (text == "+ms") {
    return seconds * 1000;
  }
  const Result<Duration> by = parse_duration(text.substr(1));
  if (!by || (text.front() != '+' && text.front() != '-')) {
    return value;
  }
  const auto shift = std::chrono::duration_cast<std::chrono::seconds>(*by).count();
  return text.front() == '+' ? seconds + shift : seconds - shift;
}

Tree unknown_key() {
  return {{"kty", "AKP"}, {"use", "sig"}, {"kid", "pq-1"}, {"alg", "ML-DSA-44"}, {"pub", "AAAA"}};
}

Tree malformed_key() {
  return {{"kty", "RSA"}, {"use", "sig"}, {"kid", "malformed-1"}, {"alg", "RS256"}, {"e", "AQAB"}};
}

void duplicate_first_id(Tree& keys) {
  if (keys.size() > 1 && keys[0].is_object() && keys[1].is_object()) {
    keys[1]["kid"] = keys[0]["kid"];
  }
}

}  // namespace

std::string with_members(const std::string& json, const SetMembers& change) {
  Tree document = parsed(json);
  for (const auto& [text, value] : change.values) {
    const Pointer pointer = pointer_of(text);
    if (Tree* parent = parent_of(document, pointer)) {
      (*parent)[pointer.back()] = parsed(value);
    }
  }
  return document.is_discarded() ? json : dumped(document);
}

std::string without_members(const std::string& json, const RemoveMembers& change) {
  Tree document = parsed(json);
  for (const std::string& text : change.pointers) {
    const Pointer pointer = pointer_of(text);
    if (Tree* parent = parent_of(document, pointer)) {
      parent->erase(pointer.back());
    }
  }
  return document.is_discarded() ? json : dumped(document);
}

std::string with_renamed(const std::string& json, const RenameMembers& change) {
  Tree document = parsed(json);
  for (const auto& [from_text, to_text] : change.pointers) {
    const Pointer from = pointer_of(from_text);
    const Pointer to = pointer_of(to_text);
    if (document.is_discarded() || !document.contains(from)) {
      continue;
    }
    const Tree value = document[from];
    Tree* old_parent = parent_of(document, from);
    Tree* new_parent = parent_of(document, to);
    if (old_parent != nullptr && new_parent != nullptr) {
      (*new_parent)[to.back()] = value;
      parent_of(document, from)->erase(from.back());
    }
  }
  return document.is_discarded() ? json : dumped(document);
}

std::string with_other_type(const std::string& json, const std::string& pointer) {
  Tree document = parsed(json);
  const Pointer place = pointer_of(pointer);
  if (document.is_discarded() || !document.contains(place)) {
    return json;
  }
  Tree& value = document[place];
  value = value.is_string() ? Tree{{"value", value}} : Tree(dumped(value));
  return dumped(document);
}

std::string wrapped_body(const std::string& json, const WrapBody& change) {
  const Tree document = parsed(json);
  if (document.is_discarded()) {
    return json;
  }
  Tree outer;
  outer[change.name] = document;
  return dumped(outer);
}

std::string changed_body(const std::string& json, const faults::BodyChange::Change& change) {
  return std::visit(
      Overloaded{
          [&](const faults::RemoveMember& remove) {
            return without_members(json, {{remove.member}});
          },
          [&](const faults::RenameMember& rename) {
            return with_renamed(json, {{{rename.from, rename.to}}});
          },
          [&](const faults::RetypeMember& retype) { return with_other_type(json, retype.member); },
          [&](const faults::SetMember& set) {
            return with_members(json, {{{set.member, set.value}}});
          },
          [&](const faults::WrapBody& wrap) { return wrapped_body(json, {wrap.name}); },
          [](const faults::ReplaceBody& other) { return other.text; }},
      change);
}

std::string changed_object(const std::string& object,
                           const std::vector<std::pair<std::string, std::string>>& changes) {
  Tree document = parsed(object);
  for (const auto& [name, text] : changes) {
    const Tree value = parsed(text);
    if (value.is_null()) {
      document.erase(name);
    } else {
      const Tree before = document.contains(name) ? document[name] : Tree();
      document[name] = changed(before, value);
    }
  }
  return dumped(document);
}

std::string with_key_first(const std::string& jwks, const std::string& key) {
  Tree document = parsed(jwks);
  if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array()) {
    return jwks;
  }
  Tree& keys = document["keys"];
  keys.insert(keys.begin(), parsed(key));
  return dumped(document);
}

std::string changed_keys(const std::string& jwks, const MutateKeys& change) {
  Tree document = parsed(jwks);
  if (!document.is_object() || !document.contains("keys")) {
    return jwks;
  }
  Tree keys = Tree::array();
  for (const Tree& key : document["keys"]) {
    const std::string id = key.value("kid", "");
    if (std::find(change.remove.begin(), change.remove.end(), id) == change.remove.end()) {
      keys.push_back(key);
    }
  }
  if (change.duplicate_kid) {
    duplicate_first_id(keys);
  }
  if (change.add_unknown_kty) {
    keys.insert(keys.begin(), unknown_key());
  }
  if (change.malformed_first) {
    keys.insert(keys.begin(), malformed_key());
  }
  document["keys"] = keys;
  return dumped(document);
}

}  // namespace firedrill::auth
