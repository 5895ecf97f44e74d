#pragma once

#include <utility>

#include <unistd.h>

namespace firedrill::live {

/// Owns a file descriptor and closes it.
class Descriptor {
 public:
  Descriptor() = default;

  explicit Descriptor(int number) : number_(number) {}

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  ~Descriptor() { close(); }

  void close() {
    if (is_open()) {
      ::close(std::exchange(number_, -1));
    }
  }

  bool is_open() const { return number_ >= 0; }

  int number() const { return number_; }

 private:
  int number_ = -1;
};

}  // namespace firedrill::live
