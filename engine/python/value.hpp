// Owns the values of an interpreted program. Knows no Keras: tensors, layers and models come in
// from the modules as objects and classes with native parts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "dims/dim.hpp"
#include "dims/span.hpp"
#include "graph/problem.hpp"
#include "python/operator.hpp"

namespace unroll::python {

class Interpreter;
class Object;
struct Value;

struct None {};
/// A Python float. `ids` as a size's: so that `int(width * 0.5)` keeps its origin.
struct Float {
  double value = 0;
  Identities ids;
};
struct List;
struct Tuple;
struct Dict;
struct Set;

/// Any value. An int is a `Dim`: it knows where it came from, and may be symbolic
/// (`ops.shape(x)[0]`).
struct Value {
  std::variant<None, bool, Dim, Float, std::string, std::shared_ptr<List>, std::shared_ptr<Tuple>,
               std::shared_ptr<Dict>, std::shared_ptr<Set>, std::shared_ptr<Object>>
      held;

  Value() = default;
  template <typename T>
    requires(!std::is_same_v<std::decay_t<T>, Value>)
  Value(T&& value) : held(std::forward<T>(value)) {}  // NOLINT(google-explicit-constructor)

  template <typename T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&held);
  }
  [[nodiscard]] bool is_none() const { return std::holds_alternative<None>(held); }
  /// The object as a T, or null where it is none.
  template <typename T>
  [[nodiscard]] std::shared_ptr<T> object() const {
    const auto* object = std::get_if<std::shared_ptr<Object>>(&held);
    return object == nullptr ? nullptr : std::dynamic_pointer_cast<T>(*object);
  }
};

struct List {
  std::vector<Value> items;

  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List();
};
struct Tuple {
  std::vector<Value> items;

  Tuple() = default;
  Tuple(const Tuple&) = delete;
  Tuple& operator=(const Tuple&) = delete;
  ~Tuple();
};

/// Whether a value can be a key: all but lists, dicts, sets and tuples that hold one, or that are
/// larger than a key is here.
[[nodiscard]] bool hashable(const Value& value);
/// A key's hash: by value for plain data (`1`, `1.0` and `True` are one key), by identity for
/// objects.
[[nodiscard]] std::size_t key_hash(const Value& key);
/// Whether two values are the same key.
[[nodiscard]] bool same_key(const Value& a, const Value& b);

/// Finds keys by their hash in a list of entries that keeps its order.
class KeyIndex {
 public:
  void add(std::size_t hash, std::uint32_t position) { positions_.emplace(hash, position); }
  void clear() { positions_.clear(); }
  template <typename Same>
  [[nodiscard]] std::optional<std::uint32_t> find(std::size_t hash, const Same& same) const {
    const auto [from, to] = positions_.equal_range(hash);
    for (auto at = from; at != to; ++at) {
      if (same(at->second)) {
        return at->second;
      }
    }
    return std::nullopt;
  }

 private:
  std::unordered_multimap<std::size_t, std::uint32_t> positions_;
};

/// In the order of insertion. Keys must be `hashable`.
class DictEntries {
 public:
  struct Entry {
    Value key;
    Value value;
  };
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// The value under a key, or null.
  [[nodiscard]] const Value* find(const Value& key) const;
  void set(const Value& key, Value value);
  /// Whether there was one. Takes time in proportion to the size.
  bool erase(const Value& key);
  void clear();

 private:
  std::vector<Entry> entries_;
  KeyIndex index_;
};

/// In the order of insertion. Keys must be `hashable`.
class SetItems {
 public:
  [[nodiscard]] const std::vector<Value>& items() const { return items_; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool has(const Value& key) const;
  void add(const Value& key);
  bool erase(const Value& key);
  void clear();

 private:
  std::vector<Value> items_;
  KeyIndex index_;
};

struct Dict : DictEntries {
  Value factory;        ///< makes the value of a missing key (`defaultdict`), else None
  bool counts = false;  ///< a missing key counts 0 and stays missing (`Counter`)
};
struct Set : SetItems {
  bool frozen = false;
};

/// Values of a call, in the order of the text. Stars are unpacked already.
struct Arguments {
  struct Given {
    std::string name;  ///< empty for a positional one
    Value value;
    Span span;  ///< the argument's expression (without `name=`)
  };
  std::vector<Given> given;
  /// The whole call expression.
  Span call;
};

/// Values by name in the order in which the names came: an instance's attributes, a class's
/// members.
class NamedValues {
 public:
  using Entry = std::pair<std::string, Value>;
  using Iterator = std::vector<Entry>::iterator;
  using ConstIterator = std::vector<Entry>::const_iterator;

