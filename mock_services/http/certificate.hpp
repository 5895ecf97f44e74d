#pragma once

#include <string>

#include "mock_services/http/server.hpp"

namespace firedrill::http {

/// A server's identity, and the authority that vouches for it, made for one run.
struct Certified {
  TlsIdentity identity;   ///< certificate and key of the server
  std::string authority;  ///< the CA's certificate, PEM: what clients have to trust
};

/// Keys on P-256; both certificates are valid from yesterday for 30 days. The server's is for
/// localhost, 127.0.0.1, ::1 and `address`.
Certified make_certificate(const std::string& address);

}  // namespace firedrill::http
