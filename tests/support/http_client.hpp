#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill::tests {

/// A TCP client that sends any bytes, for talking HTTP to a server as no library would. Blocking,
/// with a limit on each read.
class RawClient {
 public:
  /// Connects to 127.0.0.1.
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False if the server no longer takes it.
  bool send(std::string_view bytes) const;

  /// No more will be sent; answers can still come.
  void finish_sending() const;

  enum class End {
    none,    ///< the text was found
    closed,  ///< the server closed in peace
    reset,
    late,  ///< nothing came for `patience`
  };

  /// Reads until what has come since the last call contains `text` ("": for ever).
  End read_until(std::string_view text, std::chrono::milliseconds patience);

  /// All that came since the last take().
  std::string take();

  /// Sends, reads until the end and returns all of it.
  std::string exchange(std::string_view bytes);

 private:
  int socket_;
  std::string received_;
};

}  // namespace firedrill::tests
