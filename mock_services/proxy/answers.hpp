#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/rng.hpp"
#include "mock_services/proxy/answer_edit.hpp"
#include "mock_services/proxy/chunk.hpp"
#include "mock_services/proxy/message_reader.hpp"
#include "mock_services/proxy/requests.hpp"
#include "mock_services/proxy/toxic.hpp"

namespace firedrill::proxy {

/// The answers of one connection and the toxics that know HTTP: what the upstream sends goes in,
/// and comes out as it is, but for the answers on which a toxic acts. Those are the ones that begin
/// while it is there. What is no HTTP/1.1, or not any more, passes untouched. Pure.
class Answers {
 public:
  /// What goes on to the other toxics.
  struct Piece {
    std::string bytes = {};
    std::optional<Mark> end = {};  ///< behind the bytes
  };

  /// The connection may be old; `open` is then the method of the request that has no answer yet.
  explicit Answers(std::optional<Method> open) : requests_(open) {}

  void add(const Toxic& toxic, Rng rng);
  void change(const Toxic& toxic);
  void remove(std::string_view toxic);

  /// What the client sends; `begins`: for the first time since the upstream has sent something.
  void asked(std::string_view bytes, bool begins) { requests_.push(bytes, begins); }

  /// What the upstream sends; `begins`: for the first time since the client has.
  void push(std::string_view bytes, bool begins);

  /// The upstream sends no more.
  void finish() { has_ended_ = true; }

  /// The next piece; nothing: not before more is pushed.
  std::optional<Piece> pull();

 private:
  struct Active {
    Toxic toxic;
    double draw = 0;  ///< is compared with the toxicity
  };

  enum class State {
    unknown,  ///< whether an answer has begun, and where: as it is until the client asks for one
    head,
    body,
    foreign,  ///< no HTTP
    closed,
  };

  std::string_view rest() const { return std::string_view(input_).substr(taken_); }

  bool step();
  bool pass_rest();
  bool read_head();
  void begin_answer();
  void apply(const Toxic& toxic);
  bool read_body();
  void pass_body(std::string_view bytes);
  void release();
  void end_answer();
  bool break_off();
  void send_head();
  void send_body(std::string_view bytes);
  bool give_up();
  bool close(Mark mark);
  std::string_view take(std::string* body = nullptr);

  std::vector<Active> toxics_;
  Requests requests_;
  std::string input_;
  std::size_t taken_ = 0;  ///< of input_
  bool has_ended_ = false;
  State state_ = State::unknown;
  std::optional<AnswerReader> reader_;  ///< of the answer that has begun
  std::optional<AnswerEdit> edit_;      ///< of the answer whose head is there
  std::string head_;                    ///< as the upstream has sent it, until it is sent
  std::string held_;                    ///< bytes of a body that wait until all are there
  std::string body_;                    ///< what they mean, without chunks' framing
  std::int64_t body_sent_ = 0;
  Piece out_;
};

}  // namespace firedrill::proxy
