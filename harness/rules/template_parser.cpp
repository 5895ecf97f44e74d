#include "harness/rules/template_parser.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/promql/quoting.hpp"
#include "harness/rules/message_functions.hpp"
#include "harness/rules/template_constant.hpp"
#include "harness/rules/template_functions.hpp"
#include "harness/rules/template_token.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::rules {
namespace {

using Kind = TemplateTokenKind;

Error mistake_at(std::size_t position, std::string message) {
  return Error{ErrorCode::invalid_input, std::move(message), std::to_string(position)};
}

/// What ends a list of nodes.
enum class Ending {
  end_of_text,
  end_keyword,
  else_keyword,
};

class TemplateParser {
 public:
  TemplateParser(std::string_view text, TemplateDialect dialect)
      : tokens_(tokenize_template(text)),
        dialect_(dialect),
        variables_{"$"} {
    if (dialect == TemplateDialect::prometheus) {
      variables_.insert(variables_.end(), {"$labels", "$externalLabels", "$externalURL", "$value"});
    }
  }

  Result<TemplateNodes> run() {
    TemplateNodes nodes;
    const Ending ending = read_nodes(nodes);
    if (!error_ && ending != Ending::end_of_text) {
      fail(tokens_[keyword_],
           ending == Ending::end_keyword ? "unexpected {{end}}" : "unexpected {{else}}");
    }
    if (error_) {
      return *error_;
    }
    return nodes;
  }

 private:
  const TemplateToken& peek() const { return tokens_[next_]; }

  const TemplateToken& take() {
    const TemplateToken& token = tokens_[next_];
    next_ += next_ + 1 < tokens_.size() ? 1U : 0U;
    return token;
  }

  void skip_spaces() {
    while (peek().kind == Kind::space) {
      take();
    }
  }

  const TemplateToken& peek_behind_spaces() {
    skip_spaces();
    return peek();
  }

  /// The first mistake counts; what is read after it does not.
  void fail(const TemplateToken& token, std::string message) {
    if (!error_) {
      error_ = mistake_at(token.position, std::move(message));
    }
  }

  void unexpected(const TemplateToken& token, std::string_view context) {
    fail(token,
         token.kind == Kind::error ? token.text
                                   : fmt::format("unexpected {} in {}", describe(token), context));
  }

  bool nests_too_deep() {
    if (depth_ >= deepest_template) {
      fail(peek(), fmt::format("nested deeper than {} levels", deepest_template));
    }
    return error_.has_value();
  }

  /// Up to {{end}}, {{else}} (both taken, but for what follows `else`) or the end of the text.
  Ending read_nodes(TemplateNodes& nodes) {
    while (!error_) {
      const TemplateToken& token = take();
      if (token.kind == Kind::end) {
        return Ending::end_of_text;
      }
      if (token.kind == Kind::text) {
        nodes.push_back({PlainText{token.text}});
        continue;
      }
      if (token.kind != Kind::left_delimiter) {
        unexpected(token, "input");
        break;
      }
      const TemplateToken& first = peek_behind_spaces();
      if (first.kind != Kind::keyword) {
        nodes.push_back({read_action()});
        continue;
      }
      keyword_ = next_;
      take();
      if (first.text == "end") {
        expect_right("end");
        return Ending::end_keyword;
      }
      if (first.text == "else") {
        return Ending::else_keyword;
      }
      read_keyword(first, nodes);
    }
    return Ending::end_of_text;
  }

  void read_keyword(const TemplateToken& keyword, TemplateNodes& nodes) {
    if (keyword.text == "if") {
      nodes.push_back({read_branch(Branch::Kind::condition)});
    } else if (keyword.text == "with") {
      nodes.push_back({read_branch(Branch::Kind::with)});
    } else if (keyword.text == "range") {
      nodes.push_back({read_branch(Branch::Kind::range)});
    } else if (keyword.text == "template" && dialect_ == TemplateDialect::alertmanager) {
      nodes.push_back({read_call()});
    } else {
      fail(keyword,
           fmt::format("{{{{{}}}}} is not supported in a {}'s templates",
                       keyword.text,
                       dialect_ == TemplateDialect::prometheus ? "rule" : "message"));
    }
  }