  [[nodiscard]] Iterator begin() { return entries_.begin(); }
  [[nodiscard]] Iterator end() { return entries_.end(); }
  [[nodiscard]] ConstIterator begin() const { return entries_.begin(); }
  [[nodiscard]] ConstIterator end() const { return entries_.end(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] Iterator find(std::string_view name);
  [[nodiscard]] ConstIterator find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name) != end(); }
  /// The value under a name, made where there is none. Valid until the next name comes.
  Value& operator[](std::string_view name);
  /// How many there were.
  std::size_t erase(std::string_view name);
  void clear();

 private:
  static constexpr std::size_t few = 12;  // looked through one by one
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> positions_;  // once there are more
};

class Class;

/// What a loop runs over, item by item: `iter(x)`, a generator, `zip(a, b)`.
class Iterator;

/// Everything that is not a plain datum: functions, classes, instances, modules, and what modules
/// bring in (tensors, ...). The defaults answer as Python does for a thing that cannot do it: they
/// raise the exception Python raises, at the span given.
class Object : public std::enable_shared_from_this<Object> {
 public:
  Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  virtual ~Object() = default;

  /// What `type(x).__name__` says.
  [[nodiscard]] virtual std::string type_name() const = 0;
  /// Nothing where there is no such attribute.
  virtual std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at);
  virtual void set_attribute(Interpreter& in, const std::string& name, Value value, Span at);
  virtual Value call(Interpreter& in, Arguments arguments);
  virtual Value item(Interpreter& in, const Value& index, Span at);
  virtual void set_item(Interpreter& in, const Value& index, Value value, Span at);
  /// `this op other`, or `other op this` where `reflected`; nothing where it does not know how.
  virtual std::optional<Value> binary(Interpreter& in, Operator op, const Value& other,
                                      bool reflected, Span at);
  virtual std::optional<Value> unary(Interpreter& in, Operator op, Span at);
  /// The items of a loop over it.
  virtual std::vector<Value> iterate(Interpreter& in, Span at);
  /// What `for` and `iter` take the items from, one by one; made of `iterate` unless overridden.
  virtual std::shared_ptr<Iterator> iterator(Interpreter& in, Span at);
  virtual std::int64_t length(Interpreter& in, Span at);
  virtual bool truth(Interpreter& in, Span at);
  /// `value in x`; nothing where the items of the loop over it decide.
  virtual std::optional<bool> contains(Interpreter& in, const Value& value, Span at);
  /// `type(x)`; null for a plain class named `type_name`.
  [[nodiscard]] virtual std::shared_ptr<Class> class_of() const;
  /// `repr(x)`; `str(x)` is the same unless overridden.
  virtual std::string repr(Interpreter& in);
  virtual std::string str(Interpreter& in) { return repr(in); }
  /// Moves the values that it holds into `into`, when it is let go: so that a long chain of values
  /// is taken apart without recursion, and a ring of them at all.
  virtual void give_up(std::vector<Value>& into);
};

class Iterator : public Object {
 public:
  [[nodiscard]] std::string type_name() const override { return "iterator"; }
  /// The next item, or nothing at the end.
  virtual std::optional<Value> next(Interpreter& in, Span at) = 0;
  /// What `StopIteration` carries at the end: the value that a generator returned.
  [[nodiscard]] virtual Value result() const { return {}; }
  /// The next item; raises StopIteration at the end.
  Value need_next(Interpreter& in, Span at);
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::shared_ptr<Iterator> iterator(Interpreter& in, Span at) override;
};

