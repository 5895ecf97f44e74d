#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/text/position.hpp"

namespace firedrill {

enum class Severity {
  error,
  warning,
};

/// Another place that the reader should see, e.g. the first of two equal keys.
struct SecondPlace {
  Span span;
  std::string label;  ///< the text beside its marks
};

/// One mistake in a file. The texts may quote the file's bytes: the renderer makes them safe.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string message;  ///< a sentence that quotes the offending value; no full stop
  Span span;
  std::string label = {};  ///< the text beside the carets, usually what was expected
  std::vector<std::string> notes = {};
  std::optional<SecondPlace> second = {};
};

/// Collects the mistakes of one file so that the user hears of all of them at once. They stand in
/// the order of their place in the file; beyond `limit` only the first of the file are kept, the
/// others counted. The source must outlive it.
class Diagnostics {
 public:
  static constexpr std::size_t limit = 100;

  explicit Diagnostics(const SourceText& source) : source_(&source) {}

  explicit Diagnostics(const SourceText&& source) = delete;  // it would not outlive this

  void add(Diagnostic diagnostic);

  /// Short for add() with an error that needs no notes.
  void error(Span span, std::string message, std::string label = {});

  void warning(Span span, std::string message, std::string label = {});

  bool has_errors() const { return errors_ > 0; }

  std::size_t errors() const { return errors_; }

  std::size_t warnings() const { return warnings_; }

  bool empty() const { return errors_ + warnings_ == 0; }

  const std::vector<Diagnostic>& all() const { return kept_; }

  const SourceText& source() const { return *source_; }

 private:
  const SourceText* source_;
  std::vector<Diagnostic> kept_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

struct RenderOptions {
  bool color = false;
  std::size_t columns = 100;  ///< source lines are cut to this, notes broken
};

/// One diagnostic with its source line and carets, ending in a line break.
std::string render(const Diagnostic& diagnostic,
                   const SourceText& source,
                   const RenderOptions& options = {});

/// All of them, an empty line between two, and "and N more" if some were not kept.
std::string render(const Diagnostics& diagnostics, const RenderOptions& options = {});

}  // namespace firedrill
