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
    "raise from",
    "import",
    "from import",
    "match",
    "magic",
    "print statement",
};

constexpr std::string_view lacking_constructs[] = {
    "async def",
    "async for",
    "async with",
    "await",
    "except*",
    "complex numbers",
    "octal in Python 2's spelling",
    "exec statement",
    "print >>",
    "raise Error, value",
};

struct Methods {
  std::string_view type;
  const std::vector<MethodRow>& (*rows)();
};
constexpr Methods methods[] = {{"str", str_methods},     {"list", list_methods},
                               {"tuple", tuple_methods}, {"dict", dict_methods},
                               {"set", set_methods},     {"Counter", counter_methods},
                               {"int", number_methods},  {"float", number_methods}};

/// Names that Python has and we do not, separated by blanks.
struct Lacking {
  std::string_view of;
  std::string_view names;
};

constexpr Lacking lacking_methods[] = {
    {"int", "as_integer_ratio bit_count conjugate from_bytes to_bytes"},
    {"float", "as_integer_ratio conjugate fromhex hex"},
};

constexpr Lacking lacking_members[] = {
    {"contextlib",
     "AsyncExitStack ContextDecorator ExitStack aclosing asynccontextmanager chdir redirect_stderr "
     "redirect_stdout"},
    {"copy", "Error replace"},
    {"dataclasses", "Field FrozenInstanceError InitVar KW_ONLY MISSING make_dataclass"},
    {"enum",
     "CONFORM CONTINUOUS EJECT EnumMeta EnumType Flag FlagBoundary IntFlag KEEP NAMED_FLAGS "
     "ReprEnum STRICT UNIQUE global_enum member nonmember property verify"},
    {"functools",
     "partialmethod singledispatch singledispatchmethod update_wrapper WRAPPER_ASSIGNMENTS "
     "WRAPPER_UPDATES"},
    {"itertools", "batched"},
    {"math", "fma nextafter sumprod ulp"},
    {"random",
     "Random SystemRandom betavariate binomialvariate expovariate gammavariate getstate "
     "lognormvariate paretovariate randbytes setstate triangular vonmisesvariate weibullvariate"},
    {"string", "Formatter Template capwords"},
};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

template <std::size_t count>
bool lacks(const Lacking (&table)[count], std::string_view of, std::string_view name) {
  return std::any_of(std::begin(table), std::end(table), [&](const Lacking& row) {
    const auto names = words_of(row.names);
    return row.of == of && std::find(names.begin(), names.end(), name) != names.end();
  });
}

template <std::size_t count>
void add_lacking(const Lacking (&table)[count], LanguageKind kind, std::vector<LanguageRow>& rows) {
  for (const Lacking& row : table) {
    for (const std::string_view name : words_of(row.names)) {
      rows.push_back({kind, std::string(row.of) + "." + std::string(name), false});
    }
  }
}

}  // namespace

const std::vector<std::string_view>& lacking_builtins() {
  static const std::vector<std::string_view> names = {
      "__import__", "aiter", "anext", "breakpoint", "bytearray", "bytes",      "compile",
      "complex",    "eval",  "exec",  "execfile",   "help",      "memoryview", "reload"};
  return names;
}

std::vector<LanguageRow> language_rows(const Modules& modules) {
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
  add_lacking(lacking_methods, LanguageKind::method, rows);
  for (const char* name : {"argparse", "collections", "contextlib", "copy", "dataclasses", "enum",
                           "functools", "itertools", "math", "random", "string", "sys", "typing"}) {
    const auto module = modules.find(name);
    if (module == modules.end()) {
      continue;
    }
    for (const auto& [member, value] : module->second->members) {
      rows.push_back({LanguageKind::member, std::string(name) + "." + member, true});
    }
  }
  add_lacking(lacking_members, LanguageKind::member, rows);
  return rows;
}

bool lacks_method(std::string_view type, std::string_view name) {
  return lacks(lacking_methods, type, name);
}

bool lacks_member(std::string_view module, std::string_view name) {
  return lacks(lacking_members, module, name);
}

}  // namespace unroll::python
