// Owns Python's built-in functions: the table of them, and those on numbers, texts and printing.
#include <algorithm>
#include <cmath>

#include "python/language.hpp"
#include "python/number_format.hpp"
#include "python/source_text.hpp"
#include "python/state.hpp"
#include "python/super.hpp"

namespace unroll::python {
namespace {

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

Value print(Interpreter& in, Arguments arguments) {
  std::string separator = " ";
  std::string end = "\n";
  std::string text;
  bool first = true;
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == "sep" || given.name == "end") {
      const auto* words = given.value.as<std::string>();
      if (words != nullptr) {
        (given.name == "sep" ? separator : end) = *words;
      } else if (!given.value.is_none()) {
        in.raise("TypeError",
                 given.name + " must be None or a string, not " + in.type_name(given.value),
                 given.span);
      }
    } else if (given.name == "file" && !given.value.is_none() &&
               in.type_name(given.value) != "stdout") {
      in.skip(arguments.call, "What is printed elsewhere is passed over.");
      return None{};
    } else if (!given.name.empty() && given.name != "flush" && given.name != "file") {
      in.raise("TypeError", "'" + given.name + "' is an invalid keyword argument for print()",
               given.span);
    }
  }
  for (const Arguments::Given& given : arguments.given) {
    if (given.name.empty()) {
      text += first ? "" : separator;
      text += in.str(given.value);
      first = false;
    }
  }
  in.print(text + end, arguments.call);
  return None{};
}

Value abs(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "abs", arguments, {"x"});
  const Value& value = taking.need("x").value;
  if (const auto* number = value.as<Float>()) {
    return Float{std::fabs(number->value), number->ids};
  }
  if (const auto number = plain_int(value)) {
    return *number < 0 ? in.unary(Operator::negative, value, taking.at())
                       : in.unary(Operator::positive, value, taking.at());
  }
  if (is_unknown(value)) {
    return value;
  }
  if (const auto own = in.find_attribute(value, "__abs__", taking.at())) {
    Arguments none;
    none.call = taking.at();
    return in.call(*own, std::move(none));
  }
  in.raise("TypeError", "bad operand type for abs(): '" + in.type_name(value) + "'", taking.at());
}

/// Rounds half to even, as the decimal digits of the number say.
double rounded(double value, int digits) {
  FormatSpec spec;
  spec.type = 'f';
  spec.precision = digits;
  return std::strtod(format_float(value, spec).value_or("0").c_str(), nullptr);
}

Value round(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "round", arguments, {"number", "ndigits"});
  const Value value = in.settle(taking.need("number").value, "value", 1, taking.at());
  const Arguments::Given* given = taking.find("ndigits");
  const bool to_whole = given == nullptr || given->value.is_none();
  const auto digits = to_whole ? std::optional<std::int64_t>(0)
                               : plain_int(in.settle(given->value, "value", 2, taking.at()));
  if (!digits) {
    in.raise("TypeError",
             "'" + in.type_name(given->value) + "' object cannot be interpreted as an integer",
             given->span);
  }
  if (const auto* number = value.as<Float>()) {
    if (!to_whole) {
      if (!std::isfinite(number->value) || *digits > 300) {
        return *number;
      }
      if (*digits < 0) {
        const double scale =
            std::pow(10.0, static_cast<double>(-std::max<std::int64_t>(*digits, -320)));
        return Float{std::nearbyint(number->value / scale) * scale, number->ids};
      }
      return Float{rounded(number->value, static_cast<int>(*digits)), number->ids};
    }
    if (!std::isfinite(number->value)) {
      in.raise(std::isnan(number->value) ? "ValueError" : "OverflowError",
               std::isnan(number->value) ? "cannot convert float NaN to integer"
                                         : "cannot convert float infinity to integer",
               taking.at());
    }
    return to_int(in, Float{std::nearbyint(number->value), number->ids}, taking.at());
  }
  if (const auto number = plain_int(value)) {
    if (*digits >= 0) {
      return in.unary(Operator::positive, value, taking.at());
    }
    const double scale = std::pow(10.0, static_cast<double>(std::min<std::int64_t>(-*digits, 19)));
    return to_int(in, Float{std::nearbyint(static_cast<double>(*number) / scale) * scale, {}},
                  taking.at());
  }
  if (value.as<Dim>() != nullptr) {
    return value;
  }
  if (!in.find_attribute(value, "__round__", taking.at())) {
    in.raise("TypeError", "type " + in.type_name(value) + " doesn't define __round__ method",
             taking.at());
  }
  return in.call_method(value, "__round__", {}, taking.at());
}

Value divmod(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "divmod", arguments, {"x", "y"});
  const Value& a = taking.need("x").value;
  const Value& b = taking.need("y").value;
  return make_tuple({in.binary(Operator::floor_divide, a, b, taking.at()),
                     in.binary(Operator::modulo, a, b, taking.at())});
}