/// `from:to:by` in a subscript; `None` where left out.
class Slice : public Object {
 public:
  Slice(Value from_, Value to_, Value by_)
      : from(std::move(from_)), to(std::move(to_)), by(std::move(by_)) {}
  [[nodiscard]] std::string type_name() const override { return "slice"; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  std::string repr(Interpreter& in) override;

  Value from;
  Value to;
  Value by;
};

/// `...`
class Ellipsis : public Object {
 public:
  [[nodiscard]] std::string type_name() const override { return "ellipsis"; }
  std::string repr(Interpreter&) override { return "Ellipsis"; }
};

/// A function of a module. As a member of a class it is bound to the instance that it is looked up
/// on, as the program's own functions are: `self` is then its first argument.
class NativeFunction : public Object {
 public:
  using Body = std::function<Value(Interpreter&, Arguments)>;
  NativeFunction(std::string name, Body body) : name_(std::move(name)), body_(std::move(body)) {}
  [[nodiscard]] std::string type_name() const override { return "builtin_function_or_method"; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  Value call(Interpreter& in, Arguments arguments) override {
    return body_(in, std::move(arguments));
  }
  std::string repr(Interpreter& in) override;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  Body body_;
};

/// A function looked up on an instance: the instance is its first argument.
class BoundMethod : public Object {
 public:
  BoundMethod(Value self_, std::shared_ptr<Object> function_)
      : self(std::move(self_)), function(std::move(function_)) {}
  [[nodiscard]] std::string type_name() const override { return "method"; }
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  Value call(Interpreter& in, Arguments arguments) override;
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

  Value self;
  std::shared_ptr<Object> function;
};

/// A member of a class that is computed when it is read: `@property`.
class Property : public Object {
 public:
  explicit Property(Value get_, Value set_ = {}) : get(std::move(get_)), set(std::move(set_)) {}
  [[nodiscard]] std::string type_name() const override { return "property"; }
  /// `setter`, `getter` and `deleter`: the decorators that complete it.
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;

  Value get;
  Value set;  ///< None where it cannot be set
};

/// A member of a class that is not bound to instances (`@staticmethod`), or bound to the class
/// (`@classmethod`).
class UnboundMember : public Object {
 public:
  UnboundMember(Value function_, bool to_class_)
      : function(std::move(function_)), to_class(to_class_) {}
  [[nodiscard]] std::string type_name() const override {
    return to_class ? "classmethod" : "staticmethod";
  }
  Value call(Interpreter& in, Arguments arguments) override;

