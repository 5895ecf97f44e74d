#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/live/fleet.hpp"
#include "mock_services/service/call_answer.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/provider.hpp"

namespace firedrill::live {
namespace {

constexpr Duration order_timeout = std::chrono::seconds{2};  // wire clock
constexpr int most_order_attempts = 100;  // each meets the right one in half of the cases

/// "": the scenario is of no file.
std::string folder_of(const std::string& file) {
  return file.empty() ? "" : std::filesystem::absolute(file).parent_path().string();
}

}  // namespace

ProcessSpec Fleet::order_for(const FleetMember& member, Duration listens_at) const {
  const std::string log = (plan_.logs / (member.instance() + ".log")).string();
  ProcessSpec spec;
  if (const OwnProgram* own = member.own()) {
    const std::string& name = member.service->name;
    spec = fill_in(*own->command,
                   plan_.places,
                   {.caller = name,
                    .port = member.address.port,
                    .version = member.held,
                    .client_id = name,
                    .client_secret = mock::own_client_secret(plan_.keys.secret(), name)});
  } else {
    spec.arguments = {
        plan_.program.string(), "mock", "service", "--replica", write_order(member, listens_at)};
  }
  spec.standard_output = log;
  spec.standard_error = log;
  return spec;
}

/// What any process for a member is told, its gateway too.
mock::ReplicaOrder Fleet::basic_order(const FleetMember& member, std::uint16_t port) const {
  mock::ReplicaOrder order{.scenario = (plan_.folder / "scenario.json").string(),
                           .beside = folder_of(plan_.scenario.file),
                           .settings = {},
                           .port = port};
  for (const Door& door : member.doors) {
    order.entrances.push_back({.caller = door.caller, .port = door.port.number()});
  }
  order.settings.name = member.service->name;
  order.settings.version = member.version;
  order.settings.ordinal = member.ordinal;
  order.settings.speed = scheduler_.speed();
  order.settings.seed = plan_.seed;
  return order;
}

std::string Fleet::write_order(const FleetMember& member, Duration listens_at) const {
  mock::ReplicaOrder order = basic_order(member, member.address.port);
  order.listens_at = listens_at;
  order.settings.life = member.life;
  order.settings.version_cause = member.version_cause;
  order.settings.warm_at = member.warm_at;
  order.settings.notes = notes_of(member, member.life);
  order.settings.client.secret = plan_.keys.secret();
  order.settings.keys = plan_.keys.published(member.service->name, scheduler_.now());
  for (const FleetMember& other : members_) {
    order.settings.addresses[other.service->name].push_back(other.entrance());
  }
  return write(order, fmt::format("{}.{}.json", member.instance(), member.life));
}

/// Into the run's folder.
std::string Fleet::write(const mock::ReplicaOrder& order, const std::string& name) const {
  std::string path = (plan_.folder / name).string();
  std::ofstream file(path, std::ios::binary);
  file << mock::to_json(order);
  file.close();
  if (!file && on_trouble_) {
    on_trouble_(fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
  }
  return path;
}

std::string Fleet::notes_of(const FleetMember& member, unsigned life) const {
  return (plan_.folder / fmt::format("{}.{}", member.instance(), life)).string();
}

std::optional<std::size_t> Fleet::first_of(std::string_view service) const {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const FleetMember& one) {
    return one.service->name == service;
  });
  return found == members_.end()
             ? std::nullopt
             : std::optional{static_cast<std::size_t>(found - members_.begin())};
}

std::optional<std::vector<std::size_t>> Fleet::find(const ReplicaRange& range) const {
  const std::optional<std::size_t> first = first_of(range.service);
  if (!first || range.count == 0) {
    return std::nullopt;
  }
  const std::size_t replicas = members_[*first].service->replicas;
  if (range.first >= replicas || range.count > replicas - range.first) {
    return std::nullopt;
  }
  std::vector<std::size_t> found;
  for (std::size_t ordinal = range.first; ordinal < range.first + range.count; ++ordinal) {
    found.push_back(*first + ordinal);
  }
  return found;
}

std::vector<http::Origin> Fleet::origins_of(std::string_view service) const {
  std::vector<http::Origin> origins;
  for (const FleetMember& member : members_) {
    if (member.service->name == service) {
      origins.push_back(member.entrance());
    }
  }
  return origins;
}

void Fleet::order(std::size_t member, const http::Request& request, Answered done) {
  probes_.send(members_[member].orders_at(), request, order_timeout, std::move(done));
}

void Fleet::order_newest(std::size_t member, http::Request request, Answered done) {
  const FleetMember& one = members_[member];
  if (one.gateway) {
    order(member, request, std::move(done));
    return;
  }
  request.headers.set(mock::life_header, std::to_string(one.life));
  order_life(member,
             one.life,
             std::make_shared<const http::Request>(std::move(request)),
             done,
             most_order_attempts);
}

/// The kernel gives a connection to either of those that listen; the other says that it is not
/// meant.
void Fleet::order_life(std::size_t member,
                       unsigned life,
                       const std::shared_ptr<const http::Request>& request,
                       const Answered& done,
                       int attempts) {
  order(member, *request, [this, member, life, request, done, attempts](http::Exchange exchange) {
    const bool is_other =
        exchange.reached == http::Reached::answered && exchange.reply.status == mock::misdirected;
    if (is_other && attempts > 0 && !stopped_ && members_[member].life == life) {
      order_life(member, life, request, done, attempts - 1);
    } else {
      done(exchange);
    }
  });
}

}  // namespace firedrill::live
