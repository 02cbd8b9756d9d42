// Owns Python's types as classes: what `int(x)` or `list(x)` make, and the methods that each has.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "python/builtin_objects.hpp"
#include "python/language.hpp"
#include "python/state.hpp"
#include "python/unknown.hpp"

namespace unroll::python {
namespace {

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" \t\n\r\f\v");
  return from == std::string::npos
             ? ""
             : text.substr(from, text.find_last_not_of(" \t\n\r\f\v") + 1 - from);
}

Value int_of_text(Interpreter& in, const std::string& text, int base, Span at) {
  std::string digits = trimmed(text);
  std::erase(digits, '_');
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) {
    digits.erase(0, 1);
  }
  if (digits.size() > 2 && digits[0] == '0') {
    const char mark = digits[1];
    const int said = mark == 'x' || mark == 'X'   ? 16
                     : mark == 'o' || mark == 'O' ? 8
                     : mark == 'b' || mark == 'B' ? 2
                                                  : 0;
    if (said != 0 && (base == 0 || base == said)) {
      base = said;
      digits.erase(0, 2);
    }
  }
  std::int64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base == 0 ? 10 : base);
  if (digits.empty() || digits[0] == '-' || error == std::errc::invalid_argument ||
      end != digits.data() + digits.size()) {
    in.raise("ValueError",
             "invalid literal for int() with base " + std::to_string(base) + ": " + in.repr(text),
             at);
  }
  if (error != std::errc()) {
    in.raise("OverflowError", "The number does not fit the 64 bits that a number has here", at);
  }
  return Dim(negative ? -value : value);
}

Value make_int(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "int", arguments, {"x", "base"});
  const Arguments::Given* given = taking.find("x");
  if (given == nullptr) {
    return Dim(0);
  }
  if (const auto* text = given->value.as<std::string>()) {
    const Arguments::Given* base = taking.find("base");
    return int_of_text(
        in, *text,
        base == nullptr ? 10 : static_cast<int>(index_number(in, base->value, "int", base->span)),
        given->span);
  }
  // Of arithmetic that is put off, so is the rounding.
  if (const auto unknown = given->value.object<Unknown>(); unknown && unknown->is_derived()) {
    const auto rounded = [](Interpreter& inner, const std::vector<Value>& operands,
                            std::string_view use, std::int64_t wanted, Span place) {
      return to_int(inner, inner.settle(operands[0], use, wanted, place), place);
    };
    return derived("int(" + unknown->path() + ")", unknown->reason(),
                   follow({given->value}, rounded), taking.at());
  }
  return to_int(in, given->value, taking.at());
}

Value make_float(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "float", arguments, {"x"});
  const Arguments::Given* given = taking.find("x");
  if (given == nullptr) {
    return Float{};
  }
  const Value& value = given->value;
  if (const auto number = plain_number(value)) {
    return Float{*number, ids_of(value)};
  }
  if (const auto* text = value.as<std::string>()) {
    std::string digits = trimmed(*text);
    std::erase(digits, '_');
    char* end = nullptr;
    const double number = std::strtod(digits.c_str(), &end);
    const bool hexadecimal = digits.find_first_of("xXpP") != std::string::npos;
    if (digits.empty() || hexadecimal || end != digits.c_str() + digits.size()) {
      in.raise("ValueError", "could not convert string to float: " + in.repr(value), given->span);
    }
    return Float{number, {}};
  }
  if (is_unknown(value)) {
    return value;
  }
  if (const auto own = in.find_attribute(value, "__float__", taking.at())) {
    Arguments none;
    none.call = taking.at();
    return in.call(*own, std::move(none));
  }
  in.raise("TypeError",
           "float() argument must be a string or a real number, not '" + in.type_name(value) + "'",
           given->span);
}

Value make_bool(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "bool", arguments, {"x"});
  const Arguments::Given* given = taking.find("x");
  return given != nullptr && in.truth(given->value, given->span);
}

Value make_str(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "str", arguments, {"object", "encoding", "errors"});
  const Arguments::Given* given = taking.find("object");
  return given == nullptr ? std::string() : in.str(given->value);
}

std::vector<Value> items_of(Interpreter& in, const Taking& taking) {
  const Arguments::Given* given = taking.find("iterable");
  if (given == nullptr) {
    return {};
  }
  std::vector<Value> items = in.iterate(given->value, given->span);
  in.spend(static_cast<std::int64_t>(items.size() * sizeof(Value)), taking.at());
  return items;
}

bool is_given_unknown(const Taking& taking) {
  const Arguments::Given* given = taking.find("iterable");
  return given != nullptr && is_unknown(given->value);
}

Value make_list_of(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "list", arguments, {"iterable"});
  return is_given_unknown(taking) ? taking.find("iterable")->value
                                  : make_list(items_of(in, taking));
}

Value make_tuple_of(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "tuple", arguments, {"iterable"});
  return is_given_unknown(taking) ? taking.find("iterable")->value
                                  : make_tuple(items_of(in, taking));
}

