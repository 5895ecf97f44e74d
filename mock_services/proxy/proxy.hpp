#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/proxy/toxic.hpp"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace firedrill::proxy {

/// Why something cannot be done, as the API says it.
struct Refusal {
  int status = 500;
  std::string message;
};

struct Options {
  std::string host = "127.0.0.1";  ///< IP address; proxies listen elsewhere only if this is not
                                   ///< a loopback address
  Seed seed{1};
  bool share_ports = false;  ///< with who has reserved them (SO_REUSEPORT)
  /// Of how many flows that wait within two turns of the event loop the waits begin together (see
  /// Waits). Below four the two turns cost as many system calls as they spare.
  std::size_t waits_together = 4;
};

struct ProxySettings {
  std::string name;
  std::string listen;  ///< "127.0.0.1:0"
  std::string upstream;
  bool enabled = true;
};

/// One listener, what stands behind it, and what goes wrong between. Everything happens on the
/// thread of the io_context, which must outlive it.
class Proxy {
 public:
  /// Not started, whatever the settings say.
  Proxy(boost::asio::io_context& context, const Options& options, ProxySettings settings);
  ~Proxy();  ///< stop()
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  const std::string& name() const { return settings_.name; }

  /// `listen` is where it does listen, once it is started.
  const ProxySettings& settings() const { return settings_; }

  /// Listens, if it does not yet.
  std::optional<Refusal> start();

  /// Closes the listener and all connections.
  void stop();

  /// Why it could never listen there; nothing if it only depends on who else does.
  std::optional<Refusal> refuses(const std::string& listen) const;

  /// Whether another listen or upstream means something else.
  bool differs(const std::string& listen, const std::string& upstream) const;

  /// Toxics stay; connections too, unless listen or upstream change. Nothing changes if it refuses
  /// to listen there.
  std::optional<Refusal> update(const ProxySettings& wanted);

  /// Null if there is none with this name.
  const Toxic* find(std::string_view name) const;

  /// For all connections, present and future, until its ttl has passed. The name is not taken yet.
  void add(const Toxic& toxic);

  /// In place of the one with its name; its ttl begins anew.
  void change(const Toxic& toxic);

  void remove(std::string_view name);
  void remove_toxics();

  /// Whether there is a toxic of that name, drawn as something, and it acts on that connection.
  bool acts_on(std::string_view name, std::uint64_t connection) const;

  /// Of toxics that know HTTP nobody hears.
  void on_hit(OnHit hears);

  /// How many connections there are.
  std::size_t connections() const;

  void write(JsonWriter& writer) const;
  void write_toxics(JsonWriter& writer) const;

  /// Its line of a metric: bytes received, or sent.
  void write_metric(std::string& out, std::string_view metric, bool is_sent) const;

 private:
  class Listener;

  const Options& options_;
  ProxySettings settings_;
  std::shared_ptr<Listener> listener_;
};

}  // namespace firedrill::proxy
