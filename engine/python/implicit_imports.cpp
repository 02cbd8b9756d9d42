// The imports that a pasted program left out. Must not know layers.
#include "python/implicit_imports.hpp"

#include <array>
#include <memory>
#include <set>

#include "python/state.hpp"

namespace unroll::python {

namespace {

/// A module by the name that programs usually give it.
struct UsualName {
  std::string_view name;
  std::string_view module;
  std::string_view import;
};
constexpr std::array usual_names = {
    UsualName{"keras", "keras", "import keras"},
    UsualName{"tf", "tensorflow", "import tensorflow as tf"},
    UsualName{"tensorflow", "tensorflow", "import tensorflow"},
    UsualName{"np", "numpy", "import numpy as np"},
    UsualName{"numpy", "numpy", "import numpy"},
    UsualName{"math", "math", "import math"},
    UsualName{"random", "random", "import random"},
    UsualName{"layers", "keras.layers", "from keras import layers"},
    UsualName{"models", "keras.models", "from keras import models"},
    UsualName{"ops", "keras.ops", "from keras import ops"},
    UsualName{"K", "keras.backend", "from keras import backend as K"},
    UsualName{"initializers", "keras.initializers", "from keras import initializers"},
    UsualName{"regularizers", "keras.regularizers", "from keras import regularizers"},
};
/// Modules whose members are known by their own names.
constexpr std::array<std::string_view, 2> known_members = {"keras.models", "keras.layers"};

struct Found {
  Value value;
  std::string import;
};

std::optional<Found> find_import(const Modules& modules, const std::string& name) {
  for (const UsualName& usual : usual_names) {
    if (usual.name != name) continue;
    const auto module = modules.find(usual.module);
    if (module == modules.end()) return std::nullopt;
    return Found{std::static_pointer_cast<Object>(module->second), std::string(usual.import)};
  }
  for (const std::string_view path : known_members) {
    const auto module = modules.find(path);
    if (module == modules.end()) continue;
    // Functions such as `add` are too common as names of a program's own.
    const auto member = module->second->members.find(name);
    const bool telling = (name.front() >= 'A' && name.front() <= 'Z') || name == "merge";
    if (member == module->second->members.end() || !telling) continue;
    return Found{member->second, "from " + std::string(path) + " import " + name};
  }
  return std::nullopt;
}

}  // namespace

void offer_imports(Interpreter& in) {
  const auto told = std::make_shared<std::set<std::string>>();
  in.undefined_name = [told](Interpreter& inner, const std::string& name,
                             Span at) -> std::optional<Value> {
    if (inner.given_holes.contains(name)) return std::nullopt;
    auto found = find_import(inner.state().modules, name);
    if (!found) return std::nullopt;
    if (told->insert(name).second) {
      Problem problem;
      problem.severity = Severity::warning;
      problem.code = "missing_import";
      problem.message = "`" + name + "` is not imported; taken as `" + found->import + "`.";
      problem.span = at;
      problem.statement = inner.outer_statement();
      problem.fixes.push_back(
          {"Add " + found->import, "Python needs the import", {{{0, 0}, found->import + "\n"}}});
      inner.report(std::move(problem));
    }
    return std::move(found->value);
  };
}

}  // namespace unroll::python
