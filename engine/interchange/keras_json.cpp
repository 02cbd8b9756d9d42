// Owns the reading of single objects of Keras's JSON, and of Sequential models. Must not know how
// functional models are put together (keras_json_functional.cpp).
#include "interchange/keras_json.hpp"

#include <algorithm>
#include <limits>

#include "error.hpp"
#include "interchange/keras_json_reader.hpp"
#include "python/saved_objects.hpp"

namespace unroll {

namespace keras_json {

using python::Arguments;
using python::Value;

// ---- members ---------------------------------------------------------------------------------

void wrong(const std::string& message) {
  Problem problem;
  problem.code = "model_json";
  problem.message = message;
  throw python::ProblemError{std::move(problem)};
}

const Json& member(const Json& object, const char* key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

const Json& need(const Json& object, const char* key, Json::value_t kind, const std::string& what) {
  const Json& found = member(object, key);
  if (found.type() == kind) return found;
  wrong("The JSON of " + what + " needs `" + key + "` as " + Json(kind).type_name() + ", got " +
        (found.is_null() ? "nothing" : found.type_name()) + ".");
}

std::string need_text(const Json& object, const char* key, const std::string& what) {
  return need(object, key, Json::value_t::string, what).get<std::string>();
}

std::string text(const Json& object, const char* key) {
  const Json& found = member(object, key);
  return found.is_string() ? found.get<std::string>() : "";
}

// ---- values ----------------------------------------------------------------------------------

namespace {

Value number(const Json& json) {
  const bool whole = json.is_number_integer() &&
                     (!json.is_number_unsigned() ||
                      json.get<std::uint64_t>() <=
                          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (whole) return Dim(json.get<std::int64_t>());
  return python::Float{json.get<double>(), {}};
}

}  // namespace

Value Reader::value(const Json& json, const Tensors* tensors) {
  in_.step({});
  switch (json.type()) {
    case Json::value_t::null:
      return python::None{};
    case Json::value_t::boolean:
      return json.get<bool>();
    case Json::value_t::string:
      return json.get<std::string>();
    case Json::value_t::array: {
      std::vector<Value> items;
      for (const Json& item : json) items.push_back(value(item, tensors));
      return python::make_list(std::move(items));
    }
    case Json::value_t::object: {
      const std::string class_name = text(json, "class_name");
      if (class_name.starts_with("__")) return special(json, class_name, tensors);
      if (class_name == "function") return function(json);
      if (!class_name.empty() && json.contains("config")) return instance(json);
      std::vector<std::pair<Value, Value>> items;
      for (const auto& [key, item] : json.items()) {
        items.emplace_back(Value(key), value(item, tensors));
      }
      return python::make_dict(std::move(items));
    }
    default:
      return number(json);
  }
}

/// What JSON has no form for.
Value Reader::special(const Json& json, const std::string& class_name, const Tensors* tensors) {
  const Json& config = member(json, "config");
  const auto part = [&](const char* key) { return value(member(config, key), tensors); };
  const auto object = [](const auto& made) { return Value(std::shared_ptr<python::Object>(made)); };
  if (const auto history = history_of(json)) {
    if (tensors == nullptr) wrong("A tensor stands where no layer is called.");
    return keras_.tensor(tensors->tensor(*history));
  }
  if (class_name == "__slice__") {
    return object(std::make_shared<python::Slice>(part("start"), part("stop"), part("step")));
  }
  if (class_name == "__ellipsis__") return object(std::make_shared<python::Ellipsis>());
  if (class_name == "__tensor__" || class_name == "__numpy__") {
    const auto array = python::saved_object(keras_, "keras.ops", "array");
    return in_.call(*array, {{{"", part("value"), {}}, {"", part("dtype"), {}}}, {}});
  }
  if (class_name == "__bytes__") return part("value");
  if (class_name == "__lambda__") {
    wrong(
        "A lambda is saved as machine code of Python, which is not run here: give the program "
        "that made the model in place of its JSON.");
  }
  wrong("`" + class_name + "` is no value that is understood here.");
}

Value Reader::function(const Json& json) {
  const std::string name = need_text(json, "config", "a function");
  for (const std::string& module : {text(json, "module"), std::string("keras.activations")}) {
    if (auto found = python::saved_object(keras_, module, name)) return *found;
  }
  Problem problem;
  problem.code = "unknown_function";
  problem.message = "The function `" + name +
                    "` is the own one of the program that saved the model, and its code is not in "
                    "the JSON: give the program in place of it.";
  throw python::ProblemError{std::move(problem)};
}

// ---- objects ---------------------------------------------------------------------------------

namespace {

[[noreturn]] void unknown_class(const std::string& module, const std::string& class_name) {
  const bool own = !module.starts_with("keras");
  Problem problem;
  problem.code = "unknown_layer";
  problem.message =
      own ? "`" + class_name +
                "` is a class of the program that saved the model, and its code is not in the "
                "JSON: give the program in place of it."
          : "`" + class_name +
                "` is not supported: there is no such layer here. What it makes is unknown, so the "
                "layers after it are not reached.";
  throw python::ProblemError{std::move(problem)};
}

/// What bears on training alone, by the text that would make it.
Value training_object(python::Interpreter& in, const python::Unknown& type,
                      const Arguments& arguments) {
  std::string source = type.path() + '(';
  for (const Arguments::Given& given : arguments.given) {
    source += (source.back() == '(' ? "" : ", ") + given.name + '=' + in.repr(given.value);
  }
  return std::shared_ptr<python::Object>(
      std::make_shared<python::Unknown>(source + ')', type.reason(), Span{}));
}

}  // namespace

Value Reader::instance(const Json& json) {
  const Json& id = member(json, "shared_object_id");
  if (id.is_number_integer()) {
    const auto found = shared_.find(id.get<std::int64_t>());
    if (found != shared_.end()) return found->second;
  }
  const std::string class_name = need_text(json, "class_name", "an object");
  const std::string module = text(json, "module");
  const Json& config = need(json, "config", Json::value_t::object, '`' + class_name + '`');
  // A policy stands for its name.
  if (class_name.ends_with("DTypePolicy")) return text(config, "name");
  return naming(class_name, text(config, "name"), [&] {
    // A class of the program's own has no module of Keras's; older releases left out Keras's own.
    const bool own = module.empty() && !text(json, "registered_name").empty();
    const std::string home = module.empty() ? "keras.layers" : module;
    auto type = own ? std::nullopt : python::saved_object(keras_, home, class_name);
    if (!type && !own && module.empty()) type = python::saved_object(keras_, "keras", class_name);
    if (!type) unknown_class(own ? module : home, class_name);
    const auto as_class = type->object<python::Class>();
    const bool is_layer =
        as_class != nullptr && as_class->derives_from(*keras_.find_class("Layer"));
    Value made;
    if (is_layer && as_class->derives_from(*keras_.find_class("Model"))) {
      made = config.contains("output_layers") ? read_functional(*this, *type, config)
                                              : sequential(*type, config);
    } else {
      Arguments arguments;
      for (const auto& [key, item] : config.items()) {
        // What is not given is left to the default, unless None is another thing than that.
        if (item.is_null() && !(is_layer && python::takes_argument(class_name, key))) continue;
        arguments.given.push_back({key, value(item, nullptr), {}});
      }
      const auto unknown = type->object<python::Unknown>();
      made = unknown != nullptr ? training_object(in_, *unknown, arguments)
                                : in_.call(*type, std::move(arguments));
    }
    if (id.is_number_integer()) shared_[id.get<std::int64_t>()] = made;
    return made;
  });
}

Value Reader::sequential(const Value& type, const Json& config) {
  const std::string name = text(config, "name");
  std::vector<Value> layers;
  const auto make = [&] {
    Arguments arguments;
    arguments.given.push_back({"layers", python::make_list(layers), {}});
    if (!name.empty()) arguments.given.push_back({"name", name, {}});
    return in_.call(type, std::move(arguments));
  };
  try {
    for (const Json& layer :
         need(config, "layers", Json::value_t::array, "the model `" + name + '`')) {
      layers.push_back(instance(layer));
    }
  } catch (...) {
    // The layers before stay in sight.
    if (!layers.empty()) make();
    throw;
  }
  const Value model = make();
  const Json& shape = member(config, "build_input_shape");
  if (shape.is_array() && !keras_.graph().layer(keras_.need_layer(in_, model, {})).built) {
    in_.call_method(model, "build", {value(shape, nullptr)}, {});
  }
  return model;
}

// ---- calls -----------------------------------------------------------------------------------

std::vector<ValueId> tensors_in(Reader& reader, const Value& value) {
  return tensors_of(reader.keras().to_datum(reader.in(), value, {}));
}

std::vector<ValueId> Reader::call(const Value& layer, Arguments arguments) {
  return tensors_in(*this, in_.call(layer, std::move(arguments)));
}

}  // namespace keras_json

// ---- the text --------------------------------------------------------------------------------

namespace {

using keras_json::Json;
using keras_json::wrong;

/// Deeper than models nest, and far less than a stack holds.
constexpr int deepest = 200;

Json parse(std::string_view text) {
  const auto bounded = [](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    if (depth > deepest) {
      wrong("The JSON nests its values more than " + std::to_string(deepest) +
            " deep, which no model of Keras does.");
    }
    return true;
  };
  Json json = Json::parse(text, bounded, false);
  if (json.is_discarded()) {
    wrong(
        "This is no JSON: give what `model.to_json()` writes, or the `config.json` of a `.keras` "
        "file.");
  }
  if (!json.is_object() || keras_json::text(json, "class_name").empty()) {
    wrong("This JSON is no model of Keras: it has no `class_name`.");
  }
  return json;
}

}  // namespace

void read_keras_json(python::Keras& keras, std::string_view text) {
  keras_json::Reader reader(keras);
  const Json json = parse(text);
  const python::Value model = reader.instance(json);
  const auto id = keras.find_layer_id(model);
  if (!id || keras.graph().layer(*id).model == nullptr) {
    wrong("The JSON is of a `" + keras_json::text(json, "class_name") +
          "`, and a model is needed: save the model that holds it.");
  }
  keras.interpreter->define("model", model);
}

}  // namespace unroll
