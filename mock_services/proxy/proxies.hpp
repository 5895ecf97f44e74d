#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/text/json.hpp"
#include "mock_services/proxy/proxy.hpp"

namespace firedrill::proxy {

/// What populate() has done: the proxies of the list, up to the one that could not be.
struct Populated {
  std::vector<std::shared_ptr<const Proxy>> proxies = {};  ///< a later one may replace one of them
  std::optional<Refusal> refusal = {};
};

/// 400: what is wrong with a body, as Toxiproxy begins it.
Refusal bad_request(std::string_view why);

/// All proxies, by name. What a body cannot have changes nothing.
class Proxies {
 public:
  /// The io_context must outlive it.
  Proxies(boost::asio::io_context& context, Options options);

  Proxies(const Proxies&) = delete;
  Proxies& operator=(const Proxies&) = delete;

  /// Null if there is none.
  Proxy* find(std::string_view name);

  const std::map<std::string, std::shared_ptr<Proxy>, std::less<>>& all() const { return all_; }

  /// Makes one of {"name", "listen", "upstream", "enabled", "toxics"}. `made` is where it is.
  std::optional<Refusal> create(const Json& json, std::shared_ptr<const Proxy>& made);

  /// Makes those of a list. Who listens and leads where the list says is left as it is, another of
  /// the same name goes, with its toxics; those that are not in the list stay.
  Populated populate(const Json& json);

  /// Of the proxy: what `json` does not say stays.
  std::optional<Refusal> update(Proxy& proxy, const Json& json);

  std::optional<Refusal> add_toxic(Proxy& proxy, const Json& json, std::string& name);

  /// Of `toxic`, one of the proxy's: attributes and toxicity only; what `json` does not say stays.
  std::optional<Refusal> update_toxic(Proxy& proxy, Toxic toxic, const Json& json);

  void remove(std::string_view name);

  /// Starts all, and removes all toxics.
  std::optional<Refusal> reset();

  /// Removes all proxies: then nothing keeps the io_context running.
  void clear();

 private:
  struct Entry {
    ProxySettings settings;
    std::vector<Toxic> toxics = {};
  };

  std::optional<Refusal> put(const Entry& entry, std::shared_ptr<const Proxy>& made);
  std::optional<Refusal> put_in_place(const Entry& entry, std::shared_ptr<const Proxy>& placed);
  static std::optional<Refusal> read_entry(const Json& json, std::string_view place, Entry& entry);

  boost::asio::io_context& context_;
  Options options_;
  std::map<std::string, std::shared_ptr<Proxy>, std::less<>> all_;
};

}  // namespace firedrill::proxy
