// Owns what the files that read Keras's JSON share. For interchange/keras_json*.cpp alone.
#pragma once

#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "python/keras.hpp"

namespace unroll::keras_json {

using Json = nlohmann::json;

/// Ends the reading: the text is not what Keras writes.
[[noreturn]] void wrong(const std::string& message);

/// A member of an object; null where it is missing.
[[nodiscard]] const Json& member(const Json& object, const char* key);
/// The same, which has to be there and of that kind. `what` is what the message calls it.
[[nodiscard]] const Json& need(const Json& object, const char* key, Json::value_t kind,
                               const std::string& what);
[[nodiscard]] std::string need_text(const Json& object, const char* key, const std::string& what);
/// A text, or an empty one where it is missing or of another kind.
[[nodiscard]] std::string text(const Json& object, const char* key);

/// A tensor by its history: the layer's name, which of its calls, which of that call's outputs.
struct History {
  std::string layer;
  std::size_t call = 0;
  std::size_t output = 0;
};

/// The tensors that a value's `__keras_tensor__` objects stand for.
class Tensors {
 public:
  Tensors() = default;
  Tensors(const Tensors&) = delete;
  Tensors& operator=(const Tensors&) = delete;
  virtual ~Tensors() = default;
  [[nodiscard]] virtual ValueId tensor(const History& history) const = 0;
};

/// The history that a `__keras_tensor__` object tells; nothing for any other value.
[[nodiscard]] std::optional<History> history_of(const Json& json);

/// Makes the objects that JSON describes.
class Reader {
 public:
  explicit Reader(python::Keras& keras) : keras_(keras), in_(*keras.interpreter) {}

  /// Any value: plain data, an object of Keras, a tensor of `tensors`, or lists and dicts of them.
  python::Value value(const Json& json, const Tensors* tensors);
  /// The layer, model, initializer, ... of an object with `class_name` and `config`.
  python::Value instance(const Json& json);
  /// The outputs of one call of a layer or of an operation, in Keras's order.
  std::vector<ValueId> call(const python::Value& layer, python::Arguments arguments);

  [[nodiscard]] python::Keras& keras() { return keras_; }
  [[nodiscard]] python::Interpreter& in() { return in_; }

 private:
  python::Value special(const Json& json, const std::string& class_name, const Tensors* tensors);
  python::Value function(const Json& json);
  python::Value sequential(const python::Value& type, const Json& config);

  python::Keras& keras_;
  python::Interpreter& in_;
  std::map<std::int64_t, python::Value> shared_;  ///< objects that several others hold
};

/// The tensors of a value, in Keras's order.
[[nodiscard]] std::vector<ValueId> tensors_in(Reader& reader, const python::Value& value);

/// A functional model (keras_json_functional.cpp).
python::Value read_functional(Reader& reader, const python::Value& type, const Json& config);

/// Does `work`; a problem in it that names no layer yet names this one.
template <typename Work>
auto naming(const std::string& layer_class, const std::string& name, const Work& work)
    -> decltype(work()) {
  const auto complete = [&](Problem& problem) {
    if (!problem.layer_class.empty()) return;
    problem.layer_class = layer_class;
    problem.layer_name = name;
  };
  try {
    return work();
  } catch (python::Raised& raised) {
    if (raised.problem) complete(*raised.problem);
    throw;
  } catch (python::ProblemError& error) {
    complete(error.problem);
    throw;
  }
}

}  // namespace unroll::keras_json
