#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "harness/core/result.hpp"
#include "harness/live/descriptor.hpp"

namespace firedrill::live {

/// A TCP port of 127.0.0.1 that nobody else gets as long as this lives. It is bound and does not
/// listen: whoever is told its number may listen there with SO_REUSEPORT, several at once too, and
/// while nobody does, connections are refused.
class Port {
 public:
  /// Any free one; an error if there is none, or no descriptor.
  static Result<Port> reserve();

  /// Empty, or why a program could not listen at this port of 127.0.0.1 now.
  static std::string obstacle_to(std::uint16_t number);

  std::uint16_t number() const { return number_; }

 private:
  Port(Descriptor socket, std::uint16_t number) : socket_(std::move(socket)), number_(number) {}

  Descriptor socket_;
  std::uint16_t number_;
};

}  // namespace firedrill::live
