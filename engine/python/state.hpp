// Owns the inside of a running program: scopes, frames, counters and what it leaves. For the
// interpreter's own files alone; modules use interpreter.hpp.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "python/interpreter.hpp"

namespace unroll::python {

class Function;

/// Variables by name in the order of their first assignment.
class Variables {
 public:
  using Entry = std::pair<std::string, std::optional<Value>>;
  [[nodiscard]] Value* find(std::string_view name);
  void set(std::string_view name, Value value);
  /// Whether there was one that is deleted.
  [[nodiscard]] bool deleted(std::string_view name);
  /// Whether there was one.
  bool erase(std::string_view name);
  void clear();
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::vector<Entry>& entries() { return entries_; }

 private:
  [[nodiscard]] Entry* entry(std::string_view name);
  static constexpr std::size_t few = 10;  // looked through one by one
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> index_;  // once there are more
};

enum class ScopeKind : std::uint8_t { program, function, class_body, comprehension };

/// The variables of the program, of one call of a function, of a class's body or of a
/// comprehension.
struct Scope {
  ScopeKind kind = ScopeKind::program;
  Variables variables;
  std::shared_ptr<Scope> parent;       // around it; null for the program
  const FunctionCode* code = nullptr;  // of a function's call
  bool kept = false;                   // some function keeps it

  Scope() = default;
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();
};

/// One running call, or the program itself.
struct Frame {
  std::shared_ptr<Scope> scope;
  Span statement;
  const Function* function = nullptr;  // null for the program and class bodies
  bool callback = false;               // entered from native code
};

/// What follows a statement.
enum class Flow : std::uint8_t { next, break_loop, continue_loop, return_value };

using MethodBody = Value (*)(Interpreter&, const Value& self, Arguments& arguments);
/// One method of a built-in type.
struct MethodRow {
  std::string_view name;
  MethodBody run;
};
/// One built-in function.
struct FunctionRow {
  std::string_view name;
  Value (*run)(Interpreter&, Arguments arguments);
};

struct Interpreter::State {
  State(const SyntaxTree& tree_, Modules modules_, IdentityTable& identities_, Limits limits_)
      : tree(tree_), modules(std::move(modules_)), identities(identities_), limits(limits_) {}

  const SyntaxTree& tree;
  Modules modules;
  IdentityTable& identities;
  Limits limits;

  std::shared_ptr<Scope> program = std::make_shared<Scope>();
  std::map<std::string, Value, std::less<>> builtins;
  std::map<std::string, std::shared_ptr<Class>, std::less<>> classes;  // Python's own
  std::vector<Frame*> frames;
  Value returned;                           // of the function that is ending
  std::vector<Raised> handled;              // exceptions whose `except` is running
  int pending_callbacks = 0;                // a native caller stands before the next frame
  std::vector<std::vector<Value>*> yields;  // where the running generators' values go

  bool open = false;                   // something that the program works on is not here
  std::int64_t unknown_rounds = 0;     // items that loops took out of what is unknown
  std::optional<Problem> passed_over;  // the first failure that was
  int guards = 0;                      // running `try` bodies, which may catch what is raised
  bool importing = false;              // an import takes a name out of a module
  int sure_loops = 0;                  // running loops that end by themselves
  int open_loops = 0;                  // running `while` loops

  std::int64_t steps = 0;
  std::int64_t rest = 0;  // the steps that were left after the last loop that took too long
  bool endless = false;   // the limit of steps was met where no loop would have ended by itself
  std::int64_t bytes = 0;
  int calls = 0;
  int nest = 0;

  std::vector<Problem> problems;
  std::vector<Printed> printed;
  std::vector<Skipped> skipped;
  std::vector<Hole> holes;
  /// What the program wrote into what is unknown, by its path: `config.units`.
  std::map<std::string, Value, std::less<>> written;
  std::uint32_t reached = 0;
  std::uint32_t open_line = 0;  // printed entries whose line has not ended
  std::vector<std::weak_ptr<Scope>> kept_scopes;
  std::vector<std::weak_ptr<Object>> tracked_objects;
  std::vector<std::weak_ptr<List>> tracked_lists;
  std::vector<std::weak_ptr<Dict>> tracked_dicts;

