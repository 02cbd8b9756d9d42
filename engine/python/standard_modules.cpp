// Owns the small modules of Python's library, and the list of those that are understood.
#include "python/state.hpp"

namespace unroll::python {
namespace {

std::shared_ptr<Module> string_module() {
  auto module = std::make_shared<Module>("string");
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string digits = "0123456789";
  const std::string punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  const std::string whitespace = " \t\n\r\x0b\x0c";
  module->members["ascii_lowercase"] = lower;
  module->members["ascii_uppercase"] = upper;
  module->members["ascii_letters"] = lower + upper;
  module->members["digits"] = digits;
  module->members["octdigits"] = std::string("01234567");
  module->members["hexdigits"] = digits + "abcdefABCDEF";
  module->members["punctuation"] = punctuation;
  module->members["whitespace"] = whitespace;
  module->members["printable"] = digits + lower + upper + punctuation + whitespace;
  return module;
}

/// `sys.stdout`: writes to the console.
std::shared_ptr<Instance> console() {
  auto type = std::make_shared<Class>("stdout");
  type->members["write"] =
      make_function("write", [](Interpreter& in, const Arguments& arguments) -> Value {
        const std::string text =
            arguments.given.size() > 1 ? in.str(arguments.given[1].value) : std::string();
        in.print(text, arguments.call);
        return Dim(static_cast<std::int64_t>(code_point_count(text)));
      });
  type->members["flush"] =
      make_function("flush", [](Interpreter&, const Arguments&) -> Value { return None{}; });
  return std::make_shared<Instance>(std::move(type));
}

std::shared_ptr<Module> sys_module() {
  auto module = std::make_shared<Module>("sys");
  module->members["argv"] = make_list({Value("program.py")});
  module->members["path"] = make_list({});
  module->members["maxsize"] = Dim(INT64_MAX);
  module->members["version"] = "3.11.0";
  const auto version = std::make_shared<Instance>(std::make_shared<Class>("sys.version_info"));
  version->attributes["major"] = Dim(3);
  version->attributes["minor"] = Dim(11);
  version->attributes["micro"] = Dim(0);
  version->plain = make_tuple({Dim(3), Dim(11), Dim(0), Value("final"), Dim(0)});
  module->members["version_info"] = std::static_pointer_cast<Object>(version);
  module->members["platform"] = "linux";
  module->members["stdout"] = std::static_pointer_cast<Object>(console());
  module->members["exit"] =
      make_function("exit", [](Interpreter& in, const Arguments& arguments) -> Value {
        in.raise("SystemExit", "", arguments.call);
      });
  module->missing = [](Interpreter& in, const std::string& name, Span at) -> std::optional<Value> {
    return in.unknown("sys." + name, "The machine that runs the program is not known here.", at);
  };
  return module;
}

/// A module whose members say something about types alone.
std::shared_ptr<Module> hints_module(const std::string& module_name) {
  auto module = std::make_shared<Module>(module_name);
  module->missing = [module_name](Interpreter& in, const std::string& name,
                                  Span at) -> std::optional<Value> {
    return in.unknown(module_name + "." + name, "Type hints are passed over.", at);
  };
  return module;
}

/// Hints, and the two of them that make classes.
std::shared_ptr<Module> typing_module(Interpreter& in) {
  auto module = hints_module("typing");
  module->members["NamedTuple"] = std::static_pointer_cast<Object>(named_tuple_base(in));
  module->members["TypedDict"] = std::static_pointer_cast<Object>(in.builtin_class("dict"));
  return module;
}

/// Python's builtins under the name of a module: `six.moves`, `builtins`.
std::shared_ptr<Module> builtins_module(const std::string& module_name) {
  auto module = std::make_shared<Module>(module_name);
  module->missing = [](Interpreter& in, const std::string& name, Span) -> std::optional<Value> {
    const auto& builtins = in.state().builtins;
    const auto found = builtins.find(name);
    return found == builtins.end() ? std::nullopt : std::optional(found->second);
  };
  return module;
}

}  // namespace

void add_standard_modules(Interpreter& in) {
  Interpreter::State& state = in.state();
  state.classes["Namespace"] = std::make_shared<Class>("Namespace");
  state.classes["Namespace"]->members["__repr__"] =
      make_function("__repr__", [](Interpreter& inner, const Arguments& arguments) -> Value {
        std::string text;
        const auto self = arguments.given.at(0).value.object<Instance>();
        for (const auto& [name, value] : self->attributes) {
          text += (text.empty() ? "" : ", ") + name + "=" + inner.repr(value);
        }
        return "Namespace(" + text + ")";
      });
  const auto six = std::make_shared<Module>("six");
  six->members["moves"] = std::static_pointer_cast<Object>(builtins_module("six.moves"));
  six->missing = [](Interpreter& inner, const std::string& name, Span at) -> std::optional<Value> {
    return inner.unknown("six." + name, "`six." + name + "` is not part of this playground.", at);
  };
  const auto collections = collections_module();
  collections->members["OrderedDict"] = std::static_pointer_cast<Object>(in.builtin_class("dict"));
  for (const auto& module :
       {math_module(), random_module(), collections, functools_module(), itertools_module(),
        copy_module(), argparse_module(), dataclasses_module(), contextlib_module(),
        string_module(), sys_module(), enum_module(in), typing_module(in),
        hints_module("typing_extensions"), hints_module("abc"), builtins_module("builtins"), six}) {
    state.modules.try_emplace(module->name(), module);
  }
}

}  // namespace unroll::python
