#include "harness/faults/fault.hpp"

#include <concepts>

#include "harness/faults/other_names.hpp"
#include "harness/text/kinds.hpp"

namespace firedrill {
namespace {

template <class Kind>
concept ActsOnRequests = requires(const Kind& kind,
                                  typename Kind::State& state,
                                  const DecideInput& input) {
  kind.decide(state, input);
};

template <class Kind>
concept ActsOnProcesses = requires(const Kind& kind, Rng& random) {
  kind.on_injected(random);
  kind.on_started(random);
};

template <class Kind>
concept ActsOnTokens = requires(const Kind& kind, const TokenTimes& token) {
  kind.refuses(token);
};

template <class Kind>
concept ActsOnCalls = requires(const Kind& kind, Duration lasted) {
  kind.missing_at(lasted);
};

template <class Kind>
concept ActsOnResponse = requires {
  Kind::of_response;
};

template <class Kind>
concept ActsOnPages = requires(const Kind& kind, typename Kind::State& state, Instant now) {
  kind.on_page(state, now);
};

template <class Kind>
concept StrikesShare = requires(const Kind& kind) {
  { kind.rate } -> std::convertible_to<Probability>;
  { kind.strike() } -> std::convertible_to<Verdict>;
};

template <class... Each>
constexpr bool each_acts_on_one(const std::variant<Each...>*) {
  return ((ActsOnRequests<Each> + ActsOnProcesses<Each> + ActsOnTokens<Each> + ActsOnCalls<Each> +
               ActsOnResponse<Each> ==
           1) &&
          ...);
}

template <class... Each>
constexpr auto with_response(const std::variant<Each...>* kinds) {
  auto table = Kinds<std::variant<Each...>>::template table<FaultInfo>();
  static_cast<void>(kinds);
  std::size_t place = 0;
  ((table[place++].is_of_response = ActsOnResponse<Each>), ...);
  return table;
}

static_assert(each_acts_on_one(static_cast<const Fault*>(nullptr)),
              "a fault acts on requests, on processes, on tokens, on calls or on the response");

}  // namespace

Fault::Fault(FaultKinds kinds) : FaultKinds(std::move(kinds)) {}

Fault::Fault(const Fault& other) = default;
Fault::Fault(Fault&& other) noexcept = default;
Fault& Fault::operator=(const Fault& other) = default;
Fault& Fault::operator=(Fault&& other) noexcept = default;
Fault::~Fault() = default;

FaultState initial_state(const Fault& fault, Instant since) {
  return std::visit(
      [since]<class Kind>(const Kind&) {
        typename Kind::State state{};
        if constexpr (requires { state.since; }) {
          state.since = since;
        }
        return FaultState{state};
      },
      fault);
}

Verdict decide(const Fault& fault, FaultState& state, const DecideInput& input) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) -> Verdict {
        if constexpr (ActsOnRequests<Kind>) {
          return kind.decide(std::get<typename Kind::State>(state), input);
        } else {
          return Pass{};
        }
      },
      fault);
}

std::optional<Probability> rate_of(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind& kind) -> std::optional<Probability> {
        if constexpr (StrikesShare<Kind>) {
          return kind.rate;
        } else {
          return std::nullopt;
        }
      },
      fault);
}

Verdict strike(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind& kind) -> Verdict {
        if constexpr (StrikesShare<Kind>) {
          return kind.strike();
        } else {
          return Pass{};
        }
      },
      fault);
}

bool acts_on_requests(const Fault& fault) {
  return std::visit([]<class Kind>(const Kind&) { return ActsOnRequests<Kind>; }, fault);
}

bool acts_on_processes(const Fault& fault) {
  return std::visit([]<class Kind>(const Kind&) { return ActsOnProcesses<Kind>; }, fault);
}

bool acts_on_calls(const Fault& fault) {
  return std::visit([]<class Kind>(const Kind&) { return ActsOnCalls<Kind>; }, fault);
}

double missing_at(const Fault& fault, Duration lasted) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) {
        if constexpr (ActsOnCalls<Kind>) {
          return kind.missing_at(lasted);
        } else {
          return 0.0;
        }
      },
      fault);
}