  /// Whether so many bytes more are within the limit.
  [[nodiscard]] bool has_room(std::int64_t more) const {
    return more >= 0 && more <= limits.bytes - bytes;
  }
  /// Values that can come to hold themselves are emptied when the program is left.
  void track(const Value& value);
  void release_all();
};

/// Counts nested expressions and statements while it lives; ends the program past the limit.
class Deeper {
 public:
  Deeper(Interpreter& in, Span at);
  ~Deeper() { --state_.nest; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Interpreter::State& state_;
};

/// `ValueError` as `value_error`.
std::string problem_code(std::string_view type);

/// Takes values apart without recursion, so that long chains of them can be let go.
void release(std::vector<Value> values);

// scopes.cpp
Value load_name(Interpreter& in, const std::string& name, Span at);
void store_name(Interpreter& in, const std::string& name, Value value);
void forget_name(Interpreter& in, const std::string& name);
void delete_name(Interpreter& in, const std::string& name, Span at);
/// Notes that the text at `at` carries a value's sizes, under a variable's name.
void note_use(Interpreter& in, const Value& value, Span at, std::string_view name);
std::shared_ptr<Scope> closure_scope(Interpreter& in);

// expressions.cpp
Value evaluate(Interpreter& in, const Expression& expression);
Value evaluate_comprehension(Interpreter& in, const Comprehension& form, Span at);
Value evaluate_formatted(Interpreter& in, const FormattedString& form, Span at);
/// Adds the elements of a display, stars unpacked.
void evaluate_elements(Interpreter& in, const std::vector<Expression>& elements,
                       std::vector<Value>& into);

/// How much of a text or a list is gone through, copied or moved in the time of a step.
constexpr std::size_t bytes_a_step = 16;
constexpr std::size_t items_a_step = 32;

// calls.cpp
Value call_plain_method(Interpreter& in, const Value& of, const MethodRow& method,
                        Arguments& arguments);
Value evaluate_call(Interpreter& in, const CallExpression& form, Span at);
Arguments evaluate_arguments(Interpreter& in, const std::vector<CallArgument>& arguments,
                             Span call);

// statements.cpp
Flow execute(Interpreter& in, const Statement& statement);
Flow execute_block(Interpreter& in, const Block& block);

// matching.cpp
/// The body of the first case that the subject matches, its names bound; null where none does.
const Block* matching_case(Interpreter& in, const Match& form);

// assignments.cpp
void assign(Interpreter& in, const Expression& target, Value value);
void delete_target(Interpreter& in, const Expression& target);
void augment(Interpreter& in, const AugmentedAssignment& form, Span at);

// definitions.cpp
Value define_lambda(Interpreter& in, const LambdaExpression& form, Span at);
void define_function(Interpreter& in, const FunctionDefinition& form, Span at);
void define_class(Interpreter& in, const ClassDefinition& form, Span at);

// exceptions.cpp
Flow execute_try(Interpreter& in, const Try& form);
Flow execute_with(Interpreter& in, const With& form);
/// The clause that catches the exception, its name bound; null where none does.
const ExceptClause* find_handler(Interpreter& in, const Try& form, const Raised& raised);
/// The end of a handler: the exception is over, its name unbound.
void leave_handler(Interpreter& in, const ExceptClause& clause);
/// Calls `__exit__` of each, the last first; whether one of them swallowed the exception.
bool leave_managers(Interpreter& in, std::vector<std::pair<Value, Span>> entered,
                    const Raised* raised);
void execute_raise(Interpreter& in, const Raise& form, Span at);
void add_exceptions(Interpreter& in);
/// The problem that an exception of the program is, where nothing catches it; nothing for
/// `SystemExit`.
std::optional<Problem> problem_of(Interpreter& in, Raised& raised);
/// The class of an exception and its words: `ValueError`, `x must be positive`.
std::pair<std::string, std::string> exception_text(Interpreter& in, const Value& exception);

// imports.cpp
void execute_import(Interpreter& in, const Import& form, Span at);
void execute_import_from(Interpreter& in, const ImportFrom& form, Span at);

// arithmetic.cpp, comparison.cpp
std::optional<Value> number_operation(Interpreter& in, Operator op, const Value& a, const Value& b,
                                      Span at);
std::optional<Value> sequence_operation(Interpreter& in, Operator op, const Value& a,
                                        const Value& b, Span at);
bool compare(Interpreter& in, Comparator op, const Value& a, const Value& b, Span at,
             std::optional<Value>& other);
bool is_same(const Value& a, const Value& b);
std::string_view symbol(Operator op);

// subscripts.cpp
/// Positions that a slice of something of `length` items names.
std::vector<std::size_t> slice_positions(Interpreter& in, const Slice& slice, std::size_t length,
                                         Span at);
Value plain_item(Interpreter& in, const Value& of, const Value& index, Span at);
void set_plain_item(Interpreter& in, const Value& of, const Value& index, Value value, Span at);
void delete_item(Interpreter& in, const Value& of, const Value& index, Span at);
void delete_slice(std::vector<Value>& items, const std::vector<std::size_t>& positions);
/// An index as a plain number; raises TypeError where it is none.
std::int64_t index_number(Interpreter& in, const Value& value, std::string_view of, Span at);

// strings.cpp
[[nodiscard]] std::vector<std::string> code_points(std::string_view text);
[[nodiscard]] std::size_t code_point_count(std::string_view text);
/// Without what is not ASCII: `\\xe9`.
[[nodiscard]] std::string ascii_text(const std::string& text);
std::string percent_format(Interpreter& in, const std::string& format, const Value& arguments,
                           Span at);
std::string format_method(Interpreter& in, const std::string& format, const Arguments& arguments,
                          Span at);

// builtins: rows of functions and of methods.
void add_builtins(Interpreter& in);
void add_type_classes(Interpreter& in);
/// `__getitem__`, `__len__`, ... of a plain type, for classes that derive from it.
void add_plain_dunders(Class& type);
/// `__new__`, `__setattr__`, ... of `object`.
void add_object_members(Class& object);
/// `int`, `list`, `range`, ...
std::vector<std::string_view> builtin_type_names();
std::vector<FunctionRow> builtin_functions();
std::vector<FunctionRow> sequence_functions();
std::vector<FunctionRow> object_functions();
const std::vector<MethodRow>& str_methods();
const std::vector<MethodRow>& list_methods();
const std::vector<MethodRow>& tuple_methods();
const std::vector<MethodRow>& dict_methods();
const std::vector<MethodRow>& counter_methods();
const std::vector<MethodRow>& set_methods();
const std::vector<MethodRow>& number_methods();
/// The method of a plain value, or null.
const MethodRow* find_method(const Value& of, std::string_view name);
/// Raises AttributeError, or ends the program where Python has such a method.
[[noreturn]] void no_attribute(Interpreter& in, const Value& of, const std::string& name, Span at);

// Modules of Python's own library.
std::shared_ptr<Module> math_module();
std::shared_ptr<Module> random_module();
std::shared_ptr<Module> collections_module();
std::shared_ptr<Module> functools_module();
std::shared_ptr<Module> itertools_module();
std::shared_ptr<Module> copy_module();
std::shared_ptr<Module> argparse_module();
std::shared_ptr<Module> dataclasses_module();
std::shared_ptr<Module> contextlib_module();
std::shared_ptr<Module> enum_module(Interpreter& in);
/// `typing.NamedTuple`
std::shared_ptr<Class> named_tuple_base(Interpreter& in);
/// Adds them all, and the small ones (`sys`, `string`, `typing`, ...), where the table has no
/// module of that name yet.
void add_standard_modules(Interpreter& in);

// A few shapes of values that many places ask for.
[[nodiscard]] std::optional<std::int64_t> plain_int(const Value& value);
[[nodiscard]] std::optional<double> plain_number(const Value& value);
[[nodiscard]] bool is_unknown(const Value& value);
[[nodiscard]] Identities ids_of(const Value& value);
/// `int(value)`: rounded towards zero; an Unknown stays one.
Value to_int(Interpreter& in, const Value& value, Span at);

}  // namespace unroll::python
