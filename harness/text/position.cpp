#include "harness/text/position.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/text/utf8.hpp"

namespace firedrill {

SourceText::SourceText(std::string file, std::string bytes)
    : file_(std::move(file)),
      bytes_(std::move(bytes)),
      line_begins_{0} {
  for (std::size_t end = bytes_.find('\n'); end != std::string::npos;
       end = bytes_.find('\n', end + 1)) {
    line_begins_.push_back(end + 1);
  }
}

std::string_view SourceText::slice(Span span) const {
  const std::size_t begin = std::min(span.begin, bytes_.size());
  const std::size_t end = std::clamp(span.end, begin, bytes_.size());
  return bytes().substr(begin, end - begin);
}

Position SourceText::at(std::size_t offset) const {
  const std::size_t target = std::min(offset, bytes_.size());
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), target);
  const auto line = static_cast<std::size_t>(next - line_begins_.begin());
  std::size_t column = 1;
  std::size_t byte = line_begins_[line - 1];
  while (byte < target) {
    byte += decode_code_point(bytes_, byte).length;
    column += byte <= target ? 1 : 0;  // an offset inside a code point belongs to it
  }
  return {line, column};
}

std::string SourceText::where(std::size_t offset) const {
  const Position position = at(offset);
  return file_ + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

Span SourceText::line_span(std::size_t line) const {
  assert(line >= 1 && line <= lines());
  const std::size_t begin = line_begins_[line - 1];
  std::size_t end = line < lines() ? line_begins_[line] - 1 : bytes_.size();
  if (end > begin && bytes_[end - 1] == '\r') {
    --end;
  }
  return {begin, end};
}

}  // namespace firedrill
