#pragma once

#include <string>
#include <string_view>

namespace firedrill::rules {

/// Prometheus' stripPort: the host of host:port or [host]:port; anything else as it stands.
std::string strip_port(std::string_view address);

/// Prometheus' stripDomain: web.example.com:80 is web:80. IP addresses stay as they are.
std::string strip_domain(std::string_view address);

}  // namespace firedrill::rules
