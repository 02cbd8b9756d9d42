#include "python/language.hpp"

#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {
namespace {

constexpr std::string_view constructs[] = {
    "int literal",
    "float literal",
    "string literal",
    "f-string",
    "None",
    "True",
    "False",
    "...",
    "tuple",
    "list",
    "dict",
    "set",
    "list comprehension",
    "dict comprehension",
    "set comprehension",
    "generator expression",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "@",
    "&",
    "|",
    "^",
    "~",
    "<<",
    ">>",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "not in",
    "is",
    "is not",
    "and",
    "or",
    "not",
    "conditional expression",
    "lambda",
    "call",
    "keyword argument",
    "*arguments",
    "**arguments",
    "attribute",
    "item",
    "slice",
    "walrus",
    "assignment",
    "unpacking",
    "starred unpacking",
    "annotated assignment",
    "augmented assignment",
    "del",
    "if",
    "elif",
    "else",
    "for",
    "while",
    "break",
    "continue",
    "pass",
    "def",
    "return",
    "default argument",
    "*args",
    "**kwargs",
    "keyword-only parameter",
    "positional-only parameter",
    "decorator",
    "nested function",
    "global",
    "nonlocal",
    "yield",
    "yield from",
    "class",
    "inheritance",
    "super",
    "property",
    "staticmethod",
    "classmethod",
    "with",
    "try",
    "except",
    "finally",
    "raise",
    "assert",
    "import",
    "from import",
};

constexpr std::string_view lacking_constructs[] = {
    "async def", "async for",       "async with",     "await",    "match",
    "except*",   "complex numbers", "exec statement", "print >>",
};

struct Methods {
  std::string_view type;
  const std::vector<MethodRow>& (*rows)();
};
constexpr Methods methods[] = {{"str", str_methods},     {"list", list_methods},
                               {"tuple", tuple_methods}, {"dict", dict_methods},
                               {"set", set_methods},     {"int", number_methods}};

struct LackingMethod {
  std::string_view type;
  std::string_view name;
};
constexpr LackingMethod lacking_methods[] = {
    {"str", "format_map"},  {"str", "isascii"},          {"str", "isprintable"},
    {"str", "istitle"},     {"str", "maketrans"},        {"str", "translate"},
    {"int", "bit_count"},   {"int", "conjugate"},        {"int", "from_bytes"},
    {"int", "to_bytes"},    {"int", "as_integer_ratio"}, {"float", "as_integer_ratio"},
    {"float", "conjugate"}, {"float", "fromhex"},        {"float", "hex"},
};

}  // namespace

const std::vector<std::string_view>& lacking_builtins() {
  static const std::vector<std::string_view> names = {
      "__import__", "aiter", "anext",    "breakpoint", "bytearray",  "compile", "complex",
      "eval",       "exec",  "execfile", "help",       "memoryview", "reload"};
  return names;
}

std::vector<LanguageRow> language_rows() {
  std::vector<LanguageRow> rows;
  for (const std::string_view name : constructs) {
    rows.push_back({LanguageKind::construct, std::string(name), true});
  }
  for (const std::string_view name : lacking_constructs) {
    rows.push_back({LanguageKind::construct, std::string(name), false});
  }
  for (const auto& functions : {builtin_functions(), sequence_functions(), object_functions()}) {
    for (const FunctionRow& row : functions) {
      rows.push_back({LanguageKind::builtin, std::string(row.name), true});
    }
  }
  for (const std::string_view name : builtin_type_names()) {
    rows.push_back({LanguageKind::builtin, std::string(name), true});
  }
  for (const std::string_view name : lacking_builtins()) {
    rows.push_back({LanguageKind::builtin, std::string(name), false});
  }
  for (const Methods& one : methods) {
    for (const MethodRow& row : one.rows()) {
      rows.push_back(
          {LanguageKind::method, std::string(one.type) + "." + std::string(row.name), true});
    }
  }
  for (const LackingMethod& one : lacking_methods) {
    rows.push_back(
        {LanguageKind::method, std::string(one.type) + "." + std::string(one.name), false});
  }
  return rows;
}

bool lacks_method(std::string_view type, std::string_view name) {
  return std::any_of(
      std::begin(lacking_methods), std::end(lacking_methods),
      [&](const LackingMethod& one) { return one.type == type && one.name == name; });
}

}  // namespace unroll::python
