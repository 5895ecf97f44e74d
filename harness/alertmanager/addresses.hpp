#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "harness/alertmanager/config.hpp"

namespace firedrill::alertmanager {

/// Who gets the messages of a configuration, without the keys that it has for them, which are
/// secrets.
class Addresses {
 public:
  explicit Addresses(const Config& config);

  /// Integrations with one key are one, such as a service of PagerDuty; any other, also one whose
  /// key stands in a file or is "<secret>", is by itself. Of a key no more is told than its number.
  std::string of(const Receiver& receiver, const Integration& integration) const;

  /// A made-up key for each address: as long as the file's, so that PagerDuty refuses what it would
  /// refuse, or of the right length if it is not there.
  std::string stand_in(const Receiver& receiver, const Integration& integration) const;

 private:
  std::map<std::string, std::size_t> keys_;  ///< numbered in the order of the file
};

/// The pager in the same receiver, beside which a webhook is no pager; "": none.
std::string_view pager_beside(const Receiver& receiver, const Integration& integration);

}  // namespace firedrill::alertmanager
