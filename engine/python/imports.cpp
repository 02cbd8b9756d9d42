// Owns the import statements. Knows modules only by the table that the interpreter was given; the
// members of an unknown module are unknown.
#include "python/state.hpp"

namespace unroll::python {
namespace {

Value unknown_module(Interpreter& in, const std::string& path, Span at) {
  const std::string top = path.substr(0, path.find('.'));
  const std::string reason = "The module `" + top + "` is not part of this playground.";
  in.skip(at, reason);
  return std::static_pointer_cast<Object>(std::make_shared<Unknown>(path, reason, at));
}

/// The module at a dotted path, or nothing: in the table, or as a member of the one above.
std::optional<Value> find_module(Interpreter& in, const std::string& path, Span at) {
  const auto& modules = in.state().modules;
  if (const auto found = modules.find(path); found != modules.end()) {
    return Value(std::static_pointer_cast<Object>(found->second));
  }
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) {
    return std::nullopt;
  }
  const auto above = find_module(in, path.substr(0, dot), at);
  return above ? in.find_attribute(*above, path.substr(dot + 1), at) : std::nullopt;
}

Value module_or_unknown(Interpreter& in, const std::string& path, Span at) {
  if (auto module = find_module(in, path, at)) {
    return *module;
  }
  const std::string top = path.substr(0, path.find('.'));
  if (in.state().modules.contains(top)) {
    in.raise("ModuleNotFoundError", "No module named '" + path + "'", at);
  }
  return unknown_module(in, path, at);
}

/// What an import takes out of a module, if that is there.
std::optional<Value> find_member(Interpreter& in, const Value& module, const ImportedName& name) {
  struct Importing {
    bool& importing;
    ~Importing() { importing = false; }
  };
  const Importing until{in.state().importing = true};
  return in.find_attribute(module, name.path, name.span);
}

void import_star(Interpreter& in, const ImportFrom& form, Span at) {
  const Value module = module_or_unknown(in, form.module, form.module_span);
  const auto known = module.object<Module>();
  if (!known) {
    in.skip(at, "The names that this import brings are not known here.");
    return;
  }
  known->complete();
  for (const auto& [name, value] : known->members) {
    if (!name.starts_with('_')) {
      store_name(in, name, value);
    }
  }
}

}  // namespace

void execute_import(Interpreter& in, const Import& form, Span) {
  for (const ImportedName& name : form.names) {
    const Value module = module_or_unknown(in, name.path, name.span);
    if (!name.as.empty()) {
      store_name(in, name.as, module);
      continue;
    }
    const std::size_t dot = name.path.find('.');
    if (dot == std::string::npos) {
      store_name(in, name.path, module);
    } else {
      const std::string top = name.path.substr(0, dot);
      // `import os.path` after `import os` binds what is there already.
      store_name(in, top,
                 is_unknown(module) ? unknown_module(in, top, name.span)
                                    : module_or_unknown(in, top, name.span));
    }
  }
}

void execute_import_from(Interpreter& in, const ImportFrom& form, Span at) {
  if (form.level > 0) {
    const std::string reason = "The program's other files are not part of this playground.";
    in.skip(at, reason);
    for (const ImportedName& name : form.names) {
      const std::string& bound = name.as.empty() ? name.path : name.as;
      store_name(in, bound, in.unknown(name.path, reason, name.span));
    }
    return;
  }
  if (form.star) {
    import_star(in, form, at);
    return;
  }
  const Value module = module_or_unknown(in, form.module, form.module_span);
  for (const ImportedName& name : form.names) {
    const std::string& bound = name.as.empty() ? name.path : name.as;
    if (is_unknown(module)) {
      const std::string reason = module.object<Unknown>()->reason();
      store_name(in, bound, in.unknown(name.path, reason, name.span));
      continue;
    }
    auto value = find_member(in, module, name);
    if (!value) {
      value = find_module(in, form.module + "." + name.path, name.span);
    }
    if (!value) {
      in.raise("ImportError", "cannot import name '" + name.path + "' from '" + form.module + "'",
               name.span);
    }
    store_name(in, bound, *value);
  }
}

}  // namespace unroll::python