  Value function;
  bool to_class;
};

/// What the native side keeps in an instance: a layer's or a model's state.
class Native {
 public:
  Native() = default;
  Native(const Native&) = delete;
  Native& operator=(const Native&) = delete;
  virtual ~Native() = default;
};

class Instance;

/// A class: the user's or a module's. Looked up along the method resolution order (C3).
class Class : public Object {
 public:
  explicit Class(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string type_name() const override { return "type"; }

  std::vector<std::shared_ptr<Class>> bases;
  NamedValues members;
  /// Inherited: told of each class of the program that derives from it, once its body has run.
  std::function<void(Interpreter&, const std::shared_ptr<Class>&, Span)> complete;
  /// Set on a module's class, inherited: called before `__init__` on a new instance, whose class
  /// may be a subclass.
  std::function<void(Interpreter&, const std::shared_ptr<Instance>&, const Arguments&)> prepare;
  /// Inherited: asked before an instance's own attributes; nothing where it has no such one.
  std::function<std::optional<Value>(Interpreter&, const std::shared_ptr<Instance>&,
                                     const std::string&, Span)>
      get;
  /// Inherited: told of each attribute that is set on an instance (to track layers in it).
  std::function<void(Interpreter&, const std::shared_ptr<Instance>&, const std::string&,
                     const Value&, Span)>
      set;
  /// The program's text that defines it; empty for a module's.
  Span span;
  Span name_span;
  std::string module;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Made for values that are no instances: `int`, `list`, `range`; calls it in place of making an
  /// instance. An instance of a class that derives from one has what it makes as its plain value.
  std::function<Value(Interpreter&, Arguments)> construct;
  std::string doc;

  /// The class itself first, then its bases in C3 order, `object` left out. The bases must not
  /// change after it was first asked for.
  [[nodiscard]] const std::vector<std::shared_ptr<const Class>>& order() const;
  /// Whether the bases have a common order.
  [[nodiscard]] bool has_order() const;
  /// A member along the order; nothing where there is none.
  [[nodiscard]] std::optional<Value> find(std::string_view name) const;
  [[nodiscard]] bool derives_from(const Class& other) const;
  /// Whether some base is unknown: what the class does not define may be there, and is unknown too.
  [[nodiscard]] bool is_open() const;
  /// Its own bases that are unknown, by their paths.
  std::vector<std::string> unknown_bases;

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  void set_attribute(Interpreter& in, const std::string& name, Value value, Span at) override;
  /// Makes an instance: `prepare`, then `__init__`.
  Value call(Interpreter& in, Arguments arguments) override;
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;
  [[nodiscard]] std::shared_ptr<Class> class_of() const override;
  // Of an enumeration: its members.
  Value item(Interpreter& in, const Value& index, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::int64_t length(Interpreter& in, Span at) override;

  /// The first of `prepare`, `get`, `set` or `construct` along the order.
  template <typename Hook>
  [[nodiscard]] const Hook* hook(Hook Class::* member) const {
    for (const auto& type : order()) {
      if (type.get()->*member) {
        return &(type.get()->*member);
      }
    }
    return nullptr;
  }

 private:
  std::string name_;
  mutable std::vector<std::shared_ptr<const Class>> order_;
};

/// Makes an instance, without `__init__`: what `object.__new__` does.
[[nodiscard]] std::shared_ptr<Instance> new_instance(Interpreter& in,
                                                     const std::shared_ptr<Class>& type,
                                                     const Arguments& arguments);
/// The plain value of an instance whose class derives from a plain type; others as they are.
[[nodiscard]] const Value& plain_value(const Value& value);

/// An instance of a class. Dunder methods of its class (`__call__`, `__getitem__`, ...) answer the
/// operators.
class Instance : public Object {
 public:
  explicit Instance(std::shared_ptr<Class> type_) : type(std::move(type_)) {}
  [[nodiscard]] std::string type_name() const override { return type->name(); }

  std::shared_ptr<Class> type;
  NamedValues attributes;
  /// The plain value that it is besides, where its class derives from `dict`, `list`, `str`, ...
  std::optional<Value> plain;
  std::unique_ptr<Native> native;

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  void set_attribute(Interpreter& in, const std::string& name, Value value, Span at) override;
  Value call(Interpreter& in, Arguments arguments) override;
  Value item(Interpreter& in, const Value& index, Span at) override;
  void set_item(Interpreter& in, const Value& index, Value value, Span at) override;
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override;
  std::optional<Value> unary(Interpreter& in, Operator op, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::shared_ptr<Iterator> iterator(Interpreter& in, Span at) override;
  std::int64_t length(Interpreter& in, Span at) override;
  bool truth(Interpreter& in, Span at) override;
  std::optional<bool> contains(Interpreter& in, const Value& value, Span at) override;
  [[nodiscard]] std::shared_ptr<Class> class_of() const override { return type; }
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;
  std::string str(Interpreter& in) override;

 private:
  /// Calls the method `name` of the class (not of the instance), as operators do; nothing where
  /// there is none.
  std::optional<Value> dunder(Interpreter& in, std::string_view name, std::vector<Value> arguments,
                              Span at);
};

/// A module or namespace: `keras`, `keras.layers`, `numpy`.
class Module : public Object {
 public:
  explicit Module(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string type_name() const override { return "module"; }
  [[nodiscard]] const std::string& name() const { return name_; }

  std::map<std::string, Value, std::less<>> members;
  /// More members, each made when it is first asked for: there are thousands of functions, of which
  /// a program calls a few.
  struct Later {
    std::span<const std::string_view> names;
    std::function<Value(std::string_view name)> make;
  };
  std::optional<Later> later;
  /// Asked for a member that is in neither (a note on an old name).
  std::function<std::optional<Value>(Interpreter&, const std::string&, Span)> missing;

  /// The member of that name, if there is one.
  std::optional<Value> find(std::string_view name);
  /// Makes all of `later`.
  void complete();

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  void set_attribute(Interpreter& in, const std::string& name, Value value, Span at) override;
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

 private:
  std::string name_;
};

/// How an unknown follows from others.
struct Derivation {
  /// What `settle` computes from their values.
  using Derive = std::function<Value(Interpreter&, const std::vector<Value>& operands,
                                     std::string_view use, std::int64_t wanted, Span)>;
  Derive derive;                ///< null: it is one of its own
  std::vector<Value> operands;  ///< what it follows from, or lists of such
  std::size_t terms = 1;        ///< how many values those are computed from in all
};

/// A value that the program does not determine here: an unknown name, the result of what was
/// passed over. Attributes, items and calls of it are unknown again, under a longer path
/// (`X_train.shape[1]`), arithmetic with it is put off. Where a number is needed it becomes a hole:
/// `Interpreter::settle`.
class Unknown : public Object {
 public:
  Unknown(std::string path, std::string reason, Span span, Derivation from = {})
      : path_(std::move(path)), reason_(std::move(reason)), span_(span), from_(std::move(from)) {}
  ~Unknown() override;
  [[nodiscard]] std::string type_name() const override { return "unknown"; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] Span span() const { return span_; }
  [[nodiscard]] bool is_derived() const { return from_.derive != nullptr; }
  /// What it follows to, where it is derived.
  Value derive(Interpreter& in, std::string_view use, std::int64_t wanted, Span at) const {
    return from_.derive(in, from_.operands, use, wanted, at);
  }
  [[nodiscard]] std::size_t terms() const { return from_.terms; }
  /// The same value under a variable's name: what a call made is called by the variable that holds
  /// it, and attributes of what arithmetic made are the variable's.
  [[nodiscard]] virtual Value named(Interpreter& in, const std::string& variable);

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  void set_attribute(Interpreter& in, const std::string& name, Value value, Span at) override;
  Value call(Interpreter& in, Arguments arguments) override;
  Value item(Interpreter& in, const Value& index, Span at) override;
  void set_item(Interpreter& in, const Value& index, Value value, Span at) override;
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override;
  std::optional<Value> unary(Interpreter& in, Operator op, Span at) override;
  std::vector<Value> iterate(Interpreter& in, Span at) override;
  std::int64_t length(Interpreter& in, Span at) override;
  bool truth(Interpreter& in, Span at) override;
  std::shared_ptr<Iterator> iterator(Interpreter& in, Span at) override;
  std::optional<bool> contains(Interpreter& in, const Value& value, Span at) override;
  std::string repr(Interpreter& in) override;
  std::string str(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

 private:
  /// What paths of its attributes and items begin with.
  [[nodiscard]] std::string base() const;
  std::string path_;
  std::string reason_;
  Span span_;
  Derivation from_;
  std::string variable_;  // that holds it, where it is derived
  // Of a slice: what it was cut out of, and from which item on.
  std::shared_ptr<Unknown> whole_;
  std::int64_t offset_ = 0;
};

/// One call on the way to an error.
struct TraceEntry {
  std::string function;  ///< empty for the program itself
  Span statement;
  bool callback = false;  ///< called by native code: a layer's `call`, a Lambda's function
};

/// A raised exception on its way through C++, made by `Interpreter::raised`. The program may catch
/// it.
struct Raised {
  Value value;  ///< the exception's instance
  Span span;    ///< what is underlined
  /// The statement that fails, outside whatever native code called back.
  Span statement;
  std::vector<TraceEntry> trace;   ///< outermost first
  std::optional<Problem> problem;  ///< what is told in place of the exception's own words
};

/// Ends the program with a problem that it cannot catch: a limit, or Python that is not
/// understood here.
struct ProblemError {
  Problem problem;
};

/// The items of a list or tuple, or null.
[[nodiscard]] const std::vector<Value>* sequence_items(const Value& value);
[[nodiscard]] Value make_list(std::vector<Value> items);
[[nodiscard]] Value make_tuple(std::vector<Value> items);
[[nodiscard]] Value make_dict(std::vector<std::pair<Value, Value>> entries);
[[nodiscard]] Value make_function(std::string name, NativeFunction::Body body);

}  // namespace unroll::python
