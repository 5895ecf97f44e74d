#include "harness/alertmanager/read_route.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/alertmanager/fields.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"
#include "harness/text/yaml_parse.hpp"

namespace firedrill::alertmanager {
namespace {

constexpr MatcherKeys route_keys{.equal = "match", .regex = "match_re", .matchers = "matchers"};

/// `match` and its like: one matcher of that kind for each member.
void read_matcher_map(ObjectReader& reader,
                      std::string_view key,
                      Matcher::Kind kind,
                      Matchers& matchers) {
  const Json* given = reader.raw(key).value_or(nullptr);
  if (given == nullptr || !read_scalar_map(*given, key, reader.diagnostics())) {
    return;
  }
  for (const JsonMember& member : given->members()) {
    if (!promql::is_label_name(member.key)) {
      reader.diagnostics().error(member.key_span,
                                 fmt::format("invalid label name {}", quote(member.key)));
      continue;
    }
    Diagnostics reported(reader.diagnostics().source());  // by read_scalar_map already
    std::string value = read_text(member.value, member.key, reported).value_or("");
    if (kind == Matcher::Kind::regex) {
      value =
          fmt::format("^(?:{})$", value);  // as Go's configuration keeps it, and group keys show it
    }
    Result<Matcher> matcher = Matcher::make(kind, member.key, std::move(value));
    if (matcher) {
      matchers.push_back(*std::move(matcher));
    } else {
      reader.diagnostics().error(member.value.span(), matcher.error().message);
    }
  }
}

struct GroupBy {
  bool all = false;
  std::vector<std::string> names = {};
};

GroupBy read_group_by(ObjectReader& reader) {
  GroupBy group_by;
  std::set<std::string> seen;
  for (std::string& name : reader.value("group_by", read_scalars).value_or({})) {
    if (name == "...") {
      group_by.all = true;
    } else if (!promql::is_label_name(name)) {
      reader.error("group_by", fmt::format("invalid label name {} in group_by list", quote(name)));
    } else if (!seen.insert(name).second) {
      reader.error("group_by", fmt::format("duplicated label {} in group_by", quote(name)));
    } else {
      group_by.names.push_back(std::move(name));
    }
  }
  if (group_by.all && !group_by.names.empty()) {
    reader.error("group_by",
                 "cannot have wildcard group_by (`...`) and other labels at the same time");
  }
  return group_by;
}

/// A time that a route inherits unless it says it; zero is refused where it may not be.
void read_timer(ObjectReader& reader, std::string_view key, bool may_be_zero, Duration& timer) {
  const std::optional<Duration> given = reader.value(key, read_duration_text).optional();
  if (given && *given == Duration{} && !may_be_zero) {
    reader.error(key, fmt::format("{} cannot be zero", key));
  } else if (given) {
    timer = *given;
  }
}

std::vector<std::size_t> read_interval_names(ObjectReader& reader,
                                             std::string_view key,
                                             const RouteNames& names) {
  std::vector<std::size_t> intervals;
  for_each_item(reader, key, [&](const Json& item) {
    const std::string name = read_text(item, key, reader.diagnostics()).value_or("");
    const auto found = names.intervals.find(name);
    if (found == names.intervals.end()) {
      reader.diagnostics().error(
          item.span(), fmt::format("undefined time interval {} used in route", quote(name)));
    } else {
      intervals.push_back(found->second);
    }
  });
  return intervals;
}

/// The receiver, if the route names one.
void read_route_receiver(ObjectReader& reader, const RouteNames& names, Route& route) {
  const std::string name = reader.value("receiver", read_text).value_or("");
  if (name.empty()) {
    return;
  }
  const auto found = names.receivers.find(name);
  if (found != names.receivers.end()) {
    route.receiver = found->second;
    return;
  }
  std::vector<std::string_view> known;
  for (const auto& receiver : names.receivers) {
    known.push_back(receiver.first);
  }
  reader.error(
      "receiver",
      fmt::format("undefined receiver {} used in route{}", quote(name), did_you_mean(name, known)));
}

/// `inherited` is what the parent says, the root's defaults for the root; of it the key is the
/// parent's, followed by a slash.
Route read_route(const Json& json,
                 Route inherited,
                 const RouteNames& names,
                 Diagnostics& diagnostics) {
  ObjectReader reader(json, "a route", diagnostics);
  Route route = std::move(inherited);
  read_route_receiver(reader, names, route);
  GroupBy group_by = read_group_by(reader);
  if (!group_by.names.empty()) {
    route.group_by = std::move(group_by.names);
    route.group_by_all = false;
  } else if (group_by.all) {
    route.group_by_all = true;
  }
  route.matchers = read_matchers(reader, route_keys);
  route.continues = reader.value("continue", read_flag).value_or(false);
  read_timer(reader, "group_wait", true, route.group_wait);
  read_timer(reader, "group_interval", false, route.group_interval);
  read_timer(reader, "repeat_interval", false, route.repeat_interval);
  route.mute_intervals = read_interval_names(reader, "mute_time_intervals", names);
  route.active_intervals = read_interval_names(reader, "active_time_intervals", names);
  route.key += to_string(route.matchers);
  Route to_inherit = route;
  to_inherit.key += "/";
  std::vector<Route> routes;
  for_each_item(reader, "routes", [&](const Json& item) {
    routes.push_back(read_route(item, to_inherit, names, diagnostics));
  });
  route.routes = std::move(routes);
  reader.finish();
  return route;
}

}  // namespace

Matchers read_matchers(ObjectReader& reader, const MatcherKeys& keys) {
  Matchers matchers;
  read_matcher_map(reader, keys.equal, Matcher::Kind::equal, matchers);
  read_matcher_map(reader, keys.regex, Matcher::Kind::regex, matchers);
  for_each_item(reader, keys.matchers, [&](const Json& item) {
    const std::optional<std::string> text = read_text(item, keys.matchers, reader.diagnostics());
    Result<Matchers> parsed = parse_matchers(text.value_or(""));
    if (!parsed) {
      reader.diagnostics().error(item.span(), parsed.error().message);
      return;
    }
    std::move((*parsed).begin(), (*parsed).end(), std::back_inserter(matchers));
  });
  sort(matchers);
  return matchers;
}

Route read_root_route(const Json& json, const RouteNames& names, Diagnostics& diagnostics) {
  Route root = read_route(json, Route{}, names, diagnostics);
  if (!json.is_object()) {
    return root;
  }
  const auto refuse = [&](std::string_view key, std::string message) {
    diagnostics.error(json.member(key)->key_span, std::move(message));
  };
  const Json* const receiver = json.find("receiver");
  if (receiver == nullptr || receiver->is_null() || scalar_text(*receiver) == "") {
    diagnostics.error(json.span(), "root route must specify a default receiver");
  }
  for (const std::string_view key : {route_keys.equal, route_keys.regex, route_keys.matchers}) {
    if (json.find(key) != nullptr && !root.matchers.empty()) {
      refuse(key, "root route must not have any matchers");
    }
  }
  if (!root.mute_intervals.empty()) {
    refuse("mute_time_intervals", "root route must not have any mute time intervals");
  }
  if (!root.active_intervals.empty()) {
    refuse("active_time_intervals", "root route must not have any active time intervals");
  }
  if (root.continues) {
    refuse("continue", "cannot have continue in root route");
  }
  return root;
}

}  // namespace firedrill::alertmanager
