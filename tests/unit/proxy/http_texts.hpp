#pragma once

#include <string>

#include "mock_services/proxy/http_toxic.hpp"

namespace firedrill::proxy {

inline const std::string get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
inline const std::string head = "HEAD / HTTP/1.1\r\nhost: a\r\n\r\n";
inline const std::string short_answer =
    "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 5\r\n\r\nhello";
inline const std::string unavailable =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";

inline HttpBody changing(const faults::BodyChange::Change& change) {
  return {.what = HttpBody::Change{.json = "", .change = change}};
}

}  // namespace firedrill::proxy
