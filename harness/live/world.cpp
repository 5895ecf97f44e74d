#include "harness/live/world.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/live/trouble.hpp"
#include "harness/live/world_parts.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/late_turn.hpp"
#include "mock_services/service/load.hpp"

namespace firedrill::live {
namespace {

constexpr Duration one_second = std::chrono::seconds{1};
constexpr Duration longest_scrape =
    std::chrono::seconds{10};  // incident clock, as Prometheus has it
constexpr Duration shortest_scrape = std::chrono::milliseconds{50};  // wire clock

OperationResult refused_because(std::string why) {
  return {.outcome = Outcome::refused, .detail = std::move(why)};
}

std::string_view name_of(CacheKind cache) {
  switch (cache) {
    case CacheKind::tokens:
      return "tokens";
    case CacheKind::keys:
      return "keys";
    case CacheKind::all:
      break;
  }
  return "all";
}

}  // namespace

World::World(const Scenario& scenario,
             Scheduler& scheduler,
             const Supervisor& supervisor,
             const WorldOptions& options)
    : parts_(std::make_unique<Parts>(scenario, scheduler, supervisor, options)) {}

World::~World() = default;

void World::start(WorldListener listener, Completion done) {
  Parts& parts = *parts_;
  parts.listener = std::move(listener);
  parts.running = true;
  parts.write_scenario();
  parts.fleet.on_replica(parts.listener.on_replica);
  parts.fleet.late_start([this](std::size_t member) { return parts_->faults.late_start(member); });
  parts.fleet.death([this](std::size_t member) { return parts_->faults.death_of(member); });
  parts.fleet.on_begun([this](std::size_t member) { parts_->faults.begun(member); });
  parts.fleet.on_started([this](std::size_t member, std::function<void()> ready) {
    parts_->prepare(member, std::move(ready));
  });
  parts.prepare_own_parts();
  const Completion ready = [this, done = std::move(done)](const OperationResult& result) {
    if (result.outcome == Outcome::ok && parts_->running) {
      parts_->begin_traffic();
      if (parts_->monitoring) {
        parts_->monitoring->start(parts_->pages(), done);
        return;
      }
    }
    if (done) {
      done(result);
    }
  };
  parts.fleet.start([this, ready](const OperationResult& result) {
    if (result.outcome == Outcome::ok) {
      parts_->own.check_start(ready);
    } else {
      ready(result);
    }
  });
  parts.own.make_will();
}

/// For the mocks, which read it themselves.
void World::Parts::write_scenario() {
  const std::filesystem::path path = plan.folder / "scenario.json";
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  if (!(file << scenario.text).flush()) {
    note_trouble(fmt::format("cannot write {}: {}", path.native(), std::strerror(errno)));
  }
}

void World::Parts::begin_traffic() {
  crowds = std::make_unique<Crowds>(plan, scheduler, fleet, faults);
  crowds->start();
  answers.start();
  const auto second = std::chrono::floor<std::chrono::seconds>(scheduler.now());
  scheduler.at(second + one_second, [this] { second_ends(); });
}

/// How the watch sees the fleet's members. Programs of the user's own may answer as they like.
std::vector<WatchedProcess> World::Parts::mocks() const {
  std::vector<WatchedProcess> mocks;
  for (const FleetMember& member : fleet.members()) {
    mocks.push_back(
        {.origin = member.origin(),
         .answers = member.own() == nullptr && member.up && member.ready && !member.hangs,
         .state = (std::uint64_t{member.life} << 32U) + member.stops});
  }
  return mocks;
}

void World::Parts::second_ends() {
  if (!running) {
    return;
  }
  scheduler.after(one_second, [this] { second_ends(); });
  if (listener.on_traffic) {
    crowds->report(scheduler.now(), listener.on_traffic);
  }
}

void World::perform(const Operation& operation, EventId cause, Completion done) {
  Parts& parts = *parts_;
  std::visit(
      Overloaded{
          [&](const Install& install) {
            if (parts.own.concerns(install.replicas.service)) {
              parts.own.install(install, cause, std::move(done));
            } else {
              parts.fleet.install(install, cause, std::move(done));
            }
          },
          [&](const RestartReplicas& restart) {
            if (parts.own.concerns(restart.replicas.service)) {
              parts.own.restart(restart, cause, std::move(done));
            } else {
              parts.fleet.restart(restart.replicas, cause, std::move(done));
            }
          },
          [&](const RotateSigningKeys& rotate) { parts.carry_out(rotate, cause, std::move(done)); },
          [&](const EmptyCaches& empty) { parts.carry_out(empty, done); },
          [&](const SetShedding& shedding) { parts.carry_out(shedding, cause, done); },
          [&](const StartFault& start) { parts.faults.start(start.fault, cause, std::move(done)); },
          [&](const EndFault& end) { parts.faults.end(end.id, std::move(done)); },
          [&](const Probe& probe) { parts.carry_out(probe, std::move(done)); },
          [&](const PostOnStatusPage&) { complete_later(parts.scheduler, done, {}); }},
      operation);
}

/// Asks every replica of a service that is up; ok if one did it.
void World::Parts::ask_all(const std::string& service,
                           const http::Request& request,
                           const Completion& done) {
  struct Asking {
    std::size_t left = 0;
    std::size_t done = 0;
  };

  const auto asking = std::make_shared<Asking>();
  const auto answered = [this, asking, done](const http::Exchange& exchange) {
    const bool ok = exchange.reached == http::Reached::answered && exchange.reply.status < 300;
    asking->done += ok ? 1 : 0;
    if (--asking->left == 0) {
      end_later(done,
                {.outcome = asking->done > 0 ? Outcome::ok : Outcome::failed,
                 .detail = asking->done > 0 ? "" : "no replica did it"});
    }
  };
  for (std::size_t index = 0; index < fleet.members().size(); ++index) {
    const FleetMember& member = fleet.members()[index];
    if (member.service->name == service && member.up) {
      ++asking->left;
      fleet.order(index, request, answered);
    }
  }
  if (asking->left == 0) {
    end_later(done, {.outcome = Outcome::failed, .detail = "no replica is up"});
  }
}

/// What a process that has started must know before it counts as up.
void World::Parts::prepare(std::size_t member, std::function<void()> ready) {
  const FleetMember& one = fleet.members()[member];
  const mock::KeyGenerations generations = keys.published(one.service->name, scheduler.now());
  if (generations.newest == 0) {
    faults.prepare(member, std::move(ready));
    return;
  }
  // A rotation since it was ordered.
  fleet.order_newest(member,
                     keys_request(generations),
                     [this, member, ready = std::move(ready)](const http::Exchange&) {
                       faults.prepare(member, ready);
                     });
}

http::Request World::Parts::keys_request(const mock::KeyGenerations& generations) {
  http::Request request = http::request_to("POST", "/__firedrill/signing_keys");
  request.body = mock::to_json(generations);
  return request;
}

void World::Parts::carry_out(const RotateSigningKeys& rotate, EventId cause, Completion done) {
  const std::string& provider = rotate.provider;
  const SigningKeys* known = keys.find(provider);
  if (known == nullptr) {
    end_later(done, refused_because("no auth provider \"" + provider + "\""));
    return;
  }
  SigningKeys rotated = *known;
  rotated.rotate(scheduler.now(), rotate.overlap, cause);
  if (rotate.overlap > Duration::zero()) {  // then the old keys go
    scheduler.after(rotate.overlap, [this, provider] {
      if (running) {
        ask_all(provider, keys_request(keys.published(provider, scheduler.now())), {});
      }
    });
  }
  // Replicas that are down learn of it when they start.
  ask_all(provider,
          keys_request(generations_of(rotated, scheduler.now())),
          [this, provider, rotated, done = std::move(done)](const OperationResult&) {
            keys.replace(provider, rotated);
            if (done) {
              done({});
            }
          });
}

void World::Parts::carry_out(const EmptyCaches& empty, const Completion& done) {
  const std::optional<std::size_t> first = fleet.first_of(empty.service);
  if (!first) {
    end_later(done, refused_because("no service \"" + empty.service + "\""));
    return;
  }
  const std::vector<Version>& versions = fleet.members()[*first].service->versions;
  const bool has_caches = std::any_of(versions.begin(), versions.end(), [](const Version& one) {
    return !one.behaviour.auth.empty();
  });
  if (!has_caches) {
    end_later(done, {.outcome = Outcome::no_effect});
    return;
  }
  http::Request request = http::request_to("POST", "/__firedrill/purge");
  request.body = "{\"cache\": \"" + std::string(name_of(empty.cache)) + "\"}";
  ask_all(empty.service, request, done);
}

void World::Parts::carry_out(const SetShedding& shedding, EventId cause, const Completion& done) {
  const bool found = crowds && crowds->shed(shedding.population, shedding.share, cause);
  end_later(
      done,
      found ? OperationResult{} : refused_because("no population \"" + shedding.population + "\""));
}

std::vector<ScrapeTarget> World::scrape_targets() const {
  return parts_->targets;
}

void World::scrape(std::size_t target, ScrapeCompletion done) {
  Parts& parts = *parts_;
  if (target + 1 == parts.targets.size()) {
    ScrapeResult result{.up = true};
    if (parts.crowds) {
      result = parts.crowds->scrape(parts.targets[target]);
    }
    parts.scheduler.post([done = std::move(done), result = std::move(result)]() mutable {
      done(std::move(result));
    });
    return;
  }
  const FleetMember& member = parts.fleet.members()[parts.scraped[target]];
  const Duration interval = std::min(parts.scenario.monitoring.scrape_interval, longest_scrape);
  const Duration timeout = std::max(parts.scheduler.wire_time(interval), shortest_scrape);
  parts.scraper.scrape({.origin = member.origin(),
                        .path = member.metrics_path(),
                        .target = parts.targets[target],
                        .honors_labels = member.own() == nullptr},
                       timeout,
                       std::move(done));
}

std::vector<FaultTally> World::fault_tallies() const {
  return parts_->running ? parts_->faults.tallies() : parts_->tallies;
}

void World::stop() {
  Parts& parts = *parts_;
  if (!std::exchange(parts.running, false)) {
    return;
  }
  parts.answers.stop();
  if (parts.crowds) {
    parts.crowds->stop();
    parts.crowds->count_unanswered();
    if (parts.listener.on_traffic) {
      parts.crowds->report(parts.scheduler.now() + one_second, parts.listener.on_traffic);
    }
  }
  parts.tallies = parts.faults.tallies();
  if (parts.monitoring) {
    parts.monitoring->stop();
  }
  parts.own.stop();
  parts.fleet.stop();
}

const Lateness& World::starts() const {
  return parts_->fleet.starts();
}

std::vector<std::pair<std::string, Punctuality>> World::late_replicas() const {
  std::vector<std::pair<std::string, Punctuality>> late;
  const Scheduler& scheduler = parts_->scheduler;
  const std::vector<FleetMember>& members = parts_->fleet.members();
  for (std::size_t index = 0; index < members.size(); ++index) {
    const FleetMember& member = members[index];
    Punctuality punctuality = parts_->answers.of(index);
    for (unsigned life = 1; life <= member.lives; ++life) {
      const std::string notes = parts_->fleet.notes_of(member, life);
      for (const mock::LateTurn& turn : mock::read_late_turns(notes + mock::late_turns_suffix)) {
        punctuality.record(scheduler.instant_at(turn.due), turn.came - turn.due);
      }
    }
    if (!punctuality.when().empty()) {
      late.emplace_back(member.instance(), punctuality);
    }
  }
  return late;
}

bool World::is_lost() const {
  return parts_->lost;
}

}  // namespace firedrill::live
