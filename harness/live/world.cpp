#include "harness/live/world.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "harness/live/complete_later.hpp"
#include "harness/live/crowds.hpp"
#include "harness/live/fault_board.hpp"
#include "harness/live/fleet.hpp"
#include "harness/live/scraper.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/upstream.hpp"

namespace firedrill::live {
namespace {

constexpr Duration one_second = std::chrono::seconds{1};
constexpr Duration order_timeout = std::chrono::seconds{2};  // wire clock
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

struct World::Parts {
  Parts(const Scenario& chosen,
        Scheduler& live_scheduler,
        const Supervisor& supervisor,
        const WorldOptions& options)
      : scenario(chosen),
        scheduler(live_scheduler),
        seed(options.seed),
        plan{.scenario = chosen,
             .seed = options.seed,
             .program = options.program,
             .folder = supervisor.folder(),
             .logs = options.logs.empty() ? supervisor.folder() : options.logs},
        processes(scheduler, supervisor, [this] { lost = true; }),
        client(scheduler.io()),
        fleet(plan, scheduler, processes),
        faults(scheduler, fleet, client, options.seed),
        scraper(scheduler) {
    for (const Service& service : scenario.services) {
      for (std::size_t replica = 0; replica < service.replicas; ++replica) {
        targets.push_back(
            {.job = service.name, .instance = service.name + "-" + std::to_string(replica)});
      }
    }
    targets.push_back({.job = "firedrill", .instance = "firedrill"});
  }

  void end_later(const Completion& done, OperationResult result) {
    complete_later(scheduler, done, std::move(result));
  }

  void begin_traffic();
  void second_ends();
  void carry_out(const RotateSigningKeys& rotate, EventId cause, Completion done);
  void carry_out(const EmptyCaches& empty, Completion done);
  void carry_out(const SetShedding& shedding, EventId cause, const Completion& done);
  void carry_out(const Probe& probe, Completion done);
  void ask_all(const std::string& service, const http::Request& request, Completion done);

  const Scenario& scenario;
  Scheduler& scheduler;
  Seed seed;
  FleetPlan plan;
  bool lost = false;
  Processes processes;
  http::Client client;
  Fleet fleet;
  FaultBoard faults;
  Scraper scraper;
  std::vector<std::pair<std::string, std::unique_ptr<mock::Upstream>>> probed = {};
  std::unique_ptr<Crowds> crowds = {};
  std::vector<ScrapeTarget> targets = {};
  std::vector<FaultTally> tallies = {};
  WorldListener listener = {};
  bool running = false;
};

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
  std::ofstream(parts.plan.folder / "scenario.json", std::ios::binary) << parts.scenario.text;
  parts.fleet.on_replica(parts.listener.on_replica);
  parts.fleet.on_started([this](std::size_t member, std::function<void()> ready) {
    parts_->faults.prepare(member, std::move(ready));
  });
  parts.fleet.start([this, done = std::move(done)](const OperationResult& result) {
    if (result.outcome == Outcome::ok && parts_->running) {
      parts_->begin_traffic();
    }
    if (done) {
      done(result);
    }
  });
}

void World::Parts::begin_traffic() {
  crowds = std::make_unique<Crowds>(scenario, seed, scheduler, fleet);
  crowds->start();
  const auto second = std::chrono::floor<std::chrono::seconds>(scheduler.now());
  scheduler.at(second + one_second, [this] { second_ends(); });
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
          [&](const Install& install) { parts.fleet.install(install, cause, std::move(done)); },
          [&](const RestartReplicas& restart) {
            parts.fleet.restart(restart.replicas, cause, std::move(done));
          },
          [&](const RotateSigningKeys& rotate) { parts.carry_out(rotate, cause, std::move(done)); },
          [&](const EmptyCaches& empty) { parts.carry_out(empty, std::move(done)); },
          [&](const SetShedding& shedding) { parts.carry_out(shedding, cause, done); },
          [&](const StartFault& start) { parts.faults.start(start.fault, cause, std::move(done)); },
          [&](const EndFault& end) { parts.faults.end(end.id, std::move(done)); },
          [&](const Probe& probe) { parts.carry_out(probe, std::move(done)); }},
      operation);
}

