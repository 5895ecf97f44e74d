#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/distribution.hpp"
#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "harness/text/json.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/proxy/http_toxic.hpp"

namespace firedrill::proxy {

// The attributes are Toxiproxy's, with its names and units; Loss, Delay, Reject, and what knows
// HTTP, are firedrill's own.

/// Each chunk comes this much later than it arrived; the rate of bytes stays.
struct Latency {
  std::int64_t latency_ms = 0;
  std::int64_t jitter_ms = 0;  ///< uniformly more or less
};

/// At most so many bytes a second, 1 KB being 1000 bytes; 0: none at all.
struct Bandwidth {
  std::int64_t rate_kb_s = 0;
};

/// The end of the data comes later.
struct SlowClose {
  std::int64_t delay_ms = 0;
};

/// No data comes through, and the connection closes after a time; 0: when the toxic is removed.
struct Timeout {
  std::int64_t timeout_ms = 0;
};

/// The connection is reset (TCP RST) a time after the first data.
struct ResetPeer {
  std::int64_t timeout_ms = 0;
};

/// Data comes in small pieces, with a time after each.
struct Slicer {
  std::int64_t average_size = 0;
  std::int64_t size_variation = 0;  ///< uniformly more or less
  std::int64_t delay_us = 0;
};

/// The connection closes after so many bytes.
struct LimitData {
  std::int64_t bytes = 0;
};

/// Packets of 1448 bytes are lost, as a TCP stream shows it (LossyPath): all that follows waits.
struct Loss {
  std::int64_t per_thousand = 0;   ///< packets that are lost
  std::int64_t burst = 1;          ///< how many in a row, on average
  std::int64_t round_trip_ms = 0;  ///< of the network that is imitated
  std::int64_t rto_ms = 200;       ///< Linux' least
};

/// Each chunk comes later than it arrived, by a draw of its own, in pieces evenly over that time.
struct Delay {
  static constexpr std::int64_t most_pieces = 1000;

  Distribution by = {};
  std::int64_t pieces = 1;
  std::string by_json = R"("0s")";  ///< as its author wrote it, but for white space
};

/// The connection is reset (TCP RST) at once, whether it is new or open.
struct Reject {
  std::int64_t first = 0;  ///< only so many of those that it hits; 0: all
  /// How many it has reset: copies count together.
  std::shared_ptr<std::int64_t> rejected = std::make_shared<std::int64_t>(0);
};

struct Noop {};

using ToxicKind = std::variant<Latency,
                               Bandwidth,
                               SlowClose,
                               Timeout,
                               ResetPeer,
                               Slicer,
                               LimitData,
                               Loss,
                               Delay,
                               Reject,
                               HttpStatus,
                               HttpHeaders,
                               HttpBody,
                               Noop>;

enum class Direction {
  upstream,    ///< from the client to the server
  downstream,  ///< from the server to the client
};

struct Toxic {
  std::string name;
  std::string stream = "downstream";  ///< as its author wrote it: "Upstream" too
  Direction direction = Direction::downstream;
  float toxicity = 1;  ///< share of the connections that it acts on; not held to [0, 1]
  ToxicKind kind = Noop{};
  std::optional<Duration> ttl = {};  ///< until it is removed, unless it is set anew before
  /// Toxics of one such name hit the same connections, as far as their toxicity goes; empty: each
  /// draws for itself.
  std::string drawn_as = {};
};

/// Hears that a toxic has done something to a connection for the first time since it was added. It
/// is in the middle of its work: whoever hears changes nothing of the proxy now.
using OnHit = std::function<void(std::string_view toxic, std::uint64_t connection)>;

/// What `text` means without regard to case; nothing if it is no stream.
std::optional<Direction> direction_of(std::string_view text);

/// A toxic without attributes; nothing if there is no such type.
std::optional<ToxicKind> toxic_kind(std::string_view type);

std::string_view type_of(const ToxicKind& kind);

/// What toxic_kind() knows.
std::vector<std::string_view> toxic_types();

/// All that it has.
Attributes attributes_of(const ToxicKind& kind);

/// All that its type may have.
std::vector<std::string_view> attribute_names(const ToxicKind& kind);

/// Whether all of them are whole numbers.
bool has_whole_numbers(const ToxicKind& kind);

/// Whether it acts on answers, and not on whatever bytes.
bool is_http(const ToxicKind& kind);

/// Why it cannot act in the direction; empty if it can.
std::string problem_of(const ToxicKind& kind, Direction direction);

/// Takes the attributes that `json` has and leaves the others. The error says what is wrong, as
/// Toxiproxy would; also for values that it would crash on.
Result<ToxicKind> with_attributes(ToxicKind kind, const Json& json);

/// {"attributes":{"latency":1000,"jitter":0},"name":...,"type":...,"stream":...,"toxicity":1}, and
/// "ttl":"30s" if it has one.
void write(JsonWriter& writer, const Toxic& toxic);

}  // namespace firedrill::proxy
