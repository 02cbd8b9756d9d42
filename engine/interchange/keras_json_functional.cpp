// Owns the reading of functional models from Keras's JSON: their layers, then the calls of them in
// an order in which every tensor is there. Must not know single layers.
// Mirrors keras/src/models/functional.py (functional_from_config).
#include <algorithm>

#include "interchange/keras_json_reader.hpp"
#include "python/saved_objects.hpp"

namespace unroll::keras_json {

using python::Arguments;
using python::Value;

namespace {

std::optional<History> history_in(const Json& json) {
  const auto index = [](const Json& number) {
    return number.is_number_integer() && number >= 0 && number < (1 << 30);
  };
  if (!json.is_array() || json.size() != 3 || !json[0].is_string()) return std::nullopt;
  if (!index(json[1]) || !index(json[2])) {
    wrong("A tensor of `" + json[0].get<std::string>() +
          "` needs two whole numbers: which call of the layer, and which of its outputs.");
  }
  return History{json[0].get<std::string>(), json[1].get<std::size_t>(),
                 json[2].get<std::size_t>()};
}

/// The histories of all tensors in a value.
void collect_histories(const Json& json, std::vector<History>& into) {
  if (const auto history = history_of(json)) {
    into.push_back(*history);
  } else if (json.is_structured()) {
    for (const Json& item : json) collect_histories(item, into);
  }
}

/// One call of a layer: Keras's node.
struct Node {
  const Json* json = nullptr;
  std::vector<History> inputs;
};

/// A layer or an operation of the model.
struct Member {
  const Json* json = nullptr;
  std::string class_name;
  std::string name;
  std::optional<Value> layer;  ///< nothing for an operation, and for what could not be made
  bool is_operation = false;
  bool is_model = false;
  std::vector<Node> nodes;
  std::vector<std::vector<ValueId>> calls;  ///< the outputs of the nodes that are done
};

class FunctionalReader final : public Tensors {
 public:
  FunctionalReader(Reader& reader, const Json& config) : reader_(reader) {
    for (const Json& json : need(config, "layers", Json::value_t::array, "a model")) {
      add_member(json);
    }
  }

  [[nodiscard]] ValueId tensor(const History& history) const override {
    const Member& member = find(history.layer);
    if (history.call >= member.calls.size()) not_called(member, history);
    const auto& outputs = member.calls[history.call];
    if (history.output >= outputs.size()) {
      wrong("The model takes output " + std::to_string(history.output + 1) + " of `" +
            history.layer + "`, which has " + std::to_string(outputs.size()) + '.');
    }
    return outputs[history.output];
  }

  /// Does the calls in the order in which their tensors come to be.
  void run() {
    bool progress = true;
    while (progress) {
      progress = false;
      for (Member& member : members_) {
        naming(member.class_name, member.name, [&] {
          while (is_ready(member)) {
            call(member);
            progress = true;
          }
        });
      }
    }
    if (failure_) std::rethrow_exception(failure_);
    for (const Member& member : members_) {
      if (done(member) < member.nodes.size()) stuck(member);
    }
  }

  /// `input_layers` or `output_layers`: histories, alone or in lists and dicts.
  Value structure(const Json& json) {
    if (auto history = history_in(json)) {
      // Keras counts the making of a model inside as its first call, here alone.
      if (find(history->layer).is_model && history->call > 0) --history->call;
      return reader_.keras().tensor(tensor(*history));
    }
    if (json.is_object()) {
      std::vector<std::pair<Value, Value>> items;
      for (const auto& [key, item] : json.items()) items.emplace_back(Value(key), structure(item));
      return python::make_dict(std::move(items));
    }
    if (!json.is_array()) wrong("A model's inputs and outputs must be tensors of its layers.");
    std::vector<Value> items;
    for (const Json& item : json) items.push_back(structure(item));
    return python::make_list(std::move(items));
  }

 private:
  void add_member(const Json& json) {
    Member member;
    member.json = &json;
    member.class_name = need_text(json, "class_name", "a layer");
    member.name = text(json, "name");
    if (member.name.empty()) member.name = text(keras_json::member(json, "config"), "name");
    if (member.name.empty()) wrong("A `" + member.class_name + "` of the model has no name.");
    member.is_operation = python::holds_operations(text(json, "module"));
    if (!member.is_operation) make(member);
    const Json& nodes = keras_json::member(json, "inbound_nodes");
    if (!nodes.is_array() && !nodes.is_null()) {
      wrong("The calls of `" + member.name + "` (`inbound_nodes`) must be a list.");
    }
    for (const Json& node : nodes) {
      if (!node.is_object()) {
        wrong("The calls of `" + member.name +
              "` are not as Keras 3 writes them: save the model with Keras 3.");
      }
      member.nodes.push_back({&node, {}});
      collect_histories(node, member.nodes.back().inputs);
    }
    if (!positions_.try_emplace(member.name, members_.size()).second) {
      wrong("Two layers of the model are called `" + member.name + "`.");
    }
    members_.push_back(std::move(member));
  }

