#include "mock_services/proxy/address.hpp"

#include <charconv>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace firedrill::proxy {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

Error wrong(std::string_view text, std::string_view why) {
  return {ErrorCode::invalid_input, fmt::format("listen tcp: address {}: {}", text, why)};
}

}  // namespace

Result<HostPort> split_host_port(std::string_view text) {
  if (text.empty()) {
    return HostPort{};
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.back() == ']') {
    return wrong(text, "missing port in address");
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return wrong(text, "too many colons in address");
  }
  const std::string_view digits = text.substr(colon + 1);
  HostPort result{.host = std::string(host)};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), result.port);
  if (!digits.empty() && (error != std::errc() || end != digits.data() + digits.size())) {
    return wrong(digits, "invalid port");
  }
  return result;
}

Result<tcp::endpoint> resolve_listen(std::string_view text, const std::string& default_host) {
  const Result<HostPort> place = split_host_port(text);
  if (!place) {
    return place.error();
  }
  std::string host = place->host.empty() ? default_host : place->host;
  if (host == "localhost") {
    host = "127.0.0.1";
  }
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (!error) {
    return tcp::endpoint(address, place->port);
  }
  asio::io_context context;
  const auto found = tcp::resolver(context).resolve(host, std::to_string(place->port), error);
  if (error || found.empty()) {
    return Error{ErrorCode::invalid_input,
                 fmt::format("listen tcp: lookup {}: no such host", host)};
  }
  return found.begin()->endpoint();
}

std::string to_string(const tcp::endpoint& endpoint) {
  const std::string host = endpoint.address().to_string();
  return endpoint.address().is_v6() ? fmt::format("[{}]:{}", host, endpoint.port())
                                    : fmt::format("{}:{}", host, endpoint.port());
}

}  // namespace firedrill::proxy