/// Asks every replica of a service that is up; ok if one did it.
void World::Parts::ask_all(const std::string& service,
                           const http::Request& request,
                           Completion done) {
  struct Asking {
    std::size_t left = 0;
    std::size_t done = 0;
  };

  const auto asking = std::make_shared<Asking>();
  for (const FleetMember& member : fleet.members()) {
    if (member.service->name != service || !member.up) {
      continue;
    }
    ++asking->left;
    client.send(member.origin(),
                request,
                order_timeout,
                [this, asking, done](const http::Exchange& exchange) {
                  const bool ok =
                      exchange.reached == http::Reached::answered && exchange.reply.status < 300;
                  asking->done += ok ? 1 : 0;
                  if (--asking->left == 0) {
                    end_later(done,
                              {.outcome = asking->done > 0 ? Outcome::ok : Outcome::failed,
                               .detail = asking->done > 0 ? "" : "no replica did it"});
                  }
                });
  }
  if (asking->left == 0) {
    end_later(done, {.outcome = Outcome::failed, .detail = "no replica is up"});
  }
}

void World::Parts::carry_out(const RotateSigningKeys& rotate, EventId, Completion done) {
  const std::optional<std::size_t> first = fleet.first_of(rotate.provider);
  if (!first || fleet.members()[*first].service->kind != ServiceKind::auth_provider) {
    end_later(done, refused_because("no auth provider \"" + rotate.provider + "\""));
    return;
  }
  http::Request request = http::request_to("POST", "/__firedrill/rotate_keys");
  request.body =
      rotate.overlap > Duration::zero() ? R"({"keep_old": true})" : R"({"keep_old": false})";
  ask_all(rotate.provider, request, std::move(done));
}

void World::Parts::carry_out(const EmptyCaches& empty, Completion done) {
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
  ask_all(empty.service, request, std::move(done));
}

void World::Parts::carry_out(const SetShedding& shedding, EventId cause, const Completion& done) {
  const bool found = crowds && crowds->shed(shedding.population, shedding.share, cause);
  end_later(
      done,
      found ? OperationResult{} : refused_because("no population \"" + shedding.population + "\""));
}

void World::Parts::carry_out(const Probe& probe, Completion done) {
  const std::optional<std::size_t> first = fleet.first_of(probe.service);
  if (!first) {
    end_later(done, refused_because("no service \"" + probe.service + "\""));
    return;
  }
  auto known = std::find_if(
      probed.begin(), probed.end(), [&](const auto& one) { return one.first == probe.service; });
  if (known == probed.end()) {
    known = probed.insert(
        probed.end(),
        {probe.service, std::make_unique<mock::Upstream>(client, fleet.origins_of(probe.service))});
  }
  const bool is_provider = fleet.members()[*first].service->kind == ServiceKind::auth_provider;
  known->second->send(http::request_to("GET", is_provider ? "/jwks" : "/"),
                      probe.timeout,
                      [this, done = std::move(done)](const mock::CallAnswer& answer) {
                        const bool ok = answer.code >= 200 && answer.code < 400;
                        OperationResult result{.outcome = ok ? Outcome::ok : Outcome::refused,
                                               .cause = answer.cause};
                        if (!ok) {
                          result.detail = "it answered " + outcome_name(answer.code);
                        }
                        end_later(done, std::move(result));
                      });
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
  const FleetMember& member = parts.fleet.members()[target];
  const Duration interval = std::min(parts.scenario.monitoring.scrape_interval, longest_scrape);
  const Duration timeout = std::max(parts.scheduler.wire_time(interval), shortest_scrape);
  parts.scraper.scrape(
      {.origin = member.origin(), .target = parts.targets[target]}, timeout, std::move(done));
}

std::vector<FaultTally> World::fault_tallies() const {
  return parts_->running ? parts_->faults.tallies() : parts_->tallies;
}

void World::stop() {
  Parts& parts = *parts_;
  if (!std::exchange(parts.running, false)) {
    return;
  }
  if (parts.crowds) {
    parts.crowds->stop();
    if (parts.listener.on_traffic) {
      parts.crowds->report(parts.scheduler.now() + one_second, parts.listener.on_traffic);
    }
  }
  parts.tallies = parts.faults.tallies();
  parts.fleet.stop();
}

bool World::is_lost() const {
  return parts_->lost;
}

}  // namespace firedrill::live
