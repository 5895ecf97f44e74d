#include "harness/simulated/fault_table.hpp"

#include <algorithm>

#include "harness/engine/stopped_process.hpp"

namespace firedrill::simulated {

FaultTable::FaultTable(const Blueprint& blueprint, Seed seed)
    : blueprint_(blueprint),
      seed_(seed),
      by_service_(blueprint.services.size()) {
  for (const ServicePlan& service : blueprint.services) {
    usual_work_.push_back(blueprint.versions[service.version].latency.mean());
  }
}

FaultTable::Change FaultTable::start(const FaultSpec& spec, EventId cause, Instant now) {
  const std::uint32_t service = blueprint_.find_service(spec.target.service);
  const std::uint32_t from =
      spec.target.from.empty() ? nothing : blueprint_.find_service(spec.target.from);
  const std::uint32_t population =
      spec.target.population.empty() ? nothing : blueprint_.find_population(spec.target.population);
  if (service == nothing || (from == nothing && !spec.target.from.empty()) ||
      (population == nothing && !spec.target.population.empty())) {
    return Change::unknown_target;
  }
  const ServicePlan& versioned = blueprint_.services[from == nothing ? service : from];
  const std::uint32_t version = spec.target.version.empty()
                                    ? nothing
                                    : blueprint_.find_version(versioned, spec.target.version);
  if (version == nothing && !spec.target.version.empty()) {
    return Change::unknown_target;
  }
  const std::uint32_t place = find(spec.id);
  if (place == faults_.size()) {
    places_.emplace(spec.id, place);
    faults_.push_back({.spec = spec,
                       .memory = {.random = stream(seed_, "fault/" + spec.id + "/decide")},
                       .tally = {.id = spec.id, .kind = std::string{kind_of(spec.fault)}}});
  }
  Entry& entry = faults_[place];
  if (entry.active) {
    return Change::already;
  }
  entry.spec = spec;
  entry.rate = rate_of(spec.fault);
  entry.service = service;
  entry.from = from;
  entry.population = population;
  entry.version = version;
  note_what_it_looks_at(entry, cause, now);
  entry.active = true;
  entry.slower = 1;
  entry.cause = cause;
  entry.began = now;
  entry.memory.states = fresh_states(entry);
  if (entry.hidden) {
    entry.hidden->memory.states = entry.memory.states;
  }
  entry.tally.injected_by = cause;
  ++entry.tally.planned;
  ++entry.tally.started;
  if (acts_on_calls(spec.fault)) {
    on_calls_.push_back(place);
  } else {
    by_service_[service].add(place, from);
  }
  return Change::done;
}

/// So that nobody asks for what no fault of the run looks at.
void FaultTable::note_what_it_looks_at(const Entry& entry, EventId cause, Instant now) {
  const FaultSpec& spec = entry.spec;
  has_held_workers_ = has_held_workers_ || firedrill::workers_left(spec.fault).has_value();
  has_looked_at_clients_ =
      has_looked_at_clients_ || looks_at_lot(spec.fault) || entry.population != nothing;
  has_looked_at_callers_ = has_looked_at_callers_ || looks_at_caller(spec.fault) ||
                           (entry.version != nothing && entry.from != nothing);
  if (const auto* skew = std::get_if<faults::ClockSkew>(&spec.fault)) {
    has_moved_clocks_ = true;
    if (blueprint_.services[entry.service].is_provider) {
      issuer_clocks_.went_off(
          spec.target.service, {.fault = spec.id, .cause = cause, .skew = *skew}, now);
    }
  }
}

FaultTable::Change FaultTable::end(std::string_view id, Instant now) {
  const std::uint32_t place = find(id);
  if (place == faults_.size()) {
    return Change::unknown_fault;
  }
  Entry& entry = faults_[place];
  if (!entry.active) {
    return Change::already;
  }
  entry.active = false;
  if (entry.hidden) {
    entry.hidden->count_deaths(now);
    entry.hidden->deaths.clear();
  }
  issuer_clocks_.set_right(id, now);
  by_service_[entry.service].remove(place);
  std::erase(on_calls_, place);
  return strikes_once(entry.spec.fault) ? Change::in_vain : Change::done;
}

/// Whether the request is one of those that the fault is about.
template <class Details>
bool FaultTable::is_struck(const Entry& entry,
                           Rng& random,
                           const FaultProbe& probe,
                           Details& details) {
  return hits(entry, probe.replica) && (!is_particular(entry) || concerns(entry, details())) &&
         entry.spec.profile.takes(probe.now - entry.began, random) &&
         (!entry.rate || random.chance(*entry.rate));
}

std::optional<FaultEffect> FaultTable::decide(const FaultProbe& probe,
                                              const std::function<FaultDetails()>& ask) {
  std::optional<FaultEffect> effect;
  std::optional<FaultDetails> asked;
  const auto details = [&]() -> const FaultDetails& {
    return asked ? *asked : asked.emplace(ask());
  };
  const std::span places = by_service_[probe.replica.service].asked_by(probe.from);
  composition_.begin();
  for (std::size_t turn = 0; turn < places.size(); ++turn) {
    const std::uint32_t place = places[turn];
    Entry& entry = faults_[place];
    if (!is_struck(entry, entry.memory.random, probe, details)) {
      continue;
    }
    const FaultState before =
        entry.rate ? FaultState{} : entry.memory.states[probe.replica.ordinal];
    const Verdict verdict =
        entry.rate ? strike(entry.spec.fault) : word_of(entry, entry.memory, probe, details());
    if (!has_effect(verdict)) {
      continue;
    }
    if (!effect) {
      effect.emplace();
    }
    take(*effect, {.who = place, .before = before}, verdict, probe);
    if (effect->verdict.is_final()) {
      suppress(places.subspan(turn + 1), place, probe, details);
      break;
    }
  }
  return effect;
}

void FaultTable::take(FaultEffect& effect,
                      const Composition<std::uint32_t>::Word& word,
                      const Verdict& verdict,
                      const FaultProbe& probe) {
  Entry& entry = faults_[word.who];
  ++entry.tally.injected;
  const double slower = slowdown(verdict, usual_work_[probe.replica.service]);
  const auto taken = composition_.take(
      effect.verdict, word, verdict, slower, [&](const auto& undone, std::uint32_t by) {
        Entry& other = faults_[undone.who];
        --other.tally.injected;
        ++hidden_from(undone.who).by[by];
        if (!other.rate) {
          other.memory.states[probe.replica.ordinal] = undone.before;
        }
      });
  if (!taken.is_hidden) {
    entry.slower = std::max(entry.slower, slower);
  }
  if (taken.leads) {
    effect.cause = entry.cause;
  }
}

/// Counts the request for those of the faults at these places that would have touched it.
template <class Details>
void FaultTable::suppress(std::span<const std::uint32_t> places,
                          std::uint32_t by,
                          const FaultProbe& probe,
                          Details& details) {
  for (const std::uint32_t place : places) {
    const Entry& entry = faults_[place];
    if (!hits(entry, probe.replica)) {
      continue;  // before it gets a memory
    }
    Hidden& hidden = hidden_from(place);
    if (is_struck(entry, hidden.memory.random, probe, details) &&
        (entry.rate || has_effect(word_of(entry, hidden.memory, probe, details())))) {
      ++hidden.by[by];
    }
  }
}

FaultTable::Hidden& FaultTable::hidden_from(std::uint32_t place) {
  Entry& entry = faults_[place];
  if (!entry.hidden) {
    entry.hidden = std::make_unique<Hidden>(
        Hidden{.memory = {.random = stream(seed_, "fault/" + entry.spec.id + "/hidden"),
                          .states = entry.memory.states}});
  }
  return *entry.hidden;
}

Verdict FaultTable::word_of(const Entry& entry,
                            Memory& memory,
                            const FaultProbe& probe,
                            const FaultDetails& details) {
  return firedrill::decide(entry.spec.fault,
                           memory.states[probe.replica.ordinal],
                           {.now = probe.now,
                            .random = memory.random,
                            .wire = probe.now,
                            .endpoint = details.endpoint,
                            .lasted = probe.now - entry.began,
                            .lot = details.lot,
                            .on_edge = entry.from != nothing,
                            .caller_age = details.caller_age});
}

std::vector<FaultState> FaultTable::fresh_states(const Entry& entry) const {
  return std::vector<FaultState>(blueprint_.services[entry.service].replicas,
                                 initial_state(entry.spec.fault, entry.began));
}

Suspicion FaultTable::slowing(const FaultedReplica& replica) const {
  Suspicion heaviest;
  for (const std::uint32_t place : by_service_[replica.service].all()) {
    const Entry& entry = faults_[place];
    if (hits(entry, replica)) {
      heaviest.hear({.cause = entry.cause, .slower = entry.slower});
    }
  }
  for (const std::uint32_t place : on_calls_) {
    const Entry& entry = faults_[place];
    if (entry.service == replica.service) {
      heaviest.hear({.cause = entry.cause, .slower = entry.slower});
    }
  }
  return heaviest;
}

double FaultTable::slowdown_by(std::uint32_t service, EventId cause) const {
  for (const std::uint32_t place : by_service_[service].all()) {
    if (faults_[place].cause == cause) {
      return faults_[place].slower;
    }
  }
  const bool has_added_call = std::any_of(on_calls_.begin(), on_calls_.end(), [&](auto place) {
    return faults_[place].cause == cause && faults_[place].from == service;
  });
  return has_added_call ? 1 : endless;  // how slow that call is, is the callee's to say
}

bool FaultTable::has_stopped(const FaultedReplica& replica, Instant now) const {
  const ActiveFaults::Places& active = by_service_[replica.service].all();
  return std::any_of(active.begin(), active.end(), [&](std::uint32_t place) {
    const Entry& entry = faults_[place];
    return hits(entry, replica) &&
           (stops_processes(entry.spec) ||
            accepts_nothing(entry.spec.fault, entry.memory.states[replica.ordinal], now));
  });
}

std::uint32_t FaultTable::workers_left(const FaultedReplica& replica) const {
  std::size_t least = all_workers;
  for (const std::uint32_t place : by_service_[replica.service].all()) {
    if (hits(faults_[place], replica)) {
      least = std::min(least, firedrill::workers_left(faults_[place].spec.fault).value_or(least));
    }
  }
  return static_cast<std::uint32_t>(least);
}

std::optional<EventId> FaultTable::refused_by_clock(const TokenAtVerifier& token) {
  const IssuerClocks::Off* issuer =
      issuer_clocks_.at(blueprint_.services[token.provider].name, token.issued);
  const TokenTimes times = issuer == nullptr ? token.times : issuer->skew.issued(token.times);
  bool is_right = true;
  std::uint32_t first = nothing;
  for (const std::uint32_t place : by_service_[token.verifier.service].all()) {
    Entry& entry = faults_[place];
    if (!hits(entry, token.verifier)) {
      continue;
    }
    if (refuses(entry.spec.fault, times)) {
      if (first == nothing) {
        first = place;
        ++entry.tally.injected;
      } else {
        ++hidden_from(place).by[first];
      }
    }
    is_right = is_right && !std::holds_alternative<faults::ClockSkew>(entry.spec.fault);
  }
  if (first != nothing) {
    return faults_[first].cause;
  }
  const bool is_misled = issuer != nullptr && is_right &&
                         faults::ClockSkew{.leeway = issuer->skew.leeway}.refuses(times);
  if (!is_misled) {
    return std::nullopt;
  }
  ++faults_[find(issuer->fault)].tally.injected;
  return issuer->cause;
}

void FaultTable::forget(const FaultedReplica& replica, Instant now) {
  for (const std::uint32_t place : by_service_[replica.service].all()) {
    Entry& entry = faults_[place];
    entry.memory.states[replica.ordinal] = initial_state(entry.spec.fault, now);
    if (entry.hidden) {
      entry.hidden->memory.states[replica.ordinal] = entry.memory.states[replica.ordinal];
    }
  }
}

std::vector<FaultTally> FaultTable::tallies(Instant now) const {
  std::vector<FaultTally> tallies;
  for (const Entry& entry : faults_) {
    tallies.push_back(entry.tally);
    if (entry.hidden) {
      Hidden hidden = *entry.hidden;
      hidden.count_deaths(now);
      for (const auto& [place, count] : hidden.by) {
        firedrill::suppress(tallies.back().suppressed_by, faults_[place].spec.id, count);
      }
    }
  }
  return tallies;
}

std::uint32_t FaultTable::find(std::string_view id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? static_cast<std::uint32_t>(faults_.size()) : found->second;
}

}  // namespace firedrill::simulated
