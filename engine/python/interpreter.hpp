// Owns the running of a program: scopes, statements, expressions, limits, what is printed and what
// is passed over. Knows modules only by the table it is given; knows no Keras.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dims/identity.hpp"
#include "graph/problem.hpp"
#include "python/syntax.hpp"
#include "python/value.hpp"

namespace unroll::python {

/// Bounds of one run of a program. A program that passes one ends with a problem at its place.
struct Limits {
  std::int64_t steps = 2'000'000;                       ///< statements and expressions
  int depth = 200;                                      ///< nested calls and expressions
  std::int64_t bytes = std::int64_t{64} * 1024 * 1024;  ///< of the program's own values
};

/// A line that the program printed. `span` is the printing statement's.
struct Printed {
  std::string text;  ///< with its end, as it would stand on the console
  Span span;
  bool summary = false;
};

/// A part that was passed over, with the reason shown on hover.
struct Skipped {
  Span span;
  std::string reason;
};

/// A number or choice that the program leaves open, and what was put there.
struct Hole {
  std::string name;
  Value value;
  bool given = false;
  std::string use;  ///< `length`, `width`, `vocabulary`, `classes`, `value`
  std::vector<Span> spans;
};

/// Modules by their dotted names; made once per trace by the modules' own files.
using Modules = std::map<std::string, std::shared_ptr<Module>, std::less<>>;

/// Runs one program. Errors of the program become problems; nothing but internal faults is thrown
/// out of `run`.
class Interpreter {
 public:
  Interpreter(const SyntaxTree& tree, Modules modules, IdentityTable& identities, Limits limits);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  /// Values for holes by name (`max_len`, `X_train.shape[1]`), as the document gives them.
  std::map<std::string, Value, std::less<>> given_holes;
  /// Asked for what a given hole stands for, on its first sight: an array of a given shape.
  std::function<Value(Interpreter&, const Value& given, Span)> data;
  /// Asked for a name that neither the program nor Python's builtins define, before it becomes
  /// unknown: a layer's class whose import line was not pasted.
  std::function<std::optional<Value>(Interpreter&, const std::string&, Span)> undefined_name;

  /// Runs the statements in order. What stands before a broken or failing statement keeps its
  /// effect; after an error the rest is not run (it is reported by `reached`).
  void run();
  /// Reports the first failure that was passed over, where there is no other problem: for a program
  /// that makes nothing.
  void tell_of_passed_over();
  /// Does `work`, native code that stands for a program without a text: what it throws becomes a
  /// problem, as in `run`.
  void perform(const std::function<void()>& work);

  // What a run leaves.
  [[nodiscard]] const std::vector<Problem>& problems() const;
  [[nodiscard]] const std::vector<Printed>& printed() const;
  [[nodiscard]] const std::vector<Skipped>& skipped() const;
  [[nodiscard]] const std::vector<Hole>& holes() const;
  /// Offset up to which the program ran; its end where all of it did.
  [[nodiscard]] std::uint32_t reached() const;
  /// The module's variables in the order of their first assignment.
  [[nodiscard]] std::vector<std::pair<std::string, Value>> globals() const;

  // For modules and objects.

  /// The module of this dotted name, imported or not; null where there is none.
  [[nodiscard]] std::shared_ptr<Module> module(std::string_view dotted) const;
  /// Sets a variable of the program.
  void define(const std::string& name, Value value);
  /// A Python exception of the built-in class `type` (`ValueError`, ...), to be thrown; a layer's
  /// error attaches its problem first.
  [[nodiscard]] Raised raised(std::string_view type, const std::string& message, Span at);
  /// The same with arguments that are no message: a `KeyError`'s key.
  [[nodiscard]] Raised raised_with(std::string_view type, std::vector<Value> arguments, Span at);
  /// Ends in a Python exception of the built-in class `type`.
  [[noreturn]] void raise(std::string_view type, const std::string& message, Span at);
  /// Ends the program: `what` is no part of the Python that is understood here.
  [[noreturn]] void lacks(const std::string& what, Span at);
  /// Calls any callable.
  Value call(const Value& callable, Arguments arguments);
  /// An attribute; raises AttributeError where there is none.
  Value attribute(const Value& of, const std::string& name, Span at);
  /// An attribute or nothing.
  std::optional<Value> find_attribute(const Value& of, const std::string& name, Span at);
  Value item(const Value& of, const Value& index, Span at);
  void set_attribute(const Value& of, const std::string& name, Value value, Span at);
  void set_item(const Value& of, const Value& index, Value value, Span at);
  /// `of.name(arguments...)`, positional.
  Value call_method(const Value& of, const std::string& name, std::vector<Value> arguments,
                    Span at);
  Value binary(Operator op, const Value& a, const Value& b, Span at);
  Value unary(Operator op, const Value& value, Span at);
  std::int64_t length(const Value& of, Span at);
  bool contains(const Value& in, const Value& value, Span at);
  bool callable(const Value& value);
  std::shared_ptr<Iterator> iterator(const Value& over, Span at);
  std::vector<Value> iterate(const Value& over, Span at);
  bool truth(const Value& value, Span at);
  bool equal(const Value& a, const Value& b, Span at);
  std::string repr(const Value& value);
  std::string str(const Value& value);
  /// `format(value, spec)`.
  std::string format(const Value& value, const std::string& spec, Span at);
  [[nodiscard]] std::string type_name(const Value& value) const;
  /// `type(value)`.
  std::shared_ptr<Class> type_of(const Value& value);
  /// `isinstance(value, type)` of one class.
  bool is_instance(const Value& value, const Class& type);
  /// A class of Python's own: `int`, `ValueError`, ...
  [[nodiscard]] std::shared_ptr<Class> builtin_class(std::string_view name) const;

