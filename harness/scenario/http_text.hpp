#pragma once

#include <string>
#include <vector>

namespace firedrill {

// What is said over HTTP in a live run. In virtual time nothing of it is used.

struct HeaderLine {
  std::string name;  ///< as in the file; its case means nothing
  std::string value;
};

/// What the requests of a population are; keys "method", "path", "headers" and "body".
struct RequestText {
  std::string method = "GET";
  std::string path = "/";  ///< with its query, as it is sent
  std::vector<HeaderLine> headers = {};
  std::string body = {};
};

/// What a mock answers to one method and path; one of "answers".
struct CannedAnswer {
  std::string method = "GET";
  std::string path;  ///< decoded, without a query
  int status = 200;
  std::vector<HeaderLine> headers = {};
  std::string body = {};
};

}  // namespace firedrill