  /// Makes the layer. One that cannot be made ends the reading once all that does not need it is
  /// there.
  void make(Member& member) {
    try {
      const Value layer = reader_.instance(*member.json);
      python::Keras& keras = reader_.keras();
      const LayerId id = keras.need_layer(reader_.in(), layer, {});
      const Layer& made = keras.graph().layer(id);
      member.is_model = made.model != nullptr && made.model->kind == ModelKind::functional;
      if (made.row != nullptr && made.row->is_input) {
        member.calls.push_back({keras.tracer().input_value(id)});
      }
      member.layer = layer;
    } catch (...) {
      if (!failure_) failure_ = std::current_exception();
    }
  }

  [[nodiscard]] const Member& find(const std::string& name) const {
    const auto found = positions_.find(name);
    if (found == positions_.end()) {
      wrong("The model takes a tensor of `" + name + "`, which is none of its layers.");
    }
    return members_[found->second];
  }

  /// How many of the nodes are done. An input is called without a node.
  [[nodiscard]] static std::size_t done(const Member& member) {
    return member.nodes.empty() ? 0 : member.calls.size();
  }

  /// Whether the next call of the layer has its tensors.
  [[nodiscard]] bool is_ready(const Member& member) const {
    if (!member.layer && !member.is_operation) return false;
    if (done(member) >= member.nodes.size()) return false;
    reader_.in().step({});
    const auto& inputs = member.nodes[done(member)].inputs;
    return std::all_of(inputs.begin(), inputs.end(), [&](const History& history) {
      return history.call < find(history.layer).calls.size();
    });
  }

  void call(Member& member) {
    const Json& node = *member.nodes[done(member)].json;
    Arguments arguments;
    for (const Json& argument : need(node, "args", Json::value_t::array, "a call")) {
      arguments.given.push_back({"", reader_.value(argument, this), {}});
    }
    for (const auto& [name, argument] : keras_json::member(node, "kwargs").items()) {
      // None is what a layer is called with anyway.
      if (!argument.is_null()) {
        arguments.given.push_back({name, reader_.value(argument, this), {}});
      }
    }
    member.calls.push_back(member.is_operation ? call_operation(member, arguments)
                                               : reader_.call(*member.layer, arguments));
  }

  std::vector<ValueId> call_operation(const Member& member, const Arguments& arguments) {
    std::vector<Arguments::Given> settings;
    for (const auto& [key, item] : keras_json::member(*member.json, "config").items()) {
      if (key != "name") settings.push_back({key, reader_.value(item, nullptr), {}});
    }
    Graph& graph = reader_.keras().graph();
    const std::size_t before = graph.layers.size();
    const auto result =
        python::call_operation(reader_.keras(), member.class_name, std::move(settings), arguments);
    if (!result) {
      Problem problem;
      problem.code = "unknown_layer";
      problem.message = "The operation `" + member.class_name + "` is not supported.";
      throw python::ProblemError{std::move(problem)};
    }
    const std::vector<ValueId> outputs = tensors_in(reader_, *result);
    if (outputs.empty()) wrong("The operation `" + member.name + "` makes no tensor.");
    const CallId made = graph.history(outputs.front());
    if (made != no_id && graph.call(made).layer >= static_cast<LayerId>(before)) {
      Layer& operation = graph.layer(graph.call(made).layer);
      operation.name = member.name;
      operation.class_name = member.class_name;
    }
    return outputs;
  }

  /// Tells of a call whose tensors do not come to be.
  void stuck(const Member& member) const {
    naming(member.class_name, member.name, [&] {
      for (const History& history : member.nodes[done(member)].inputs) {
        const Member& from = find(history.layer);
        if (history.call >= times(from)) not_called(from, history);
      }
      wrong("The layers of the model go round in a ring, which `" + member.name +
            "` is part of or waits for.");
    });
  }

  [[nodiscard]] static std::size_t times(const Member& member) {
    return std::max(member.nodes.size(), member.calls.size());
  }

  [[noreturn]] static void not_called(const Member& member, const History& history) {
    wrong("The model takes the output of call " + std::to_string(history.call + 1) + " of `" +
          member.name + "`, which is called " + std::to_string(times(member)) +
          (times(member) == 1 ? " time." : " times."));
  }

  Reader& reader_;
  std::vector<Member> members_;
  std::map<std::string, std::size_t, std::less<>> positions_;
  std::exception_ptr failure_;
};

}  // namespace

std::optional<History> history_of(const Json& json) {
  if (text(json, "class_name") != "__keras_tensor__") return std::nullopt;
  const auto history = history_in(member(member(json, "config"), "keras_history"));
  if (!history) wrong("A tensor of the model does not say which layer it comes from.");
  return history;
}

Value read_functional(Reader& reader, const Value& type, const Json& config) {
  FunctionalReader functional(reader, config);
  functional.run();
  Arguments arguments;
  arguments.given.push_back({"inputs", functional.structure(member(config, "input_layers")), {}});
  arguments.given.push_back({"outputs", functional.structure(member(config, "output_layers")), {}});
  const std::string name = text(config, "name");
  if (!name.empty()) arguments.given.push_back({"name", name, {}});
  return reader.in().call(type, std::move(arguments));
}

}  // namespace unroll::keras_json
