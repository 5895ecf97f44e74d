#pragma once

#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "mock_services/http/answer.hpp"

namespace firedrill::http {

/// What becomes of the connection after the last byte of an answer.
enum class Ending {
  keep_open,  ///< the next request
  close,      ///< in peace: what the client still sends is read and thrown away
  reset,
  hang,
};

/// Bytes to send, and how long to wait before.
struct WirePiece {
  Duration wait{};
  std::string bytes;
};

/// All that a server has to do for an answer; what it does it without knowing why.
struct WirePlan {
  std::vector<WirePiece> pieces;
  Ending ending = Ending::keep_open;
};

/// What an answer depends on of its request.
struct WireContext {
  bool keep_alive = true;  ///< the client may send more
  bool head = false;       ///< the method is HEAD: no body follows
};

/// Pure. No control character of a reply's headers reaches the wire (they become spaces; a line
/// whose name is no token is left out), content-length is always right unless the answer says
/// otherwise.
WirePlan plan(Answer answer, const WireContext& context);

}  // namespace firedrill::http
