#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/live/process.hpp"
#include "harness/scenario/own_program.hpp"

namespace firedrill::live {

/// Where the user's own commands run and what they can be told.
struct OwnPlaces {
  std::filesystem::path folder;   ///< of the scenario file
  std::filesystem::path scratch;  ///< of the run
  /// "127.0.0.1:8080" for each replica of a service, as a caller finds it: a service, or "".
  std::function<std::vector<std::string>(std::string_view service, std::string_view caller)>
      addresses = {};
};

/// What is told to one process.
struct OwnFacts {
  std::string caller = {};  ///< the service whose program it is; "": of none
  std::uint16_t port = 0;
  std::string version = {};
  std::string client_id = {};      ///< at any auth provider of the run
  std::string client_secret = {};  ///< not to be printed
};

/// The command with its placeholders filled in, in firedrill's own environment and the folder that
/// it names. A program whose name has a slash is looked for from the scenario's folder.
ProcessSpec fill_in(const OwnCommand& command, const OwnPlaces& places, const OwnFacts& facts);

/// Empty, or why the program could not be run: "cannot run './deploy.sh': No such file or
/// directory".
std::string obstacle_to(const ProcessSpec& spec);

/// The end of a file of output from `from` on, for the timeline: the last five lines at most, each
/// of 200 bytes at most, without control characters.
std::string last_lines(const std::filesystem::path& file, std::uintmax_t from);

}  // namespace firedrill::live