  NamedTemplateCall read_call() {
    const TemplateToken& name = peek_behind_spaces();
    NamedTemplateCall call{.name = {}, .pipeline = {}, .position = name.position};
    if (name.kind != Kind::string && name.kind != Kind::raw_string) {
      unexpected(name, "template clause");
      return call;
    }
    take();
    const Constant literal = read_literal(name);
    call.name = error_ ? "" : std::get<std::string>(literal.value);
    if (peek_behind_spaces().kind == Kind::right_delimiter) {
      take();
    } else {
      call.pipeline.push_back(read_pipeline("template clause", Kind::right_delimiter));
    }
    return call;
  }

  void expect_right(std::string_view context) {
    const TemplateToken& token = peek_behind_spaces();
    if (token.kind != Kind::right_delimiter) {
      unexpected(token, context);
    }
    take();
  }

  Action read_action() { return {read_pipeline("command", Kind::right_delimiter)}; }

  Branch read_branch(Branch::Kind kind) {
    constexpr std::string_view names[] = {"if", "with", "range"};
    Branch branch;
    branch.kind = kind;
    if (nests_too_deep()) {
      return branch;
    }
    ++depth_;
    const std::size_t outer_variables = variables_.size();
    branch.pipeline = read_pipeline(names[static_cast<std::size_t>(kind)], Kind::right_delimiter);
    Ending ending = read_nodes(branch.body);
    if (!error_ && ending == Ending::else_keyword) {
      const TemplateToken& token = peek_behind_spaces();
      if (kind == Branch::Kind::condition && token.kind == Kind::keyword && token.text == "if") {
        take();
        branch.otherwise.push_back({read_branch(Branch::Kind::condition)});
        ending = Ending::end_keyword;  // one {{end}} for both
      } else {
        expect_right("else");
        ending = read_nodes(branch.otherwise);
      }
    }
    if (!error_ && ending != Ending::end_keyword) {
      fail(ending == Ending::else_keyword ? tokens_[keyword_] : peek(),
           ending == Ending::else_keyword ? "expected end; found {{else}}" : "unexpected EOF");
    }
    variables_.resize(outer_variables);
    --depth_;
    return branch;
  }

  /// `$x :=`, `$x =` or, in a range, `$i, $x :=`; nothing is taken if there is none.
  void read_variables(Pipeline& pipeline, std::string_view context) {
    while (!error_ && peek_behind_spaces().kind == Kind::variable) {
      const std::size_t begin = next_;
      const TemplateToken& variable = take();
      const TemplateToken& next = peek_behind_spaces();
      const bool is_comma = next.kind == Kind::character && next.text == ",";
      if (next.kind != Kind::assign && next.kind != Kind::declare && !is_comma) {
        next_ = begin;
        return;
      }
      take();
      pipeline.variables.push_back(variable.text);
      pipeline.assigns = next.kind == Kind::assign;
      variables_.push_back(variable.text);
      if (!is_comma) {
        return;
      }
      if (context != "range" || pipeline.variables.size() > 1) {
        fail(next, fmt::format("too many declarations in {}", context));
      } else if (peek_behind_spaces().kind != Kind::variable) {
        fail(peek(), "range can only initialize variables");
      }
    }
  }

  Pipeline read_pipeline(std::string_view context, Kind end) {
    Pipeline pipeline;
    pipeline.position = peek_behind_spaces().position;
    read_variables(pipeline, context);
    while (!error_) {
      const TemplateToken& token = peek_behind_spaces();
      if (token.kind == end) {
        take();
        check_pipeline(pipeline, token, context);
        break;
      }
      if (!starts_operand(token.kind)) {
        unexpected(token, context);
        break;
      }
      pipeline.commands.push_back(read_command());
    }
    return pipeline;
  }

  void check_pipeline(const Pipeline& pipeline,
                      const TemplateToken& end,
                      std::string_view context) {
    if (pipeline.commands.empty()) {
      fail(end, fmt::format("missing value for {}", context));
    }
    for (std::size_t i = 1; i < pipeline.commands.size(); ++i) {
      const Operand& first = pipeline.commands[i].operands.front();
      const auto* path = std::get_if<DotPath>(&first.data);
      if (std::holds_alternative<Constant>(first.data) ||
          (path != nullptr && path->fields.empty())) {
        fail(end, fmt::format("non executable command in pipeline stage {}", i + 1));
      }
    }
  }

