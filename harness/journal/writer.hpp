#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "harness/journal/journal.hpp"

namespace firedrill {

/// What the first line of a journal says of its format.
inline constexpr std::int64_t journal_format_version = 1;

/// Writes a journal as JSON Lines: the header, then events and traffic as they come, then the
/// footer. Each line is one call of the sink, line break included, so that a reader of a run that
/// was cut short loses no more than its last line. What a line looks like is decided by its first
/// key: "journal", "event", "traffic" or "ended_ns". Times are integer nanoseconds; the same values
/// give the same bytes on every machine.
///
/// The scenario's text must be UTF-8 (the loader refuses anything else); of equal keys in an
/// event's details the first is written.
class JournalWriter {
 public:
  using Sink = std::function<void(std::string_view line)>;

  explicit JournalWriter(Sink sink) : sink_(std::move(sink)) {}

  void header(const JournalHeader& header);
  void event(const Event& event);
  void traffic(const TrafficRecord& record);
  void footer(const JournalFooter& footer);

 private:
  void finish_line();

  Sink sink_;
  std::string line_;  ///< kept, so that a line costs no allocation
};

/// A whole journal at once: events and traffic in the order in which they became known; the footer
/// only if the journal is complete.
void write_journal(const Journal& journal, const JournalWriter::Sink& sink);

}  // namespace firedrill
