#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "harness/text/header_line.hpp"
#include "harness/text/json_pointer.hpp"
#include "harness/text/read_distribution.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/suggest.hpp"
#include "mock_services/auth_provider/endpoints.hpp"
#include "mock_services/auth_provider/load.hpp"

namespace firedrill::auth {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::pair<std::string_view, ConnectionFault>, 7> connection_faults = {{
    {"CONNECTION_RESET_BY_PEER", ConnectionFault::connection_reset_by_peer},
    {"EMPTY_RESPONSE", ConnectionFault::empty_response},
    {"MALFORMED_RESPONSE_CHUNK", ConnectionFault::malformed_response_chunk},
    {"RANDOM_DATA_THEN_CLOSE", ConnectionFault::random_data_then_close},
    {"TRUNCATED_BODY", ConnectionFault::truncated_body},
    {"HANG", ConnectionFault::hang},
    {"REFUSE", ConnectionFault::refuse},
}};

constexpr std::array<std::pair<std::string_view, MutateJwt::Sign>, 2> signs = {{
    {"other", MutateJwt::Sign::other},
    {"none", MutateJwt::Sign::none},
}};

/// The members of an object, their values as JSON texts.
Members load_members(const Json* json, Diagnostics& to) {
  Members members;
  if (json != nullptr) {
    for (const JsonMember& member : json->members()) {
      members.emplace_back(member.key, source_text(member.value, to));
    }
  }
  return members;
}

/// The same, where the values are texts.
Members load_texts_by_name(const Json* json, Diagnostics& to) {
  Members members;
  if (json != nullptr) {
    for (const JsonMember& member : json->members()) {
      members.emplace_back(member.key, read_string(member.value, member.key, to).value_or(""));
    }
  }
  return members;
}

/// One `do` with one of its keys, each of which makes one change.
struct ChangeReader {
  ObjectReader& reader;
  std::string_view key;

  Diagnostics& to() const { return reader.diagnostics(); }

  const Json* object() const { return reader.object(key).value_or(nullptr); }