template <bool frozen>
Value make_set_of(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, frozen ? "frozenset" : "set", arguments, {"iterable"});
  if (is_given_unknown(taking)) {
    return taking.find("iterable")->value;
  }
  auto set = std::make_shared<Set>();
  set->frozen = frozen;
  for (const Value& item : items_of(in, taking)) {
    if (!hashable(item)) {
      in.raise("TypeError", "unhashable type: '" + in.type_name(item) + "'", taking.at());
    }
    set->add(item);
  }
  return set;
}

Value make_dict_of(Interpreter& in, Arguments arguments) {
  auto dict = std::make_shared<Dict>();
  for (const Arguments::Given& given : arguments.given) {
    if (given.name.empty() && is_unknown(given.value)) {
      return given.value;
    }
  }
  for (const MethodRow& row : dict_methods()) {
    if (row.name == "update") {
      row.run(in, dict, arguments);
    }
  }
  return dict;
}

Value make_range(Interpreter& in, Arguments arguments) {
  std::vector<Dim> bounds;
  for (const Arguments::Given& given : arguments.given) {
    constexpr std::int64_t usual_count = 2;
    const Value value = in.settle(given.value, "value", usual_count, given.span);
    const auto* size = value.as<Dim>();
    const auto* truth = value.as<bool>();
    if (size == nullptr && truth == nullptr) {
      in.raise("TypeError",
               "'" + in.type_name(value) + "' object cannot be interpreted as an integer",
               given.span);
    }
    bounds.push_back(size != nullptr ? *size : Dim(*truth ? 1 : 0));
  }
  if (bounds.empty() || bounds.size() > 3) {
    in.raise("TypeError", "range expected 1 to 3 arguments, got " + std::to_string(bounds.size()),
             arguments.call);
  }
  if (bounds.size() == 3 && bounds[2].is(0)) {
    in.raise("ValueError", "range() arg 3 must not be zero", arguments.call);
  }
  const Dim from = bounds.size() == 1 ? Dim(0) : bounds[0];
  const Dim to = bounds.size() == 1 ? bounds[0] : bounds[1];
  const Dim by = bounds.size() == 3 ? bounds[2] : Dim(1);
  return std::static_pointer_cast<Object>(std::make_shared<Range>(from, to, by));
}

Value make_slice(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "slice", arguments, {"start", "stop", "step"});
  const auto part = [&](std::string_view name) {
    return taking.find(name) == nullptr ? Value() : taking.find(name)->value;
  };
  const bool only_stop = taking.find("stop") == nullptr;
  return std::static_pointer_cast<Object>(
      only_stop ? std::make_shared<Slice>(Value(), part("start"), Value())
                : std::make_shared<Slice>(part("start"), part("stop"), part("step")));
}

Value make_object(Interpreter& in, Arguments) {
  return std::static_pointer_cast<Object>(std::make_shared<Instance>(in.builtin_class("object")));
}

Value make_type(Interpreter& in, Arguments arguments) {
  if (arguments.given.size() != 1) {
    in.lacks("`type` with three arguments, which makes a class", arguments.call);
  }
  if (is_unknown(arguments.given[0].value)) {
    return arguments.given[0].value;
  }
  return std::static_pointer_cast<Object>(in.type_of(arguments.given[0].value));
}

struct TypeRow {
  std::string_view name;
  Value (*make)(Interpreter&, Arguments);
  const std::vector<MethodRow>& (*methods)();
};

const std::vector<MethodRow>& no_methods() {
  static const std::vector<MethodRow> none;
  return none;
}

constexpr TypeRow type_rows[] = {
    {"object", make_object, no_methods},
    {"type", make_type, no_methods},
    {"int", make_int, number_methods},
    {"float", make_float, number_methods},
    {"bool", make_bool, number_methods},
    {"str", make_str, str_methods},
    {"list", make_list_of, list_methods},
    {"tuple", make_tuple_of, tuple_methods},
    {"dict", make_dict_of, dict_methods},
    {"set", make_set_of<false>, set_methods},
    {"frozenset", make_set_of<true>, set_methods},
    {"range", make_range, no_methods},
    {"slice", make_slice, no_methods},
};

const std::vector<MethodRow>* methods_of(const Value& of) {
  static constexpr const std::vector<MethodRow>& (*by_index[])() = {
      no_methods,   number_methods, number_methods, number_methods, str_methods,
      list_methods, tuple_methods,  dict_methods,   set_methods};
  return of.held.index() < std::size(by_index) ? &by_index[of.held.index()]() : nullptr;
}

Value is_integer(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "is_integer", arguments, {});
  const auto* number = self.as<Float>();
  return number == nullptr ||
         (std::isfinite(number->value) && number->value == std::floor(number->value));
}

Value bit_length(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "bit_length", arguments, {});
  std::int64_t value = std::abs(plain_int(self).value_or(0));
  std::int64_t bits = 0;
  for (; value > 0; value /= 2) {
    ++bits;
  }
  return Dim(bits);
}

}  // namespace

const std::vector<MethodRow>& number_methods() {
  static const std::vector<MethodRow> rows = {{"bit_length", bit_length},
                                              {"is_integer", is_integer}};
  return rows;
}

