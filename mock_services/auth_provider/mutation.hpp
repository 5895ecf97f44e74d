#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/distribution.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "mock_services/http/answer.hpp"

namespace firedrill::auth {

/// The status of a reply, and headers to add to it.
struct SetStatus {
  std::optional<int> status;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// Members of a JSON body, by JSON pointer (RFC 6901). Values are JSON texts.
struct SetMembers {
  std::vector<std::pair<std::string, std::string>> values;
};

struct RemoveMembers {
  std::vector<std::string> pointers;
};

/// From pointer to pointer.
struct RenameMembers {
  std::vector<std::pair<std::string, std::string>> pointers;
};

/// {"NAME": the whole body}.
struct WrapBody {
  std::string name;
};

/// What is wrong with the tokens that a reply carries. Values are JSON texts: null removes, "+/"
/// adds to a text, "+5m" or "-5m" moves a time, "+ms" makes milliseconds of it, all else replaces.
struct MutateJwt {
  enum class Sign {
    right,
    other,  ///< with a key of the same kind that nobody publishes
    none,   ///< alg "none", no signature
  };

  std::vector<std::pair<std::string, std::string>> header = {};
  std::vector<std::pair<std::string, std::string>> claims = {};
  Sign sign = Sign::right;
};

/// What is wrong with the published keys.
struct MutateKeys {
  std::vector<std::string> remove = {};  ///< key ids
  bool add_unknown_kty = false;          ///< a post-quantum key before the good ones
  bool duplicate_kid = false;            ///< another key under the first one's id
  bool malformed_first = false;          ///< an RSA key without modulus before the good ones
};

struct ReplaceBody {
  std::string body;
};

struct SetContentType {
  std::string type;
};

struct DelayAnswer {
  Distribution by;
};

struct DribbleBody {
  std::size_t chunks = 5;
  Duration over{};
};

/// WireMock's four names, and more.
enum class ConnectionFault {
  connection_reset_by_peer,
  empty_response,
  malformed_response_chunk,
  random_data_then_close,
  truncated_body,
  hang,
  refuse,  ///< a connection that is there already cannot be refused: it is reset
};

using Change = std::variant<SetStatus,
                            SetMembers,
                            RemoveMembers,
                            RenameMembers,
                            WrapBody,
                            MutateJwt,
                            MutateKeys,
                            ReplaceBody,
                            SetContentType,
                            DelayAnswer,
                            DribbleBody,
                            ConnectionFault>;

/// Which requests. All that is given must hold.
struct MutationWhen {
  std::string client_id = {};  ///< "": any
  std::string grant_type = {};
  double probability = 1;
  std::uint64_t seed = 1;
  std::uint64_t after_requests = 0;  ///< the first so many that fit otherwise are spared
  std::uint64_t for_requests = 0;    ///< no more than so many are touched; 0: no end
  Duration from{};                   ///< since the mutation was put in
  std::optional<Duration> until = {};
};

/// One fault of a provider: where, when, what. Its state is in a MutationTable.
struct Mutation {
  std::string id;
  std::string at = "*";  ///< the name of an endpoint, or "*"
  MutationWhen when = {};
  std::vector<Change> changes = {};
  std::string cause = {};  ///< told in the header x-firedrill-cause; "": none
};

/// What a mutation may look at.
struct MutationSubject {
  std::string endpoint;
  std::string client_id;
  std::string grant_type;
};

/// The mutations in force, in their order, with what each has done. Bounded.
class MutationTable {
 public:
  static constexpr std::size_t most = 1000;

  struct Entry {
    Mutation mutation;
    Instant since{};
    Rng random;
    std::uint64_t matched = 0;  ///< requests that fit, apart from chance
    std::uint64_t applied = 0;
  };

  /// A mutation with an id that is there already takes its place. False: no room.
  bool add(Mutation mutation, Instant now);

  bool remove(std::string_view id);

  void clear() { entries_.clear(); }

  const std::vector<Entry>& entries() const { return entries_; }

  /// The changes that strike this request, in order, and a cause if one of them has it. Decided
  /// once for each request; counts.
  struct Strike {
    std::vector<Change> changes = {};
    std::string cause = {};
    std::uint64_t random = 0;  ///< for what is drawn while changes are applied
  };

  Strike strike(const MutationSubject& subject, Instant now);

 private:
  std::vector<Entry> entries_;
};

/// Carries out what concerns the answer as a whole, in this order: status, headers and body as they
/// stand in the list, then delays, then how the bytes go out. Tokens have been changed before,
/// where they are made.
http::Answer apply(const MutationTable::Strike& strike, http::Reply reply);

}  // namespace firedrill::auth
