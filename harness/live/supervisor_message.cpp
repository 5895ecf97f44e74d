#include "harness/live/supervisor_message.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include "harness/core/overloaded.hpp"

namespace firedrill::live {
namespace {

class FieldWriter {
 public:
  FieldWriter& text(std::string_view field) {
    packet_.append(field).push_back('\0');
    return *this;
  }

  template <class Number>
  FieldWriter& number(Number value) {
    return text(std::to_string(static_cast<std::int64_t>(value)));
  }

  FieldWriter& list(const std::vector<std::string>& fields) {
    number(fields.size());
    for (const std::string& field : fields) {
      text(field);
    }
    return *this;
  }

  FieldWriter& spec(const ProcessSpec& spec) {
    return list(spec.arguments)
        .list(spec.environment)
        .text(spec.folder.native())
        .text(spec.standard_output.native())
        .text(spec.standard_error.native())
        .number(spec.is_command ? 1 : 0);
  }

  std::string take() { return std::move(packet_); }

 private:
  std::string packet_;
};

/// After the first mistake every field is empty and done() is false.
class FieldReader {
 public:
  explicit FieldReader(std::string_view packet) : rest_(packet) {}

  std::string text() {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) {
      good_ = false;
      rest_ = {};
      return {};
    }
    std::string field{rest_.substr(0, end)};
    rest_.remove_prefix(end + 1);
    return field;
  }

  template <class Number>
  Number number() {
    const std::string field = text();
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    good_ = good_ && error == std::errc{} && end == field.data() + field.size();
    return static_cast<Number>(value);
  }

  std::vector<std::string> list() {
    std::vector<std::string> fields;
    for (auto left = number<std::uint32_t>(); good_ && left > 0; --left) {
      fields.push_back(text());
    }
    return fields;
  }

  ProcessSpec spec() {
    ProcessSpec spec{.arguments = list()};
    spec.environment = list();
    spec.folder = text();
    spec.standard_output = text();
    spec.standard_error = text();
    spec.is_command = number<std::uint8_t>() != 0;
    return spec;
  }

  bool done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::uint32_t milliseconds_of(Duration duration) {
  const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(whole, 0, std::numeric_limits<std::uint32_t>::max()));
}

template <class Message, class Variant>
std::optional<Variant> if_done(const FieldReader& reader, Message message) {
  return reader.done() ? std::optional<Variant>{std::move(message)} : std::nullopt;
}

}  // namespace

std::string encode(const SupervisorRequest& request) {
  FieldWriter writer;
  std::visit(Overloaded{[&](const SpawnRequest& spawn) {
                          writer.text("spawn").number(spawn.number).spec(spawn.spec);
                        },
                        [&](const SignalRequest& signal) {
                          writer.text("signal").number(signal.number).number(signal.signal);
                        },
                        [&](const WillRequest& will) {
                          writer.text("will").number(milliseconds_of(will.timeout)).spec(will.spec);
                        }},
             request);
  return writer.take();
}

std::string encode(const SupervisorReport& report) {
  FieldWriter writer;
  std::visit(
      Overloaded{[&](const StartedReport& started) {
                   writer.text("started").number(started.number).number(started.pid);
                 },
                 [&](const FailedReport& failed) {
                   writer.text("failed").number(failed.number).text(failed.reason);
                 },
                 [&](const EndedReport& ended) {
                   const bool has_exited = ended.end.exit_code.has_value();
                   writer.text(has_exited ? "exited" : "killed")
                       .number(ended.number)
                       .number(has_exited ? *ended.end.exit_code : ended.end.signal.value_or(0));
                 }},
      report);
  return writer.take();
}

std::optional<SupervisorRequest> decode_request(std::string_view packet) {
  FieldReader reader{packet};
  const std::string kind = reader.text();
  const auto number = reader.number<std::uint32_t>();
  if (kind == "spawn") {
    SpawnRequest spawn{.number = ProcessNumber{number}, .spec = reader.spec()};
    return if_done<SpawnRequest, SupervisorRequest>(reader, std::move(spawn));
  }
  if (kind == "will") {
    WillRequest will{.spec = reader.spec(), .timeout = std::chrono::milliseconds{number}};
    return if_done<WillRequest, SupervisorRequest>(reader, std::move(will));
  }
  if (kind == "signal") {
    const auto signal = reader.number<std::uint8_t>();
    if (signal <= static_cast<std::uint8_t>(ProcessSignal::go_on)) {
      return if_done<SignalRequest, SupervisorRequest>(
          reader,
          SignalRequest{.number = ProcessNumber{number},
                        .signal = static_cast<ProcessSignal>(signal)});
    }
  }
  return std::nullopt;
}

std::optional<SupervisorReport> decode_report(std::string_view packet) {
  FieldReader reader{packet};
  const std::string kind = reader.text();
  const auto number = reader.number<ProcessNumber>();
  if (kind == "started") {
    const StartedReport report{.number = number, .pid = reader.number<int>()};
    return if_done<StartedReport, SupervisorReport>(reader, report);
  }
  if (kind == "failed") {
    FailedReport report{.number = number, .reason = reader.text()};
    return if_done<FailedReport, SupervisorReport>(reader, std::move(report));
  }
  if (kind == "exited" || kind == "killed") {
    const int value = reader.number<int>();
    const ProcessEnd end = kind == "exited" ? ProcessEnd{.exit_code = value, .signal = {}}
                                            : ProcessEnd{.exit_code = {}, .signal = value};
    return if_done<EndedReport, SupervisorReport>(reader, {.number = number, .end = end});
  }
  return std::nullopt;
}

}  // namespace firedrill::live
