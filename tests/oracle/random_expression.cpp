#include "tests/oracle/random_expression.hpp"

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace firedrill::oracle {
namespace {

using Choices = std::initializer_list<std::string_view>;

class ExpressionMaker {
 public:
  explicit ExpressionMaker(Rng& rng) : rng_(rng) {}

  std::string any() {
    const std::uint64_t luck = rng_.below(20);
    if (luck == 0) {
      return scalar(3);
    }
    return luck == 1 ? range(2) : vector(4);
  }

 private:
  bool once_in(std::uint64_t times) { return rng_.below(times) == 0; }

  std::string_view pick(Choices choices) {
    return *(choices.begin() + static_cast<std::ptrdiff_t>(rng_.below(choices.size())));
  }

  std::string number() {
    return std::string(pick({"0",
                             "1",
                             "2",
                             "-1",
                             "0.5",
                             "0.25",
                             ".9",
                             "3.",
                             "10",
                             "42",
                             "1e2",
                             "1e-3",
                             "0x1F",
                             "1E+1",
                             "Inf",
                             "NaN",
                             "-Inf",
                             "017"}));
  }

  std::string duration() {
    return std::string(pick(
        {"15s", "1m", "90s", "1m30s", "2m", "5m", "1500ms", "2m1ms", "10m", "7s", "1h", "0m45s"}));
  }

  std::string matcher() {
    return std::string(pick({R"(instance="a")",
                             R"(instance!="a")",
                             R"(instance=~"a|c")",
                             R"(instance!~'[ab]')",
                             R"x(instance=~"(?i:A|b)")x",
                             R"(code=~"5..")",
                             R"(code!~"5.*|404")",
                             R"(code="200")",
                             R"(code=~"\\p{Nd}0\\PL")",
                             R"(job=~"(?i)E\\p{Ll}G\\pL")",
                             R"(code=~"\\d0[^3]")",
                             R"(code=~`4\d{2}`)",
                             R"(job=~"ed.+")",
                             R"(job!="")",
                             R"(nosuch="")",
                             R"(nosuch=~".*")",
                             R"(le=~"0\\.[0-9]+|\\+Inf")",
                             R"(service=~"")"}));
  }

  std::string matchers() {
    std::string text = matcher();
    while (once_in(3)) {
      text += pick({",", ", "});
      text += matcher();
    }
    return fmt::format("{{{}{}}}", text, pick({"", "", ","}));
  }

  std::string selector() {
    std::string name(pick({"up",
                           "queue_depth",
                           "temperature",
                           "http_requests_total",
                           "http_requests_total",
                           "http_request_duration_seconds_bucket",
                           "queue_limit",
                           "nosuch"}));
    if (once_in(15)) {
      return R"({__name__=~"queue_.+|up"})";
    }
    return once_in(3) ? name + matchers() : name;
  }

  /// offset and @, in any order.
  std::string shift() {
    std::string offset;
    std::string at;
    if (once_in(6)) {
      offset = fmt::format(" offset {}{}", pick({"", "", "-"}), duration());
    }
    if (once_in(10)) {
      at = fmt::format(" @ {}", pick({"60", "0", "123.456", "start()", "end()", "-30", "1e3"}));
    }
    return once_in(2) ? offset + at : at + offset;
  }

  std::string range(int depth) {
    if (depth == 0 || !once_in(4)) {
      return selector() + '[' + duration() + ']' + shift();
    }
    // A step within the range: Prometheus fails where there is none.
    const std::string_view step = pick({"", "7s", "15s", "45s", "1m", "1500ms"});
    return fmt::format("({})[{}:{}]{}", vector(depth - 1), pick({"1m", "2m", "3m"}), step, shift());
  }

  std::string scalar(int depth) {
    if (depth == 0 || once_in(2)) {
      return number();
    }
    switch (rng_.below(5)) {
      case 0:
        return fmt::format("scalar({})", vector(depth - 1));
      case 1:
        return std::string(pick({"time()", "pi()"}));
      case 2:
        return fmt::format("{}({})", pick({"-", "+", ""}), scalar(depth - 1));
      case 3:
        return fmt::format("{} {} bool {}", scalar(depth - 1), comparison(), scalar(depth - 1));
      default:
        return fmt::format("{} {} {}", scalar(depth - 1), arithmetic(), scalar(depth - 1));
    }
  }

  std::string_view arithmetic() { return pick({"+", "-", "*", "/", "%", "^", "atan2"}); }

  std::string_view comparison() { return pick({"==", "!=", ">", "<", ">=", "<="}); }

  std::string labels() {
    std::string text(pick({"instance", "code", "job", "le", "service", "nosuch", ""}));
    if (!text.empty() && once_in(3)) {
      text += pick({",code", ", instance", ", job,"});
    }
    return '(' + text + ')';
  }

  std::string vector(int depth) {
    if (depth == 0) {
      return selector() + shift();
    }
    switch (rng_.below(12)) {
      case 0:
        return selector() + shift();
      case 1:
      case 2:
        return over_range(depth);
      case 3:
      case 4:
        return aggregation(depth);
      case 5:
      case 6:
        return of_vectors(depth);
      case 7:
        return with_scalar(depth);
      case 8:
        return mapped(depth);
      case 9:
        return relabelled(depth);
      case 10:
        return other(depth);
      default:
        return fmt::format("({})", vector(depth - 1));
    }
  }

  std::string over_range(int depth) {
    const std::string operand = range(depth - 1);
    switch (rng_.below(6)) {
      case 0:
        return fmt::format("quantile_over_time({}, {})", scalar(1), operand);
      case 1:
        return prediction(depth);
      case 2:
        return fmt::format("holt_winters({}, {}, {})",
                           operand,
                           pick({"0.5", "0.1", "0.9", "0"}),
                           pick({"0.3", "0.99", "0.5", "1"}));
      default:
        return fmt::format("{}({})",
                           pick({"rate",
                                 "rate",
                                 "increase",
                                 "delta",
                                 "irate",
                                 "idelta",
                                 "changes",
                                 "resets",
                                 "deriv",
                                 "avg_over_time",
                                 "sum_over_time",
                                 "min_over_time",
                                 "max_over_time",
                                 "count_over_time",
                                 "last_over_time",
                                 "present_over_time",
                                 "absent_over_time",
                                 "stddev_over_time",
                                 "stdvar_over_time"}),
                           operand);
    }
  }

  /// Without @ on the range: within a subquery, Prometheus 2.42 computes that from samples that it
  /// has overwritten.
  std::string prediction(int depth) {
    const std::string operand = once_in(2) ? fmt::format("{}[{}]", selector(), duration())
                                           : fmt::format("({})[3m:20s]", vector(depth - 1));
    const std::string_view offset = pick({"", " offset 1m", " offset -15s"});
    return fmt::format("predict_linear({}{}, {})", operand, offset, scalar(1));
  }

  std::string aggregation(int depth) {
    const std::string grouping =
        once_in(2) ? fmt::format(" {}{}", pick({"by", "without", "BY"}), labels()) : "";
    const std::string operand = vector(depth - 1);
    const bool behind = once_in(2);
    const auto written = [&](std::string_view name, const std::string& arguments) {
      return behind ? fmt::format("{}({}){}", name, arguments, grouping)
                    : fmt::format("{}{} ({})", name, grouping, arguments);
    };
    switch (rng_.below(6)) {
      case 0:
        return written("quantile", scalar(1) + ", " + operand);
      case 1:
        return written("count_values",
                       fmt::format(R"("value", round(clamp({}, -1e9, 1e9)))", operand));
      case 2:  // which of equal values are taken is not defined
        return fmt::format("count({}({}, {}))", pick({"topk", "bottomk"}), scalar(1), operand);
      default:
        return written(
            pick({"sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "SUM"}),
            operand);
    }
  }

  std::string of_vectors(int depth) {
    const std::string left = vector(depth - 1);
    const std::string right = vector(depth - 1);
    const std::string matching =
        once_in(2) ? fmt::format(" {}{}", pick({"on", "ignoring"}), labels()) : "";
    if (once_in(3)) {
      return fmt::format("({}) {}{} ({})", left, pick({"and", "or", "unless"}), matching, right);
    }
    std::string group;
    if (!matching.empty() && once_in(2)) {
      group = fmt::format(" {}", pick({"group_left", "group_right", "group_left()"}));
      group += once_in(4) ? labels() : "";
    }
    const std::string operation =
        once_in(2) ? std::string(arithmetic())
                   : fmt::format("{}{}", comparison(), once_in(3) ? " bool" : "");
    return fmt::format("({}) {}{}{} ({})", left, operation, matching, group, right);
  }

  std::string with_scalar(int depth) {
    const std::string operation =
        once_in(2) ? std::string(arithmetic())
                   : fmt::format("{}{}", comparison(), once_in(3) ? " bool" : "");
    std::string left = vector(depth - 1);
    std::string right = scalar(depth - 1);
    if (once_in(3)) {
      std::swap(left, right);
    }
    return fmt::format("{} {} {}", left, operation, right);
  }

  std::string mapped(int depth) {
    const std::string operand = vector(depth - 1);
    switch (rng_.below(5)) {
      case 0:
        return fmt::format("clamp({}, {}, {})", operand, scalar(1), scalar(1));
      case 1:
        return fmt::format(
            "{}({}, {})", pick({"clamp_min", "clamp_max", "round"}), operand, scalar(1));
      default:
        return fmt::format(
            "{}({})",
            pick({"abs",         "ceil",          "floor",     "round",       "sgn",
                  "sqrt",        "exp",           "ln",        "log2",        "log10",
                  "deg",         "rad",           "sin",       "cos",         "tan",
                  "asin",        "acos",          "atan",      "sinh",        "cosh",
                  "tanh",        "asinh",         "acosh",     "atanh",       "-",
                  "+",           "timestamp",     "hour",      "minute",      "month",
                  "year",        "sort",          "sort_desc", "day_of_week", "day_of_month",
                  "day_of_year", "days_in_month", "absent"}),
            operand);
    }
  }

  std::string relabelled(int depth) {
    const std::string operand = vector(depth - 1);
    if (once_in(2)) {
      return fmt::format(R"(label_join({}, "{}", "{}", "instance", "code"))",
                         operand,
                         pick({"both", "instance", "code"}),
                         pick({"-", "", "/"}));
    }
    return fmt::format(R"(label_replace({}, "{}", "{}", "{}", "{}"))",
                       operand,
                       pick({"new", "instance", "job", "code"}),
                       pick({"$1", "x$1y", "${1}_", "$$", ""}),
                       pick({"instance", "code", "nosuch"}),
                       pick({"(.*)", "(a|b)", "([0-9]).*", "", "(?i)(A).?"}));
  }

  std::string other(int depth) {
    switch (rng_.below(4)) {
      case 0:
        return fmt::format("histogram_quantile({}, {})", scalar(1), vector(depth - 1));
      case 1:
        return fmt::format(
            "histogram_quantile({}, sum by (le) (rate(http_request_duration_seconds_bucket[{}])))",
            pick({"0.5", "0.9", "0.99", "0", "1"}),
            duration());
      case 2:
        return fmt::format("vector({})", scalar(depth - 1));
      default:
        return fmt::format("absent({})", vector(depth - 1));
    }
  }

  Rng& rng_;
};

}  // namespace

std::string random_expression(Rng& rng) {
  return ExpressionMaker(rng).any();
}

std::string damaged(Rng& rng, std::string expression) {
  constexpr std::string_view characters = "()[]{}\"',:.=~!<>+-*/%^@ #0a5msd_\\`";
  for (std::uint64_t times = 1 + rng.below(2); times > 0; --times) {
    const std::size_t at = rng.below(expression.size());
    const char other = characters[rng.below(characters.size())];
    switch (rng.below(4)) {
      case 0:
        expression.erase(at, 1);
        break;
      case 1:
        expression.insert(at, 1, expression[at]);
        break;
      case 2:
        expression[at] = other;
        break;
      default:
        expression.insert(at, 1, other);
    }
    if (expression.empty()) {
      return "(";
    }
  }
  return expression;
}

}  // namespace firedrill::oracle
