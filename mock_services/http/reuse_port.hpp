#pragma once

#include <boost/asio/detail/socket_option.hpp>
#include <sys/socket.h>

namespace firedrill::http {

/// Several sockets may listen at one port, if all of them say so: Asio has no name for it.
using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

}  // namespace firedrill::http
