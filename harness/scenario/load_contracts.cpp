#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

std::vector<std::string> read_texts(const Json& json, std::string_view name, Diagnostics& to) {
  std::vector<std::string> texts;
  for (const Json& item : json.items()) {
    if (auto text = read_string(item, name, to)) {
      texts.push_back(std::move(*text));
    }
  }
  return texts;
}

/// In all other lists any word will do; these say what is in a request.
void check_pkce(const Json& words, Diagnostics& to) {
  for (const Json& word : words.items()) {
    if (word.is_string()) {
      check_known(mention_of(word), {"method of PKCE"}, {pkce_words.begin(), pkce_words.end()}, to);
    }
  }
}

/// Reads the contracts of one block, each after the one that it extends.
class ContractReader {
 public:
  ContractReader(const Json& block, const Context& context) : block_(block), context_(context) {}

  std::vector<Contract> read() {
    std::vector<Contract> contracts;
    for (const JsonMember& member : block_.members()) {
      contracts.push_back(resolve(member));
    }
    return contracts;
  }

 private:
  const Contract& resolve(const JsonMember& member) {
    const auto [entry, is_new] = done_.emplace(member.key, Contract{.name = member.key});
    if (is_new) {
      open_.push_back(member.key);
      Contract contract = read_one(member);
      contract.name = member.key;
      entry->second = std::move(contract);
      open_.pop_back();
    }
    return entry->second;
  }

  Contract read_one(const JsonMember& member) {
    Diagnostics& to = context_.diagnostics;
    check_name(member, "contract", to);
    ObjectReader reader(member.value, fmt::format("the contract {}", quote(member.key)), to);
    Contract contract;
    if (const auto base = reader.string("extends").optional()) {
      contract = base_of({reader.span_of("extends"), *base});
    }
    for (const auto& [key, list] : contract_rules) {
      if (const Json* texts = reader.array(key).value_or(nullptr)) {
        contract.*list = read_texts(*texts, key, to);
        if (list == &Contract::pkce) {
          check_pkce(*texts, to);
        }
      }
    }
    reader.finish();
    return contract;
  }

  Contract base_of(const Mention& base) {
    std::vector<std::string_view> known;
    for (const JsonMember& member : block_.members()) {
      known.push_back(member.key);
    }
    if (!check_known(base, {"contract"}, known, context_.diagnostics)) {
      return {};
    }
    if (std::find(open_.begin(), open_.end(), base.name) != open_.end()) {
      context_.diagnostics.error(base.span,
                                 fmt::format("{} extends itself", quote(base.name)),
                                 "contracts that extend each other in a circle");
      return {};
    }
    return resolve(*block_.member(base.name));
  }

  const Json& block_;
  const Context& context_;
  std::map<std::string_view, Contract> done_;
  std::vector<std::string_view> open_;  ///< being read, outermost first
};

std::vector<std::string_view> names_of(const std::vector<Contract>& contracts) {
  std::vector<std::string_view> names;
  for (const Contract& contract : contracts) {
    names.push_back(contract.name);
  }
  return names;
}

/// A version may bring contracts without those that its service accepts.
void check_inherited(ObjectReader& reader, const Behaviour& behaviour) {
  const std::vector<std::string_view> known = names_of(behaviour.contracts);
  for (const std::string& accepted : behaviour.accepts) {
    if (std::find(known.begin(), known.end(), accepted) == known.end()) {
      reader.error(
          "contracts",
          fmt::format("the provider accepts {}, which these contracts lack", quote(accepted)),
          R"(give "accepts" beside "contracts")");
    }
  }
}

}  // namespace

void read_contracts(ObjectReader& reader, const Context& context, Behaviour& behaviour) {
  const bool first = behaviour.contracts.empty();
  if (const Json* contracts = reader.object("contracts").value_or(nullptr)) {
    behaviour.contracts = ContractReader(*contracts, context).read();
  }
  if (const Json* accepts = reader.array("accepts").value_or(nullptr)) {
    behaviour.accepts = read_texts(*accepts, "accepts", context.diagnostics);
    for (const Json& item : accepts->items()) {
      if (item.is_string() && !item.as_string().empty()) {
        check_known(
            mention_of(item), {"contract"}, names_of(behaviour.contracts), context.diagnostics);
      }
    }
  } else if (first) {
    for (const Contract& contract : behaviour.contracts) {
      behaviour.accepts.push_back(contract.name);
    }
  } else if (reader.has("contracts")) {
    check_inherited(reader, behaviour);
  }
}

}  // namespace firedrill::loading
