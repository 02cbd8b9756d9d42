// Names that Keras has or had and that are not here. Must not know what any layer does.
#include "python/absent_keras.hpp"

#include <algorithm>

#include "layers/nearest_name.hpp"
#include "python/state.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

/// Keras's layers, and its other names beside them, that are not here.
constexpr std::string_view absent_layers =
    "TextVectorization StringLookup IntegerLookup Hashing HashedCrossing Resizing CenterCrop "
    "RandomCrop RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast "
    "RandomBrightness TFSMLayer JaxLayer FlaxLayer TorchModuleWrapper MelSpectrogram "
    "STFTSpectrogram InputSpec";

std::string unsupported_layer(const std::string& name) {
  return "`" + name +
         "` is not supported: there is no such layer here. Its output shape is unknown, so the "
         "layers after it are not reached.";
}

/// A layer that is not here: it may be made, but what it makes of tensors is not known.
class AbsentLayer : public Unknown {
 public:
  AbsentLayer(Keras& keras, std::string path, Span at)
      : Unknown(std::move(path), "there is no such layer here", at), keras_(keras) {}

  Value call(Interpreter& in, Arguments arguments) override {
    const bool on_tensors =
        std::ranges::any_of(arguments.given, [&](const Arguments::Given& given) {
          const auto tensor = keras_.find_tensor(given.value);
          return tensor && keras_.graph().value(*tensor).symbolic;
        });
    if (!on_tensors) {
      return std::static_pointer_cast<Object>(
          std::make_shared<AbsentLayer>(keras_, path() + "(...)", arguments.call));
    }
    Raised raised =
        in.raised("NotImplementedError", path() + " is not supported here", arguments.call);
    Problem problem;
    problem.code = "unknown_layer";
    problem.message = unsupported_layer(path());
    problem.span = arguments.call;
    problem.statement = in.outer_statement();
    raised.problem = std::move(problem);
    throw raised;  // NOLINT(misc-throw-by-value-catch-by-reference)
  }

  /// It goes by its class, whatever variable holds it.
  Value named(Interpreter&, const std::string&) override {
    return std::static_pointer_cast<Object>(shared_from_this());
  }

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override {
    if (name.starts_with("__")) return Unknown::attribute(in, name, at);
    return std::static_pointer_cast<Object>(
        std::make_shared<AbsentLayer>(keras_, path() + "." + name, at));
  }

 private:
  Keras& keras_;
};

/// A module that older Kerases had in this one, or leaked into it.
std::optional<Value> find_older_module(Interpreter& in, const Module& module,
                                       const std::string& name) {
  const Modules& modules = in.state().modules;
  for (const std::string& path : {module.name() + '.' + name, "keras." + name}) {
    if (const auto found = modules.find(path); found != modules.end()) {
      return Value(std::static_pointer_cast<Object>(found->second));
    }
  }
  return std::nullopt;
}

bool is_layers(const Module& module) { return module.name() == "keras.layers"; }

/// The names in a module that may be meant by another one: classes begin with a capital, functions
/// do not, so that `Merge` is no `merge`.
std::vector<std::string_view> names_like(const std::string& name, const Module& module) {
  const auto is_class = [](std::string_view each) {
    return !each.empty() && each.front() >= 'A' && each.front() <= 'Z';
  };
  std::vector<std::string_view> like;
  const auto look = [&](std::string_view each) {
    if (is_class(each) == is_class(name)) like.push_back(each);
  };
  for (const auto& [member, value] : module.members) look(member);
  if (module.later) std::ranges::for_each(module.later->names, look);
  return like;
}

/// Raises AttributeError for a name that is not there; `near` is the nearest one that is.
[[noreturn]] void refuse(Interpreter& in, const Module& module, const std::string& name,
                         std::optional<std::string_view> near, Span at) {
  const std::string keras = "module '" + module.name() + "' has no attribute '" + name + "'";
  Raised raised = in.raised("AttributeError", keras, at);
  Problem problem;
  problem.code = is_layers(module) ? "unknown_layer" : "attribute_error";
  problem.keras = keras;
  if (near) {
    const std::string wanted(*near);
    const std::string missing = is_layers(module) ? "There is no layer `" + name
                                                  : '`' + module.name() + "` has no `" + name;
    problem.message = missing + "`. Is `" + wanted + "` meant?";
    const auto length = static_cast<std::uint32_t>(name.size());
    const std::uint32_t from = at.to - std::min(length, at.to - at.from);
    problem.fixes.push_back({"Write " + wanted, "The nearest name.", {{{from, at.to}, wanted}}});
  } else {
    problem.message = unsupported_layer(name);
  }
  problem.span = at;
  problem.statement = in.outer_statement();
  raised.problem = std::move(problem);
  throw raised;  // NOLINT(misc-throw-by-value-catch-by-reference)
}

void warn_of_gone(Interpreter& in, const Module& module, const std::string& name, Span at) {
  Problem problem;
  problem.severity = Severity::warning;
  problem.code = is_layers(module) ? "unknown_layer" : "import_error";
  problem.message = "`" + name + "` is not in Keras 3's `" + module.name() +
                    "`, which refuses it. What is made of it is unknown here.";
  problem.keras = "cannot import name '" + name + "' from '" + module.name() + "'";
  problem.span = at;
  problem.statement = in.outer_statement();
  in.report(std::move(problem));
}

std::optional<Value> absent_member(Keras& keras, Interpreter& in, const Module& module,
                                   const std::string& name, Span at) {
  // A saved model asks without a place, and tells of what is missing in its own words.
  if (name.starts_with("__") || at.empty()) return std::nullopt;
  if (auto older = find_older_module(in, module, name)) return older;
  const auto absent_layer = [&]() -> Value {
    return std::static_pointer_cast<Object>(std::make_shared<AbsentLayer>(keras, name, at));
  };
  const auto absent = words_of(absent_layers);
  if (is_layers(module) && std::ranges::find(absent, name) != absent.end()) return absent_layer();
  if (in.state().guards > 0) return std::nullopt;
  const auto near = nearest_name(name, names_like(name, module));
  const bool importing = in.state().importing;
  if (near || (is_layers(module) && !importing)) refuse(in, module, name, near, at);
  if (!importing) return std::nullopt;
  warn_of_gone(in, module, name, at);
  if (is_layers(module)) return absent_layer();
  return in.unknown(module.name() + '.' + name, "it is not in today's Keras", at);
}

}  // namespace

void tell_of_absent(Keras& keras, Modules& modules) {
  for (const auto& [path, module] : modules) {
    if (!path.starts_with("keras.") || module->missing) continue;
    module->missing = [&keras, &of = *module](Interpreter& in, const std::string& name, Span at) {
      return absent_member(keras, in, of, name, at);
    };
  }
}

}  // namespace unroll::python
