#include "harness/rules/host_port.hpp"

#include <algorithm>
#include <optional>

#include "harness/core/ascii.hpp"

namespace firedrill::rules {
namespace {

struct HostPort {
  std::string_view host;
  std::string_view port;
};

/// Go's net.SplitHostPort.
std::optional<HostPort> split(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  if (address.starts_with('[')) {
    if (!host.ends_with(']')) {
      return std::nullopt;
    }
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  if (host.find_first_of("[]") != std::string_view::npos ||
      port.find_first_of("[]") != std::string_view::npos) {
    return std::nullopt;
  }
  return HostPort{host, port};
}

bool is_ipv4(std::string_view host) {
  int numbers = 0;
  while (numbers < 4) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    const std::string_view number = host.substr(0, dot);
    const bool is_number = !number.empty() && number.size() <= 3 &&
                           std::all_of(number.begin(), number.end(), is_digit) &&
                           (number.size() == 1 || number.front() != '0') &&
                           (number.size() < 3 || number <= "255");
    if (!is_number) {
      return false;
    }
    ++numbers;
    if (dot == host.size()) {
      return numbers == 4;
    }
    host.remove_prefix(dot + 1);
  }
  return false;
}

/// Whatever has a colon and no letter beyond f; names have no colon.
bool is_ipv6(std::string_view host) {
  return host.find(':') != std::string_view::npos &&
         std::all_of(host.begin(), host.end(), [](char letter) {
           return letter == ':' || letter == '.' || hex_value(letter).has_value();
         });
}

}  // namespace

std::string strip_port(std::string_view address) {
  const std::optional<HostPort> parts = split(address);
  return std::string(parts ? parts->host : address);
}

std::string strip_domain(std::string_view address) {
  const std::optional<HostPort> parts = split(address);
  const std::string_view host = parts ? parts->host : address;
  if (is_ipv4(host) || is_ipv6(host)) {
    return std::string(address);
  }
  std::string name(host.substr(0, host.find('.')));
  return parts && !parts->port.empty() ? name + ':' + std::string(parts->port) : name;
}

}  // namespace firedrill::rules
