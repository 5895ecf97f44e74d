#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "harness/core/result.hpp"

namespace firedrill::proxy {

struct HostPort {
  std::string host;  ///< "" where none is named
  std::uint16_t port = 0;
};

/// "localhost:6379", "[::1]:80", ":0"; "" is ":0". The error is Go's, which clients may show.
Result<HostPort> split_host_port(std::string_view text);

/// Where to listen. A name is looked up, which waits for the answer; without a host it is
/// `default_host`, an IP address.
Result<boost::asio::ip::tcp::endpoint> resolve_listen(std::string_view text,
                                                      const std::string& default_host);

/// "127.0.0.1:80", "[::1]:80"
std::string to_string(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace firedrill::proxy
