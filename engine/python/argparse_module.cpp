// Owns the module `argparse`: a parser that was given no arguments, so that every option has its
// default.
#include <algorithm>

#include "python/state.hpp"

namespace unroll::python {
namespace {

constexpr const char* no_command_line = "There is no command line here.";

std::shared_ptr<Instance> self_of(const Arguments& arguments) {
  return arguments.given.empty() ? nullptr : arguments.given.front().value.object<Instance>();
}

const Value* named(const Arguments& arguments, std::string_view name) {
  for (const Arguments::Given& given : arguments.given) {
    if (given.name == name) {
      return &given.value;
    }
  }
  return nullptr;
}

/// `--hidden-size` as `hidden_size`: of the first long name, else of the first.
std::string destination(const Arguments& arguments) {
  std::string chosen;
  if (const Value* said = named(arguments, "dest")) {
    const auto* text = said->as<std::string>();
    return text == nullptr ? "" : *text;
  }
  for (std::size_t i = 1; i < arguments.given.size(); ++i) {
    const auto* text = arguments.given[i].value.as<std::string>();
    if (text != nullptr && arguments.given[i].name.empty() &&
        (chosen.empty() || (text->starts_with("--") && !chosen.starts_with("--")))) {
      chosen = *text;
    }
  }
  chosen.erase(0, std::min(chosen.find_first_not_of('-'), chosen.size()));
  std::replace(chosen.begin(), chosen.end(), '-', '_');
  return chosen;
}

/// The options' values, kept under the parser's attribute `_defaults`.
std::shared_ptr<Dict> defaults_of(const std::shared_ptr<Instance>& parser) {
  const auto* dict = parser->attributes["_defaults"].as<std::shared_ptr<Dict>>();
  if (dict != nullptr) {
    return *dict;
  }
  auto made = std::make_shared<Dict>();
  parser->attributes["_defaults"] = made;
  return made;
}

Value add_argument(Interpreter& in, const Arguments& arguments) {
  const auto parser = self_of(arguments);
  const std::string name = destination(arguments);
  if (!parser || name.empty()) {
    return None{};
  }
  const Value* given = named(arguments, "default");
  const Value* action = named(arguments, "action");
  const Value* type = named(arguments, "type");
  const std::string* kind = action == nullptr ? nullptr : action->as<std::string>();
  Value value;
  if (given != nullptr) {
    value = *given;
    if (type != nullptr && value.as<std::string>() != nullptr && in.callable(*type)) {
      Arguments one;
      one.call = arguments.call;
      one.given.push_back({"", value, arguments.call});
      value = in.call(*type, std::move(one));
    }
  } else if (kind != nullptr && (*kind == "store_true" || *kind == "store_false")) {
    value = *kind == "store_false";
  } else {
    const auto* first =
        arguments.given.size() > 1 ? arguments.given[1].value.as<std::string>() : nullptr;
    const Value* needed = named(arguments, "required");
    const bool positional = first != nullptr && !first->starts_with('-');
    if (positional || (needed != nullptr && in.truth(*needed, arguments.call))) {
      value = in.unknown("args." + name, no_command_line, arguments.call);
    }
  }
  defaults_of(parser)->set(name, value);
  return None{};
}

Value parse_args(Interpreter& in, const Arguments& arguments) {
  const auto parser = self_of(arguments);
  auto space = std::make_shared<Instance>(in.state().classes["Namespace"]);
  if (parser) {
    const auto defaults = defaults_of(parser);
    for (const auto& entry : defaults->entries()) {
      space->attributes[*entry.key.as<std::string>()] = entry.value;
    }
  }
  return std::static_pointer_cast<Object>(space);
}

}  // namespace

std::shared_ptr<Module> argparse_module() {
  auto module = std::make_shared<Module>("argparse");
  auto parser = std::make_shared<Class>("ArgumentParser");
  parser->module = "argparse";
  const auto add = [&](const char* name, NativeFunction::Body body) {
    parser->members[name] = make_function(name, std::move(body));
  };
  const auto itself = [](Interpreter&, const Arguments& arguments) -> Value {
    return arguments.given.front().value;
  };
  add("__init__", [](Interpreter&, const Arguments&) -> Value { return None{}; });
  add("add_argument", add_argument);
  add("add_argument_group", itself);
  add("add_mutually_exclusive_group", itself);
  add("parse_args", parse_args);
  add("parse_known_args", [](Interpreter& in, const Arguments& arguments) -> Value {
    return make_tuple({parse_args(in, arguments), make_list({})});
  });
  add("set_defaults", [](Interpreter&, const Arguments& arguments) -> Value {
    if (const auto self = self_of(arguments)) {
      for (const Arguments::Given& given : arguments.given) {
        if (!given.name.empty()) {
          defaults_of(self)->set(given.name, given.value);
        }
      }
    }
    return None{};
  });
  add("print_help", [](Interpreter&, const Arguments&) -> Value { return None{}; });
  module->members["ArgumentParser"] = std::static_pointer_cast<Object>(parser);
  module->missing = [](Interpreter& in, const std::string& name, Span at) -> std::optional<Value> {
    if (name == "Namespace") {
      return Value(std::static_pointer_cast<Object>(in.state().classes["Namespace"]));
    }
    return in.unknown("argparse." + name, no_command_line, at);
  };
  return module;
}

}  // namespace unroll::python
