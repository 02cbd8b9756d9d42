// Owns functions that the program defines. Must not know modules.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "python/syntax.hpp"
#include "python/value.hpp"

namespace unroll::python {

struct Scope;

/// A function or lambda of the program, with what it closes over.
class Function : public Object {
 public:
  Function(const FunctionCode& code, const Block* body, const Expression* result, Span span);
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;
  ~Function() override;
  [[nodiscard]] std::string type_name() const override { return "function"; }
  [[nodiscard]] const std::string& name() const { return code->name; }
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return code->parameters; }
  /// Whether it takes an argument of this name, by `**kwargs` too.
  [[nodiscard]] bool takes(std::string_view argument) const;

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  void set_attribute(Interpreter& in, const std::string& name, Value value, Span at) override;
  Value call(Interpreter& in, Arguments arguments) override;
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

  const FunctionCode* code;
  const Block* body;                           ///< null for a lambda
  const Expression* result;                    ///< of a lambda
  std::vector<std::optional<Value>> defaults;  ///< one for each parameter
  std::shared_ptr<Scope> closure;
  std::weak_ptr<Class> owner;  ///< the class whose body defines it
  std::string qualified_name;  ///< `Model.call`
  std::map<std::string, Value, std::less<>> attributes;
  Span span;
  bool called = false;  ///< at least once
};

}  // namespace unroll::python
