#pragma once

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/text/json_parse.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::tests {

/// A JSON text and all that its readers say about it. Stays where it is.
struct JsonDocument {
  explicit JsonDocument(std::string text)
      : source("a.json", std::move(text)),
        diagnostics(source),
        root(parsed(source, diagnostics)) {}

  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  /// Reads the whole document as one object by `read(ObjectReader&)`; unknown keys are mistakes.
  template <class Read>
  auto read(Read read_object) {
    ObjectReader reader(root, "the object", diagnostics);
    auto value = read_object(reader);
    reader.finish();
    return value;
  }

  std::vector<std::string> messages() const {
    std::vector<std::string> all;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      all.push_back(diagnostic.message);
    }
    return all;
  }

  /// The bytes that the first mistake marks; "" without a mistake.
  std::string_view marked() const {
    return diagnostics.empty() ? std::string_view{} : source.slice(diagnostics.all().front().span);
  }

  SourceText source;
  Diagnostics diagnostics;
  Json root;

 private:
  static Json parsed(const SourceText& source, Diagnostics& diagnostics) {
    auto root = parse_json(source, diagnostics);
    REQUIRE(root);
    return *root;
  }
};

}  // namespace firedrill::tests
