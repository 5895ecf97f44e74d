#pragma once

#include <string_view>

#include <boost/asio/io_context.hpp>

#include "mock_services/proxy/api.hpp"

namespace firedrill::tests {

/// The proxy's API without a server: requests go straight to it.
struct ProxyApi {
  boost::asio::io_context context;
  proxy::Proxies proxies{context, {}};
  proxy::Api api{proxies};

  http::Reply send(std::string_view method, std::string_view path, std::string_view body = "") {
    http::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    return api.handle(request);
  }
};

}  // namespace firedrill::tests
