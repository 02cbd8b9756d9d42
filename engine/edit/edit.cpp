// Owns edits of a layer's call. Must not know problems (fixes.cpp).
#include "edit/edit.hpp"

#include <algorithm>

namespace unroll {

namespace {

using python::ArgumentKind;
using python::CallExpression;
using python::ExpressionStatement;
using python::Program;
using python::SyntaxTree;

/// A layer's constructor call, parsed on its own; `offset` is where it stands in the program.
struct ConstructorCall {
  SyntaxTree tree;
  const CallExpression* call = nullptr;
  std::uint32_t offset = 0;

  [[nodiscard]] Span in_program(Span span) const { return {span.from + offset, span.to + offset}; }
};

ConstructorCall constructor_of(const Program& program, const Layer& layer) {
  if (layer.span.empty())
    throw Error("no_place", "`" + layer.name + "` is not written in the program");
  ConstructorCall found{SyntaxTree::parse(program.tree().source(layer.span)), nullptr,
                        layer.span.from};
  if (found.tree.statements().size() == 1) {
    if (const auto* statement = found.tree.statements().front().as<ExpressionStatement>()) {
      found.call = statement->value.as<CallExpression>();
    }
  }
  if (found.call == nullptr)
    throw Error("no_place", "`" + layer.name + "` is not made by a plain call");
  return found;
}

std::string line_text(const Program& program, Span span) {
  return "line " + std::to_string(program.line(span));
}

/// Adds `name=value` behind the last argument that is not `name=` or starred.
TextEdit add_argument(const ConstructorCall& constructor, const std::string& text) {
  const auto& arguments = constructor.call->arguments;
  const auto last = std::find_if(arguments.rbegin(), arguments.rend(), [](const auto& argument) {
    return argument.kind != ArgumentKind::double_star && argument.name != "name";
  });
  if (last != arguments.rend()) {
    const std::uint32_t at = constructor.in_program(last->span).to;
    return {{at, at}, ", " + text};
  }
  const std::uint32_t at = constructor.in_program(constructor.call->parentheses).from + 1;
  return {{at, at}, arguments.empty() ? text : text + ", "};
}

}  // namespace

EditResult set_argument(const Program& program, LayerId id, const std::string& name,
                        const std::string& value, bool at_call) {
  const Layer& layer = program.graph().layer(id);
  const ConfigEntry& entry = layer.config.entry(name);
  if (entry.given && !entry.span.empty()) {
    const auto place = program.place_of(entry);
    const Span span = at_call ? entry.span : place->span;
    return {{{span, value}}, "writes " + line_text(program, span)};
  }
  const ConstructorCall constructor = constructor_of(program, layer);
  const TextEdit edit = add_argument(constructor, name + '=' + value);
  return {{edit}, "adds " + name + '=' + value + " on " + line_text(program, edit.span)};
}

EditResult unset_argument(const Program& program, LayerId id, const std::string& name) {
  const Layer& layer = program.graph().layer(id);
  const ConfigEntry& entry = layer.config.entry(name);
  if (entry.field->otherwise.empty()) throw Error("required", '`' + name + "` has no default");
  if (!entry.given) return {};
  const ConstructorCall constructor = constructor_of(program, layer);
  const auto& arguments = constructor.call->arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].name != name) continue;
    // The comma before it goes too, or the one behind where it is the first.
    Span span = arguments[i].span;
    if (i > 0) {
      span.from = arguments[i - 1].span.to;
    } else if (arguments.size() > 1) {
      span.to = arguments[1].span.from;
    }
    span = constructor.in_program(span);
    return {{{span, ""}}, "takes " + name + " away on " + line_text(program, span)};
  }
  throw Error("by_position", '`' + name + "` is given by its position; write its default instead");
}

}  // namespace unroll