  const Json* array() const { return reader.array(key).value_or(nullptr); }
};

Change load_status(const ChangeReader& from) {
  const auto status = from.reader.integer(from.key, {.least = 200, .most = 599}).optional();
  return SetStatus{.status = status ? std::optional(static_cast<int>(*status)) : std::nullopt};
}

Change load_headers(const ChangeReader& from) {
  const Json* object = from.object();
  SetStatus change;
  for (const JsonMember& member : object == nullptr ? Json::Members{} : object->members()) {
    if (check_header_line(member, from.to())) {
      change.headers.emplace_back(member.key, member.value.as_string());
    }
  }
  return change;
}

Change load_set(const ChangeReader& from) {
  const Json* object = from.object();
  for (const JsonMember& member : object == nullptr ? Json::Members{} : object->members()) {
    check_json_pointer(member.key, member.key_span, from.to());
  }
  return SetMembers{load_members(object, from.to())};
}

Change load_remove(const ChangeReader& from) {
  RemoveMembers change{load_texts(from.array(), from.key, from.to())};
  for (const std::string& pointer : change.pointers) {
    check_json_pointer(pointer, from.reader.span_of(from.key), from.to());
  }
  return change;
}

Change load_rename(const ChangeReader& from) {
  RenameMembers change{load_texts_by_name(from.object(), from.to())};
  for (const auto& [old_place, new_place] : change.pointers) {
    check_json_pointer(old_place, from.reader.span_of(from.key), from.to());
    check_json_pointer(new_place, from.reader.span_of(from.key), from.to());
  }
  return change;
}

Change load_wrap(const ChangeReader& from) {
  return WrapBody{from.reader.string(from.key).value_or("")};
}

Change load_jwt(const ChangeReader& from) {
  const Json* json = from.object();
  if (json == nullptr) {
    return MutateJwt{};
  }
  ObjectReader reader(*json, "a change of tokens", from.to());
  MutateJwt change{
      .header = load_members(reader.object("header").value_or(nullptr), from.to()),
      .claims = load_members(reader.object("claims").value_or(nullptr), from.to()),
      .sign = reader.choice<MutateJwt::Sign>("sign_with", signs).value_or(MutateJwt::Sign::right)};
  reader.finish();
  return change;
}

Change load_keys(const ChangeReader& from) {
  const Json* json = from.object();
  if (json == nullptr) {
    return MutateKeys{};
  }
  ObjectReader reader(*json, "a change of keys", from.to());
  MutateKeys change{
      .remove = load_texts(reader.array("remove").value_or(nullptr), "remove", from.to()),
      .add_unknown_kty = reader.boolean("add_unknown_kty").value_or(false),
      .duplicate_kid = reader.boolean("duplicate_kid").value_or(false),
      .malformed_first = reader.boolean("malformed_first").value_or(false)};
  reader.finish();
  return change;
}

Change load_body(const ChangeReader& from) {
  const Json* json = from.reader.raw(from.key).value_or(nullptr);
  if (json != nullptr && json->is_string()) {
    return ReplaceBody{json->as_string()};  // the empty text too
  }
  if (json != nullptr) {
    report_wrong_kind(*json, from.key, "a text", from.to());
  }
  return ReplaceBody{};
}

Change load_type(const ChangeReader& from) {
  return SetContentType{from.reader.string(from.key).value_or("")};
}

Change load_delay(const ChangeReader& from) {
  return DelayAnswer{from.reader.value(from.key, read_distribution).value_or(Distribution{})};
}

Change load_dribble(const ChangeReader& from) {
  const Json* json = from.object();
  if (json == nullptr) {
    return DribbleBody{};
  }
  ObjectReader reader(*json, "a dribble", from.to());
  const auto chunks = reader.integer("chunks", {.least = 1, .most = 10'000}).value_or(5);
  DribbleBody change{.chunks = static_cast<std::size_t>(chunks),
                     .over = reader.duration("over").required()};
  reader.finish();
  return change;
}

Change load_fault(const ChangeReader& from) {
  return from.reader.choice<ConnectionFault>(from.key, connection_faults)
      .value_or(ConnectionFault::hang);
}

struct Kind {
  std::string_view key;
  Change (*load)(const ChangeReader& from);
};

constexpr std::array<Kind, 13> kinds{{
    {"status", load_status},
    {"headers", load_headers},
    {"json_set", load_set},
    {"json_remove", load_remove},
    {"json_rename", load_rename},
    {"json_wrap", load_wrap},
    {"jwt", load_jwt},
    {"jwks", load_keys},
    {"body_raw", load_body},
    {"content_type", load_type},
    {"delay", load_delay},
    {"dribble", load_dribble},
    {"fault", load_fault},
}};

/// One object of "do": its keys in their order.
void load_changes(const Json& json, std::vector<Change>& changes, Diagnostics& to) {
  ObjectReader reader(json, "what a fault does", to);
  if (json.is_object()) {
    for (const JsonMember& member : json.members()) {
      for (const Kind& kind : kinds) {
        if (kind.key == member.key) {
          changes.push_back(kind.load({.reader = reader, .key = kind.key}));
        }
      }
    }
  }
  for (const Kind& kind : kinds) {
    reader.ignore(kind.key);
  }
  reader.finish();
}

void load_between(ObjectReader& reader, MutationWhen& when) {
  const Json* between = reader.array("between").value_or(nullptr);
  if (between == nullptr) {
    return;
  }
  if (between->items().size() != 2) {
    reader.error("between", "\"between\" is two durations", R"(such as ["10s", "1m"])");
    return;
  }
  const auto from = read_duration(between->items()[0], "between", reader.diagnostics());
  const auto until = read_duration(between->items()[1], "between", reader.diagnostics());
  if (from && until && *from >= *until) {
    reader.error("between", "\"between\" ends before it begins");
  }
  when.from = from.value_or(Duration{});
  when.until = until;
}

MutationWhen load_when(const Json* json, Diagnostics& to) {
  MutationWhen when;
  if (json == nullptr) {
    return when;
  }
  ObjectReader reader(*json, "the condition of a fault", to);
  const auto count = [&](std::string_view key) {
    return static_cast<std::uint64_t>(reader.integer(key, {.least = 0}).value_or(0));
  };
  when.client_id = reader.string("client_id").value_or("");
  when.grant_type = reader.string("grant_type").value_or("");
  when.probability = reader.ratio("probability").value_or(1);
  when.seed = reader.has("seed") ? count("seed") : when.seed;
  when.after_requests = count("after_requests");
  when.for_requests = count("for_requests");
  load_between(reader, when);
  reader.finish();
  return when;
}

}  // namespace

Mutation load_mutation(const Json& json, const std::string& id, Diagnostics& to) {
  ObjectReader reader(json, "a fault", to);
  std::vector<std::string_view> places = endpoint_names();
  places.emplace_back("*");
  Mutation mutation{.id = reader.identifier("id").value_or(id)};
  mutation.at = reader.one_of("at", places).value_or("*");
  mutation.when = load_when(reader.object("when").value_or(nullptr), to);
  if (const std::optional<Duration> ttl = reader.duration("ttl").optional()) {
    mutation.when.until = std::min(*ttl, mutation.when.until.value_or(*ttl));
  }
  mutation.cause = load_cause(reader);
  if (const Json* changes = reader.array("do").required()) {
    if (changes->items().empty()) {
      reader.error("do", "\"do\" has nothing to do", "expected one change at least");
    }
    for (const Json& change : changes->items()) {
      load_changes(change, mutation.changes, to);
    }
  }
  reader.finish();
  return mutation;
}

}  // namespace firedrill::auth
