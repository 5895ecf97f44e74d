#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill {

/// A place in a text as editors count it: from 1, the column in code points.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;

  bool operator==(const Position&) const = default;
};

/// The bytes [begin, end) of a SourceText.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const Span&) const = default;
};

/// A file's name and bytes, and the way from an offset to line and column. Any bytes will do.
/// What it hands out lives as long as it stays where it is.
class SourceText {
 public:
  SourceText(std::string file, std::string bytes);

  const std::string& file() const { return file_; }

  std::string_view bytes() const { return bytes_; }

  /// The bytes of a span; a span beyond the end is cut.
  std::string_view slice(Span span) const;

  /// An offset beyond the end counts as the end.
  Position at(std::size_t offset) const;

  /// "file:line:column", as editors and terminals make it a link.
  std::string where(std::size_t offset) const;

  /// The bytes of a line without its line end.
  Span line_span(std::size_t line) const;

  std::string_view line(std::size_t number) const { return slice(line_span(number)); }

  std::size_t lines() const { return line_begins_.size(); }

 private:
  std::string file_;
  std::string bytes_;
  std::vector<std::size_t> line_begins_;
};

}  // namespace firedrill
