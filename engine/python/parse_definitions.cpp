// Owns the way from tree-sitter's functions and classes to ours, and which names they bind.
#include <algorithm>

#include "python/parser.hpp"

namespace unroll::python {

Statement::form_type Parser::definition(TSNode node, std::vector<Expression> decorators) {
  if (type_of(node) == "class_definition") {
    return class_definition(node, std::move(decorators));
  }
  return function_definition(node, std::move(decorators));
}

Statement::form_type Parser::function_definition(TSNode node, std::vector<Expression> decorators) {
  for (const Child& one : children(node)) {
    if (one.type == "async") {
      return UnsupportedStatement{"`async def`"};
    }
  }
  const Child name = child(node, "name");
  FunctionDefinition result;
  result.code = std::make_unique<FunctionCode>();
  result.code->name = std::string(text(name.node));
  result.name_span = span(name.node);
  result.decorators = std::move(decorators);
  bind_name(result.code->name);
  parameters(child(node, "parameters").node, *result.code);
  scopes_.push_back({result.code.get()});
  result.body = block(child(node, "body").node);
  scopes_.pop_back();
  finish(*result.code);
  return result;
}

Statement::form_type Parser::class_definition(TSNode node, std::vector<Expression> decorators) {
  const Child name = child(node, "name");
  ClassDefinition result;
  result.name = std::string(text(name.node));
  result.name_span = span(name.node);
  result.decorators = std::move(decorators);
  bind_name(result.name);
  const Child bases = child(node, "superclasses");
  if (!ts_node_is_null(bases.node)) {
    result.bases = call_arguments(bases.node);
  }
  scopes_.push_back({});
  result.body = block(child(node, "body").node);
  scopes_.pop_back();
  return result;
}

void Parser::parameters(TSNode node, FunctionCode& code) {
  if (ts_node_is_null(node)) {
    return;
  }
  ParameterKind kind = ParameterKind::plain;
  for (const Child& one : children(node)) {
    if (one.named) {
      parameter(one, code, kind);
    }
  }
}

void Parser::parameter(const Child& one, FunctionCode& code, ParameterKind& kind) {
  Parameter result;
  result.span = span(one.node);
  result.kind = kind;
  TSNode name = one.node;
  if (one.type == "keyword_separator") {
    kind = ParameterKind::keyword_only;
    return;
  }
  if (one.type == "positional_separator") {
    for (Parameter& before : code.parameters) {
      before.kind = ParameterKind::positional_only;
    }
    return;
  }
  if (one.type == "default_parameter" || one.type == "typed_default_parameter") {
    name = child(one.node, "name").node;
    result.default_value = boxed(child(one.node, "value").node);
  } else if (one.type == "typed_parameter") {
    name = children(one.node).front().node;
  }
  std::string_view word = text(name);
  if (type_of(name) == "dictionary_splat_pattern") {
    result.kind = ParameterKind::double_star;
    word = text(children(name).back().node);
  } else if (type_of(name) == "list_splat_pattern") {
    result.kind = ParameterKind::star;
    kind = ParameterKind::keyword_only;
    word = text(children(name).back().node);
  }
  result.name = std::string(word);
  code.parameters.push_back(std::move(result));
}

/// Leaves `locals` each once, without what is declared global or nonlocal.
void Parser::finish(FunctionCode& code) {
  for (const Parameter& parameter : code.parameters) {
    code.locals.push_back(parameter.name);
  }
  std::sort(code.locals.begin(), code.locals.end());
  code.locals.erase(std::unique(code.locals.begin(), code.locals.end()), code.locals.end());
  std::erase_if(code.locals, [&](const std::string& name) {
    const auto has = [&](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    return has(code.globals) || has(code.nonlocals);
  });
}

void Parser::bind_name(const std::string& name) {
  if (!scopes_.empty() && scopes_.back().code != nullptr) {
    scopes_.back().code->locals.push_back(name);
  }
}

/// Notes the names that an assignment to `target` binds.
void Parser::bind(const Expression& target) {
  if (const auto* name = target.as<Name>()) {
    bind_name(name->id);
  } else if (const auto* tuple = target.as<TupleDisplay>()) {
    for (const Expression& element : tuple->elements) {
      bind(element);
    }
  } else if (const auto* list = target.as<ListDisplay>()) {
    for (const Expression& element : list->elements) {
      bind(element);
    }
  } else if (const auto* starred = target.as<Starred>()) {
    bind(*starred->value);
  }
}

}  // namespace unroll::python