  Command read_command() {
    Command command{.operands = {}, .position = peek_behind_spaces().position};
    while (!error_) {
      if (starts_operand(peek_behind_spaces().kind)) {
        command.operands.push_back(read_operand());
      }
      const TemplateToken& token = peek();
      if (token.kind == Kind::space) {
        continue;
      }
      if (token.kind == Kind::pipe) {
        take();
      } else if (token.kind != Kind::right_delimiter && token.kind != Kind::right_parenthesis) {
        unexpected(token, "operand");
      }
      break;
    }
    if (dialect_ == TemplateDialect::alertmanager && !command.operands.empty()) {
      call_method(command);
    }
    return command;
  }

  std::vector<std::string> read_fields() {
    std::vector<std::string> fields;
    while (peek().kind == Kind::field) {
      fields.push_back(take().text.substr(1));
    }
    return fields;
  }

  Operand read_operand() {
    const TemplateToken& token = take();
    Operand operand{Constant{}, token.position};
    if (token.kind == Kind::left_parenthesis) {
      return read_parenthesized(token);
    }
    if (token.kind == Kind::variable || token.kind == Kind::field) {
      return read_path(token);
    }
    if (token.kind == Kind::identifier) {
      operand.data = read_function(token);
    } else if (token.kind == Kind::dot) {
      operand.data = DotPath{};
    } else {
      operand.data = read_literal(token);
    }
    if (peek().kind == Kind::field) {
      fail(peek(), fmt::format("unexpected . after term {}", promql::quote(token.text)));
    }
    return operand;
  }

  /// $name or .name, with the fields behind it, where its place is then.
  Operand read_path(const TemplateToken& token) {
    Operand operand{Constant{}, peek().kind == Kind::field ? peek().position : token.position};
    if (token.kind == Kind::variable) {
      check_variable(token);
      operand.data = VariablePath{token.text, read_fields()};
    } else {
      --next_;  // it is a field itself
      operand.data = DotPath{read_fields()};
    }
    return operand;
  }

  Operand read_parenthesized(const TemplateToken& token) {
    Operand operand{Constant{}, token.position};
    if (nests_too_deep()) {
      return operand;
    }
    ++depth_;
    Parenthesized inner;
    inner.pipeline.push_back(read_pipeline("parenthesized pipeline", Kind::right_parenthesis));
    operand.position =
        peek().kind == Kind::field ? peek().position : inner.pipeline.front().position;
    inner.fields = read_fields();
    operand.data = std::move(inner);
    --depth_;
    return operand;
  }

  FunctionName read_function(const TemplateToken& token) {
    const TemplateFunction* function = find_template_function(token.text, dialect_);
    if (function == nullptr) {
      const bool is_foreign = is_foreign_template_function(token.text);
      fail(token,
           is_foreign ? fmt::format("the function \"{}\" is not supported here", token.text)
                      : fmt::format("function {} not defined{}",
                                    promql::quote(token.text),
                                    did_you_mean(token.text, template_function_names(dialect_))));
    }
    return {function};
  }

  void check_variable(const TemplateToken& token) {
    if (std::find(variables_.begin(), variables_.end(), token.text) == variables_.end()) {
      fail(token, fmt::format("undefined variable {}", promql::quote(token.text)));
    }
  }

  Constant read_literal(const TemplateToken& token) {
    Result<Constant> constant = read_constant(token);
    if (!constant) {
      fail(token, constant.error().message);
      return {};
    }
    return *std::move(constant);
  }

  std::vector<TemplateToken> tokens_;
  TemplateDialect dialect_;
  std::size_t next_ = 0;
  std::size_t keyword_ = 0;  // the keyword read last
  int depth_ = 0;
  std::vector<std::string> variables_;
  std::optional<Error> error_;
};

}  // namespace

Result<TemplateNodes> parse_template(std::string_view text, TemplateDialect dialect) {
  return TemplateParser(text, dialect).run();
}

}  // namespace firedrill::rules