bool can_have_share(const Fault& fault) {
  return !acts_on_processes(fault) && !std::visit(
                                          []<class Kind>(const Kind&) {
                                            return requires {
                                              Kind::is_of_replicas;
                                            }
                                            || requires {
                                              Kind::has_no_share;
                                            };
                                          },
                                          fault);
}

bool strikes_once(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind&) {
        return requires {
          Kind::strikes_once;
        };
      },
      fault);
}

std::string_view part_of_response(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind&) -> std::string_view {
        if constexpr (ActsOnResponse<Kind>) {
          return Kind::of_response;
        } else {
          return "";
        }
      },
      fault);
}

bool has_target(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind&) {
        return !ActsOnResponse<Kind> || requires {
          Kind::is_of_services;
        };
      },
      fault);
}

bool looks_at_lot(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind&) {
        return requires {
          Kind::looks_at_lot;
        };
      },
      fault);
}

bool looks_at_caller(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind&) {
        return requires {
          Kind::looks_at_caller;
        };
      },
      fault);
}

bool accepts_nothing(const Fault& fault, const FaultState& state, Instant now) {
  const auto* leak = std::get_if<faults::DescriptorExhaustion>(&fault);
  return leak != nullptr &&
         leak->has_struck(std::get<faults::DescriptorExhaustion::State>(state), now);
}

bool refuses(const Fault& fault, const TokenTimes& token) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) {
        if constexpr (ActsOnTokens<Kind>) {
          return kind.refuses(token);
        } else {
          return false;
        }
      },
      fault);
}

std::optional<std::size_t> workers_left(const Fault& fault) {
  const auto* exhaustion = std::get_if<faults::PoolExhaustion>(&fault);
  return exhaustion == nullptr ? std::nullopt
                               : std::optional{static_cast<std::size_t>(exhaustion->left)};
}

bool is_silent(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind&) {
        return requires {
          Kind::is_silent;
        };
      },
      fault);
}

bool can_act_on_edges(const Fault& fault) {
  return !acts_on_processes(fault) && !std::visit(
                                          []<class Kind>(const Kind&) {
                                            return requires {
                                              Kind::is_of_services;
                                            };
                                          },
                                          fault);
}

ProcessVerdict on_injected(const Fault& fault, Rng& random) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) {
        if constexpr (ActsOnProcesses<Kind>) {
          return kind.on_injected(random);
        } else {
          return ProcessVerdict{};
        }
      },
      fault);
}

ProcessVerdict on_started(const Fault& fault, Rng& random) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) {
        if constexpr (ActsOnProcesses<Kind>) {
          return kind.on_started(random);
        } else {
          return ProcessVerdict{};
        }
      },
      fault);
}

PageVerdict on_page(const Fault& fault, FaultState& state, Instant now) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) {
        if constexpr (ActsOnPages<Kind>) {
          return kind.on_page(std::get<typename Kind::State>(state), now);
        } else {
          return PageVerdict{};
        }
      },
      fault);
}

std::span<const FaultInfo> fault_kinds() {
  static constexpr auto table = with_response(static_cast<const Fault*>(nullptr));
  return table;
}

std::string_view kind_of(const Fault& fault) {
  return Kinds<FaultKinds>::name_of(fault);
}

std::string reason_of(const Fault& fault) {
  return std::visit(
      []<class Kind>(const Kind& kind) -> std::string {
        if constexpr (requires { kind.reason(); }) {
          return std::string(kind.reason());
        } else if constexpr (requires { kind.reason; }) {
          return std::string(kind.reason);
        } else {
          return "";
        }
      },
      fault);
}

std::string described(const Fault& fault) {
  const std::string kind{kind_of(fault)};
  const std::string reason = reason_of(fault);
  return reason.empty() ? kind : kind + " (" + reason + ")";
}

std::optional<Fault> parse_fault(ObjectReader& reader) {
  std::optional<FaultKinds> kind =
      Kinds<FaultKinds>::parse("fault", "the fault", reader, faults::other_names);
  return kind ? std::optional<Fault>(*std::move(kind)) : std::nullopt;
}

}  // namespace firedrill