Value pow(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "pow", arguments, {"base", "exp", "mod"});
  const Value& base = taking.need("base").value;
  const Value& exponent = taking.need("exp").value;
  const Arguments::Given* modulus = taking.find("mod");
  if (modulus == nullptr || modulus->value.is_none()) {
    return in.binary(Operator::power, base, exponent, taking.at());
  }
  const auto b = plain_int(base);
  const auto e = plain_int(exponent);
  const auto m = plain_int(modulus->value);
  if (!b || !e || !m || *e < 0 || *m == 0) {
    in.raise("ValueError",
             "pow() with three arguments needs whole numbers, a positive power and a modulus that "
             "is not 0",
             taking.at());
  }
  __int128 result = 1;
  __int128 factor = *b % *m;
  for (std::int64_t left = *e; left > 0; left /= 2) {
    result = left % 2 == 1 ? result * factor % *m : result;
    factor = factor * factor % *m;
  }
  return mod(Dim(static_cast<std::int64_t>(result % *m)), Dim(*m));
}

template <char type>
Value based(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "bin", arguments, {"number"});
  FormatSpec spec;
  spec.type = type;
  spec.alternate = true;
  const auto number = plain_int(taking.need("number").value);
  if (!number) {
    in.raise("TypeError",
             "'" + in.type_name(taking.need("number").value) +
                 "' object cannot be interpreted as an integer",
             taking.at());
  }
  return format_integer(*number, spec).value_or("");
}

Value chr(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "chr", arguments, {"i"});
  const std::int64_t number = index_number(in, taking.need("i").value, "chr", taking.at());
  if (number < 0 || number >= 0x110000) {
    in.raise("ValueError", "chr() arg not in range(0x110000)", taking.at());
  }
  std::string text;
  append_utf8(text, static_cast<char32_t>(number));
  return text;
}

Value ord(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "ord", arguments, {"c"});
  const auto* text = taking.need("c").value.as<std::string>();
  if (text == nullptr || code_point_count(*text) != 1) {
    in.raise("TypeError", "ord() expected a character", taking.at());
  }
  return Dim(code_of(*text));
}

Value repr(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "repr", arguments, {"object"});
  return in.repr(taking.need("object").value);
}

Value ascii(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "ascii", arguments, {"object"});
  return ascii_text(in.repr(taking.need("object").value));
}

Value format(Interpreter& in, Arguments arguments) {
  const Taking taking = take(in, "format", arguments, {"value", "spec"});
  const Arguments::Given* spec = taking.find("spec");
  return in.format(taking.need("value").value, spec == nullptr ? "" : in.str(spec->value),
                   taking.at());
}

/// What needs somebody at a console, or a file: its value is unknown.
template <const char* const& reason>
Value passed_over(Interpreter& in, Arguments arguments) {
  in.skip(arguments.call, reason);
  return in.unknown(in.tree().source(arguments.call), reason, arguments.call);
}

const char* const no_input = "Nobody answers `input` here.";
const char* const no_files = "Files are not read or written here.";

Value exit(Interpreter& in, Arguments arguments) { in.raise("SystemExit", "", arguments.call); }

}  // namespace

std::vector<FunctionRow> builtin_functions() {
  return {
      {"abs", abs},
      {"ascii", ascii},
      {"bin", based<'b'>},
      {"chr", chr},
      {"divmod", divmod},
      {"exit", exit},
      {"format", format},
      {"hex", based<'x'>},
      {"input", passed_over<no_input>},
      {"oct", based<'o'>},
      {"open", passed_over<no_files>},
      {"ord", ord},
      {"pow", pow},
      {"print", print},
      {"quit", exit},
      {"raw_input", passed_over<no_input>},
      {"repr", repr},
      {"round", round},
  };
}

void add_builtins(Interpreter& in) {
  auto& builtins = in.state().builtins;
  for (const auto& rows : {builtin_functions(), sequence_functions(), object_functions()}) {
    for (const FunctionRow& row : rows) {
      builtins[std::string(row.name)] = make_function(std::string(row.name), row.run);
    }
  }
  for (const std::string_view name : lacking_builtins()) {
    builtins[std::string(name)] = make_function(
        std::string(name), [name](Interpreter& inner, const Arguments& arguments) -> Value {
          inner.lacks("`" + std::string(name) + "`", arguments.call);
        });
  }
  builtins["NotImplemented"] = std::static_pointer_cast<Object>(std::make_shared<NotImplemented>());
  builtins["Ellipsis"] = std::static_pointer_cast<Object>(std::make_shared<Ellipsis>());
  builtins["__debug__"] = true;
  add_standard_modules(in);
}

}  // namespace unroll::python
