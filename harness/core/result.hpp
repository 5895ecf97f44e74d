#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace firedrill {

/// One code per reaction a caller can have, not one per cause; the cause goes into the message.
enum class ErrorCode {
  invalid_input,  ///< The scenario or a flag is wrong. Tell the user, exit 2.
  not_done,       ///< The operation definitely did not happen. Exit 4 when it was the harness' own.
  unknown,        ///< It may have happened (a timeout). Probe before retrying.
};

struct Error {
  ErrorCode code;
  std::string message;     ///< A sentence that quotes the offending value.
  std::string where = {};  ///< file:line:column, JSON pointer or URL; empty if there is none.
};

/// A value or an Error. The member names are those of std::expected (C++23), so that an alias can
/// replace this class once every supported compiler has it; g++ 12 in C++20 and clang 14 do not.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return error;` must both work.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}

  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  // NOLINTEND(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }

  explicit operator bool() const { return has_value(); }

  T& operator*() & { return *get(); }

  const T& operator*() const& { return *get(); }

  T&& operator*() && { return std::move(*get()); }

  T* operator->() { return get(); }

  const T* operator->() const { return get(); }

  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  const T* get() const {
    assert(has_value());
    return std::get_if<0>(&state_);
  }

  T* get() {
    assert(has_value());
    return std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

}  // namespace firedrill