  /// An unknown value, or the value given for a hole of that name.
  Value unknown(std::string path, std::string reason, Span at);
  /// The value of an Unknown used as `use` (a hole, made on first sight); others come back as they
  /// are. `wanted` is a default for its first sight.
  Value settle(const Value& value, std::string_view use, std::int64_t wanted, Span at);
  /// The same where the default is no whole number.
  Value settle(const Value& value, std::string_view use, const Value& wanted, Span at);

  /// The text of an Unknown that is compared with `wanted`, which is its guess at first sight.
  std::string choose(const Value& value, const std::string& wanted, Span at);
  /// Which way a branch goes that an Unknown decides: as an earlier hole of that name says, else as
  /// `wanted`.
  bool choose_truth(const Value& value, Span at, bool wanted = false);

  void print(std::string text, Span at, bool summary = false);
  void skip(Span span, std::string reason);
  void report(Problem problem);
  /// Counts towards the limits; throws past one. What takes time in proportion to a size counts
  /// some of it as steps.
  void step(Span at, std::size_t count = 1);
  void spend(std::int64_t bytes, Span at);

  [[nodiscard]] IdentityTable& identities();
  [[nodiscard]] const SyntaxTree& tree() const;
  /// The span of the statement being run in the frame of the program's text that runs now.
  [[nodiscard]] Span statement() const;
  /// The statement at which an error is reported: the program's own, outside all functions, where
  /// that has called what calls back; else the innermost one.
  [[nodiscard]] Span outer_statement() const;
  /// The calls that led here, outermost first.
  [[nodiscard]] std::vector<TraceEntry> trace() const;

  /// Stands around a call of the program's code by native code (a layer's `call`, a Lambda's
  /// function): errors inside are reported at the statement outside.
  class Callback {
   public:
    explicit Callback(Interpreter& in);
    ~Callback();
    Callback(const Callback&) = delete;
    Callback& operator=(const Callback&) = delete;

   private:
    Interpreter& in_;
  };

  /// The whole inside, for the files of this folder.
  struct State;
  [[nodiscard]] State& state() { return *state_; }
  [[nodiscard]] const State& state() const { return *state_; }
  /// How many of the program's own functions are running.
  [[nodiscard]] int call_depth() const;

 private:
  std::unique_ptr<State> state_;
};

/// Arguments taken one by one by a native function: positional in the order of the names, or by
/// name. Errors are Python's (`f() missing 1 required positional argument: 'units'`, ...).
class Taking {
 public:
  Taking(Interpreter& in, std::string function, Arguments arguments,
         std::vector<std::string_view> names);
  /// The argument, or nothing where it is not given.
  [[nodiscard]] const Arguments::Given* find(std::string_view name) const;
  /// The argument; raises TypeError where it is missing.
  [[nodiscard]] const Arguments::Given& need(std::string_view name) const;
  /// By-name arguments that are none of `names`, in order.
  [[nodiscard]] const std::vector<Arguments::Given>& rest() const { return rest_; }
  /// Raises TypeError where `rest` is not empty or too many are given.
  void done() const;
  [[nodiscard]] Span at() const { return call_; }

 private:
  Interpreter& in_;
  std::string function_;
  std::vector<std::string_view> names_;
  std::vector<std::optional<Arguments::Given>> taken_;
  std::vector<Arguments::Given> rest_;
  std::size_t too_many_ = 0;
  Span call_;
};

}  // namespace unroll::python
