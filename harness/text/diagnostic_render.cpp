#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/text/diagnostic.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/excerpt.hpp"
#include "harness/text/width.hpp"

namespace firedrill {
namespace {

constexpr std::string_view reset = "\x1b[0m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view blue = "\x1b[1;34m";

/// Writes the layout. The gutter is as wide as the largest line number in it.
class Renderer {
 public:
  Renderer(const SourceText& source, const RenderOptions& options)
      : source_(source),
        options_(options) {}

  std::string operator()(const Diagnostic& diagnostic) {
    const std::string_view color = diagnostic.severity == Severity::error ? red : yellow;
    gutter_ = std::to_string(last_line(diagnostic)).size();
    headline(diagnostic, color);
    place({diagnostic.span, diagnostic.label}, '^', color);
    if (diagnostic.second) {
      place(*diagnostic.second, '-', blue);
    }
    for (const std::string& text : diagnostic.notes) {
      note(text);
    }
    return std::move(out_);
  }

 private:
  std::size_t last_line(const Diagnostic& diagnostic) const {
    const std::size_t line = source_.at(diagnostic.span.begin).line;
    return diagnostic.second ? std::max(line, source_.at(diagnostic.second->span.begin).line)
                             : line;
  }

  std::string painted(std::string_view text, std::string_view color) const {
    if (!options_.color || text.empty()) {
      return std::string(text);
    }
    return std::string(color).append(text).append(reset);
  }

  void headline(const Diagnostic& diagnostic, std::string_view color) {
    const bool is_error = diagnostic.severity == Severity::error;
    out_ += painted(is_error ? "error" : "warning", color);
    out_ += painted(": " + escape_terminal(diagnostic.message), bold) + "\n";
    const std::string where = escape_terminal(source_.where(diagnostic.span.begin));
    out_ += std::string(gutter_, ' ') + painted("--> ", blue) + where + "\n";
  }

  void bar(std::string_view number, std::string_view text) {
    const std::string indent(gutter_ - number.size(), ' ');
    const std::string_view gap = text.empty() ? "" : " ";
    out_ += painted(indent + std::string(number) + " |", blue).append(gap).append(text) + "\n";
  }

  void place(const SecondPlace& shown, char mark, std::string_view color) {
    const std::size_t used = gutter_ + 3;  // " | "
    const std::size_t room = std::max<std::size_t>(options_.columns, used + 20) - used;
    const Excerpt line = excerpt(source_, shown.span, room);
    bar("", "");
    bar(std::to_string(line.line), line.text);
    const std::string label = escape_terminal(shown.label);
    const bool beside = line.mark_column + line.mark_width + 1 + label.size() <= room;
    std::string marks(line.mark_width, mark);
    if (beside && !label.empty()) {
      marks += " " + label;
    }
    bar("", std::string(line.mark_column, ' ') + painted(marks, color));
    if (!beside) {
      note(label);
    }
  }

  void note(std::string_view text) {
    const std::size_t used = gutter_ + 3;  // " = "
    const std::size_t room = std::max<std::size_t>(options_.columns, used + 20) - used;
    std::string_view mark = " = ";
    for (const std::string& line : wrapped(escape_terminal(text), room)) {
      out_ += std::string(gutter_, ' ') + painted(mark, blue) + line + "\n";
      mark = "   ";
    }
  }

  const SourceText& source_;
  const RenderOptions& options_;
  std::size_t gutter_ = 1;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostic& diagnostic,
                   const SourceText& source,
                   const RenderOptions& options) {
  return Renderer(source, options)(diagnostic);
}

std::string render(const Diagnostics& diagnostics, const RenderOptions& options) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    out += out.empty() ? "" : "\n";
    out += render(diagnostic, diagnostics.source(), options);
  }
  const std::size_t total = diagnostics.errors() + diagnostics.warnings();
  if (total > diagnostics.all().size()) {
    out += "\nand " + std::to_string(total - diagnostics.all().size()) + " more\n";
  }
  return out;
}

}  // namespace firedrill
