#include "mock_services/proxy/toxic.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/read_distribution.hpp"
#include "harness/text/source_file.hpp"
#include "mock_services/http/message.hpp"
#include "mock_services/proxy/go_json.hpp"

namespace firedrill::proxy {
namespace {

/// An attribute, its name in JSON, and whether Go's type is int and not int64.
template <class T>
struct Attribute {
  std::string_view name;
  std::int64_t T::*member;
  std::string_view go_type = "int64";
};

template <class T>
struct Schema;

template <>
struct Schema<Latency> {
  static constexpr std::string_view type = "latency";
  static constexpr std::string_view go_name = "LatencyToxic";
  static constexpr std::array attributes{Attribute<Latency>{"latency", &Latency::latency_ms},
                                         Attribute<Latency>{"jitter", &Latency::jitter_ms}};
};

template <>
struct Schema<Bandwidth> {
  static constexpr std::string_view type = "bandwidth";
  static constexpr std::string_view go_name = "BandwidthToxic";
  static constexpr std::array attributes{Attribute<Bandwidth>{"rate", &Bandwidth::rate_kb_s}};
};

template <>
struct Schema<SlowClose> {
  static constexpr std::string_view type = "slow_close";
  static constexpr std::string_view go_name = "SlowCloseToxic";
  static constexpr std::array attributes{Attribute<SlowClose>{"delay", &SlowClose::delay_ms}};
};

template <>
struct Schema<Timeout> {
  static constexpr std::string_view type = "timeout";
  static constexpr std::string_view go_name = "TimeoutToxic";
  static constexpr std::array attributes{Attribute<Timeout>{"timeout", &Timeout::timeout_ms}};
};

template <>
struct Schema<ResetPeer> {
  static constexpr std::string_view type = "reset_peer";
  static constexpr std::string_view go_name = "ResetToxic";
  static constexpr std::array attributes{Attribute<ResetPeer>{"timeout", &ResetPeer::timeout_ms}};
};

template <>
struct Schema<Slicer> {
  static constexpr std::string_view type = "slicer";
  static constexpr std::string_view go_name = "SlicerToxic";
  static constexpr std::array attributes{
      Attribute<Slicer>{"average_size", &Slicer::average_size, "int"},
      Attribute<Slicer>{"size_variation", &Slicer::size_variation, "int"},
      Attribute<Slicer>{"delay", &Slicer::delay_us, "int"}};
};

template <>
struct Schema<LimitData> {
  static constexpr std::string_view type = "limit_data";
  static constexpr std::string_view go_name = "LimitDataToxic";
  static constexpr std::array attributes{Attribute<LimitData>{"bytes", &LimitData::bytes}};
};

template <>
struct Schema<Loss> {
  static constexpr std::string_view type = "loss";
  static constexpr std::string_view go_name = "LossToxic";
  static constexpr std::array attributes{Attribute<Loss>{"per_thousand", &Loss::per_thousand},
                                         Attribute<Loss>{"burst", &Loss::burst},
                                         Attribute<Loss>{"round_trip", &Loss::round_trip_ms},
                                         Attribute<Loss>{"rto", &Loss::rto_ms}};
};

template <>
struct Schema<Delay> {
  static constexpr std::string_view type = "delay";
  static constexpr std::string_view go_name = "DelayToxic";
  static constexpr std::array<std::string_view, 2> names{"by", "pieces"};
};

template <>
struct Schema<Reject> {
  static constexpr std::string_view type = "reject";
  static constexpr std::string_view go_name = "RejectToxic";
  static constexpr std::array attributes{Attribute<Reject>{"first", &Reject::first}};
};

template <>
struct Schema<HttpStatus> {
  static constexpr std::string_view type = "http_status";
  static constexpr std::string_view go_name = "HTTPStatusToxic";
  static constexpr std::array attributes{
      Attribute<HttpStatus>{"status", &HttpStatus::status},
      Attribute<HttpStatus>{"retry_after", &HttpStatus::retry_after_s},
      Attribute<HttpStatus>{"first", &HttpStatus::first},
      Attribute<HttpStatus>{"every", &HttpStatus::every}};
};

template <>
struct Schema<HttpHeaders> {
  static constexpr std::string_view type = "http_headers";
  static constexpr std::string_view go_name = "HTTPHeadersToxic";
  static constexpr std::array<std::string_view, 2> names{"set", "remove"};
};

template <>
struct Schema<HttpBody> {
  static constexpr std::string_view type = "http_body";
  static constexpr std::string_view go_name = "HTTPBodyToxic";
  static constexpr std::array<std::string_view, 3> names{"replace", "truncate", "json"};
};

template <>
struct Schema<Noop> {
  static constexpr std::string_view type = "noop";
  static constexpr std::string_view go_name = "NoopToxic";
  static constexpr std::array<Attribute<Noop>, 0> attributes{};
};

template <class T>
std::string problem_of(const T& /*toxic*/) {
  return "";
}

std::string problem_of(const Bandwidth& toxic) {
  return toxic.rate_kb_s < 0 ? fmt::format("the rate {} is less than 0", toxic.rate_kb_s) : "";
}

std::string problem_of(const Slicer& toxic) {
  if (toxic.average_size < 1) {
    return fmt::format("the average_size {} is less than 1", toxic.average_size);
  }
  if (toxic.size_variation < 0) {
    return fmt::format("the size_variation {} is less than 0", toxic.size_variation);
  }
  if (toxic.size_variation > toxic.average_size) {
    return fmt::format("the size_variation {} is more than the average_size {}",
                       toxic.size_variation,
                       toxic.average_size);
  }
  return "";
}

std::string problem_of(const Loss& toxic) {
  if (toxic.per_thousand < 0 || toxic.per_thousand > 1000) {
    return fmt::format("the per_thousand {} is not in 0 to 1000", toxic.per_thousand);
  }
  if (toxic.burst < 1) {
    return fmt::format("the burst {} is less than 1", toxic.burst);
  }
  if (toxic.round_trip_ms < 0) {
    return fmt::format("the round_trip {} is less than 0", toxic.round_trip_ms);
  }
  return toxic.rto_ms < 1 ? fmt::format("the rto {} is less than 1", toxic.rto_ms) : "";
}

std::string problem_of(const Delay& toxic) {
  return toxic.pieces < 1 || toxic.pieces > Delay::most_pieces
             ? fmt::format("the pieces {} are not 1 to {}", toxic.pieces, Delay::most_pieces)
             : "";
}

std::string problem_of(const Reject& toxic) {
  return toxic.first < 0 ? fmt::format("the first {} is less than 0", toxic.first) : "";
}

void read(GoObject& object, Delay& toxic) {
  object.read("pieces", toxic.pieces);
  const Json* by = object.find("by");
  if (by == nullptr) {
    return;
  }
  toxic.by_json = json_text(*by);
  const SourceText source("by", toxic.by_json);
  Diagnostics diagnostics(source);
  if (const std::optional<Json> parsed = parse_json(source, diagnostics)) {
    toxic.by = read_distribution(*parsed, "by", diagnostics).value_or(toxic.by);
  }
  if (diagnostics.has_errors()) {
    object.fail(diagnostics.all().front().message);
  }
}

Attributes attributes_of(const Delay& toxic) {
  return {{"by", toxic.by_json}, {"pieces", std::to_string(toxic.pieces)}};
}

template <class T>
concept WholeNumbers = requires {
  Schema<T>::attributes;
};

template <WholeNumbers T>
void read(GoObject& object, T& toxic) {
  for (const Attribute<T>& attribute : Schema<T>::attributes) {
    object.read(attribute.name, toxic.*attribute.member, attribute.go_type);
  }
}

template <WholeNumbers T>
Attributes attributes_of(const T& toxic) {
  Attributes attributes;
  for (const Attribute<T>& attribute : Schema<T>::attributes) {
    attributes.emplace_back(attribute.name, std::to_string(toxic.*attribute.member));
  }
  return attributes;
}

template <std::size_t index = 0>
std::optional<ToxicKind> kind_from(std::string_view type) {
  if constexpr (index < std::variant_size_v<ToxicKind>) {
    using Kind = std::variant_alternative_t<index, ToxicKind>;
    return type == Schema<Kind>::type ? std::optional<ToxicKind>(Kind{})
                                      : kind_from<index + 1>(type);
  } else {
    return std::nullopt;
  }
}

template <std::size_t... index>
std::vector<std::string_view> types_from(std::index_sequence<index...> /*all*/) {
  return {Schema<std::variant_alternative_t<index, ToxicKind>>::type...};
}

}  // namespace

std::optional<Direction> direction_of(std::string_view text) {
  if (equal_ignoring_case(text, "upstream")) {
    return Direction::upstream;
  }
  return equal_ignoring_case(text, "downstream") ? std::optional(Direction::downstream)
                                                 : std::nullopt;
}

std::optional<ToxicKind> toxic_kind(std::string_view type) {
  return kind_from(type);
}

std::string_view type_of(const ToxicKind& kind) {
  return std::visit([]<class T>(const T&) { return Schema<T>::type; }, kind);
}

std::vector<std::string_view> toxic_types() {
  return types_from(std::make_index_sequence<std::variant_size_v<ToxicKind>>());
}

Attributes attributes_of(const ToxicKind& kind) {
  return std::visit([](const auto& toxic) { return attributes_of(toxic); }, kind);
}

std::vector<std::string_view> attribute_names(const ToxicKind& kind) {
  return std::visit(
      []<class T>(const T& toxic) {
        std::vector<std::string_view> names;
        if constexpr (WholeNumbers<T>) {
          for (const auto& [name, value] : attributes_of(toxic)) {
            names.push_back(name);
          }
        } else {
          names.assign(Schema<T>::names.begin(), Schema<T>::names.end());
        }
        return names;
      },
      kind);
}

bool has_whole_numbers(const ToxicKind& kind) {
  return std::visit([]<class T>(const T&) { return WholeNumbers<T>; }, kind);
}

bool is_http(const ToxicKind& kind) {
  return std::visit([]<class T>(const T&) { return HttpToxic<T>; }, kind);
}

std::string problem_of(const ToxicKind& kind, Direction direction) {
  return is_http(kind) && direction == Direction::upstream
             ? fmt::format("{} acts on answers: its stream is downstream", type_of(kind))
             : "";
}

Result<ToxicKind> with_attributes(ToxicKind kind, const Json& json) {
  const std::string problem = std::visit(
      [&]<class T>(T& toxic) {
        GoObject object(json, Schema<T>::go_name, "attributes.");
        read(object, toxic);
        return object.problem().empty() ? problem_of(toxic) : object.problem();
      },
      kind);
  if (!problem.empty()) {
    return Error{ErrorCode::invalid_input, problem};
  }
  return kind;
}

void write(JsonWriter& writer, const Toxic& toxic) {
  writer.begin_object().key("attributes").begin_object();
  for (const auto& [name, value] : attributes_of(toxic.kind)) {
    writer.key(name).raw(value);
  }
  writer.end_object();
  writer.key("name").raw(go_string(toxic.name));
  writer.member("type", type_of(toxic.kind));
  writer.key("stream").raw(go_string(toxic.stream));
  writer.key("toxicity").raw(go_number(toxic.toxicity));
  if (toxic.ttl) {
    writer.member("ttl", to_text(*toxic.ttl));
  }
  writer.end_object();
}

}  // namespace firedrill::proxy