Value to_int(Interpreter& in, const Value& value, Span at) {
  if (const auto* size = value.as<Dim>()) {
    return *size;
  }
  if (const auto* truth = value.as<bool>()) {
    return Dim(*truth ? 1 : 0);
  }
  if (const auto* number = value.as<Float>()) {
    constexpr double limit = 9223372036854775808.0;
    if (std::isnan(number->value)) {
      in.raise("ValueError", "cannot convert float NaN to integer", at);
    }
    if (std::isinf(number->value)) {
      in.raise("OverflowError", "cannot convert float infinity to integer", at);
    }
    if (std::fabs(number->value) >= limit) {
      in.raise("OverflowError", "The number does not fit the 64 bits that a number has here", at);
    }
    return Dim(static_cast<std::int64_t>(number->value), number->ids);
  }
  if (is_unknown(value)) {
    return value;
  }
  for (const char* name : {"__int__", "__index__", "__trunc__"}) {
    if (const auto own = in.find_attribute(value, name, at)) {
      Arguments none;
      none.call = at;
      return in.call(*own, std::move(none));
    }
  }
  in.raise("TypeError",
           "int() argument must be a string, a bytes-like object or a real number, not '" +
               in.type_name(value) + "'",
           at);
}

std::vector<std::string_view> builtin_type_names() {
  std::vector<std::string_view> names;
  for (const TypeRow& row : type_rows) {
    names.push_back(row.name);
  }
  return names;
}

const MethodRow* find_method(const Value& of, std::string_view name) {
  const auto find = [&](const std::vector<MethodRow>& rows) {
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const MethodRow& one) { return one.name == name; });
    return row == rows.end() ? nullptr : &*row;
  };
  if (const auto* dict = of.as<std::shared_ptr<Dict>>(); dict != nullptr && (*dict)->counts) {
    if (const MethodRow* row = find(counter_methods())) {
      return row;
    }
  }
  const std::vector<MethodRow>* rows = methods_of(of);
  return rows == nullptr ? nullptr : find(*rows);
}

void no_attribute(Interpreter& in, const Value& of, const std::string& name, Span at) {
  if (const auto type = of.object<Class>()) {
    in.raise("AttributeError", "type object '" + type->name() + "' has no attribute '" + name + "'",
             at);
  }
  if (const auto module = of.object<Module>()) {
    in.raise("AttributeError", "module '" + module->name() + "' has no attribute '" + name + "'",
             at);
  }
  const std::string type = in.type_name(of);
  if (lacks_method(type, name)) {
    in.lacks("`" + type + "." + name + "`", at);
  }
  in.raise("AttributeError", "'" + type + "' object has no attribute '" + name + "'", at);
}

void add_type_classes(Interpreter& in) {
  Interpreter::State& state = in.state();
  for (const TypeRow& row : type_rows) {
    auto type = std::make_shared<Class>(std::string(row.name));
    type->module = "builtins";
    type->construct = row.make;
    // `str.upper(text)`: the method as a function of the type.
    for (const MethodRow& method : row.methods()) {
      type->members[std::string(method.name)] = make_function(
          std::string(method.name), [method](Interpreter& inner, Arguments arguments) -> Value {
            const std::string_view name = method.name;
            if (arguments.given.empty()) {
              inner.raise("TypeError",
                          "unbound method " + std::string(name) + "() needs an argument",
                          arguments.call);
            }
            const Value self = plain_value(arguments.given.front().value);
            arguments.given.erase(arguments.given.begin());
            if (find_method(self, name) == nullptr) {
              inner.raise("TypeError",
                          "descriptor '" + std::string(name) + "' doesn't apply to a '" +
                              inner.type_name(self) + "' object",
                          arguments.call);
            }
            return call_plain_method(inner, self, method, arguments);
          });
    }
    if (row.name != "object" && row.name != "type") {
      add_plain_dunders(*type);
    }
    state.classes[std::string(row.name)] = type;
    state.builtins[std::string(row.name)] = std::static_pointer_cast<Object>(type);
  }
  add_object_members(*state.classes["object"]);
  state.classes["bool"]->bases.push_back(state.classes["int"]);
  state.classes["dict"]->members["fromkeys"] =
      make_function("fromkeys", [](Interpreter& inner, Arguments arguments) -> Value {
        const Taking taking = take(inner, "fromkeys", arguments, {"iterable", "value"});
        auto dict = std::make_shared<Dict>();
        for (const Value& key : inner.iterate(taking.need("iterable").value, taking.at())) {
          inner.spend(2 * sizeof(Value), taking.at());
          if (hashable(key)) {
            dict->set(key, taking.find("value") == nullptr ? Value() : taking.find("value")->value);
          }
        }
        return dict;
      });
  state.classes["str"]->members["maketrans"] =
      make_function("maketrans", [](Interpreter& inner, Arguments arguments) -> Value {
        const Value none = std::string();
        return find_method(none, "maketrans")->run(inner, none, arguments);
      });
  // Python 2's names.
  state.builtins["xrange"] = state.builtins["range"];
  state.builtins["unicode"] = state.builtins["str"];
  state.builtins["long"] = state.builtins["int"];
}

}  // namespace unroll::python
