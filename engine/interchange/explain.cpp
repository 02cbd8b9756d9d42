// Owns the reasons for axes. Must not know JSON.
#include "interchange/explain.hpp"

#include <algorithm>
#include <functional>

#include "interchange/inside.hpp"
#include "layers/row_words.hpp"

namespace unroll {

namespace {

using python::Program;

struct Located {
  AxisPlace place;
  Axis axis;
};

std::vector<Located> axes_of(const Graph& graph, const std::vector<ValueId>& values) {
  std::vector<Located> axes;
  for (std::size_t port = 0; port < values.size(); ++port) {
    const Shape& shape = graph.value(values[port]).type.shape;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      axes.push_back({{static_cast<int>(port), static_cast<int>(axis)}, shape[axis]});
    }
  }
  return axes;
}

std::string grouped_with(std::string text, std::string_view placeholder, const std::string& value) {
  for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder)) {
    text.replace(at, placeholder.size(), value);
  }
  return text;
}

/// The row's note for a change, with its numbers put in; empty where it has none.
std::string row_note(const Layer& layer, AxisChange change, Role role, const Dim* from,
                     const Dim* to) {
  if (layer.row == nullptr) return {};
  const AxisNote* best = nullptr;
  for (const AxisNote& note : layer.row->notes) {
    if (note.change != change || (note.role != role && note.role != Role::other)) continue;
    if (!note.field.empty() && python_text(layer.config[note.field]) != note.value) continue;
    // The note for the very role is better than the one for any.
    if (best == nullptr || (best->role != role && note.role == role)) best = &note;
  }
  if (best == nullptr) return {};
  std::string text(best->text);
  for (const ConfigEntry& entry : layer.config.entries) {
    text = grouped_with(std::move(text), '{' + std::string(entry.field->name) + '}',
                        python_text(entry.value));
  }
  if (from != nullptr) text = grouped_with(std::move(text), "{from}", from->text());
  if (to != nullptr) text = grouped_with(std::move(text), "{to}", to->text());
  return text;
}

bool within(const Graph& graph, CallId inner, CallId outer) {
  while (inner != no_id && inner != outer) inner = graph.call(inner).parent;
  return inner == outer;
}

std::string op_place(const Program& program, const Node& node) {
  std::string text = '`' + std::string(op_name(node)) + '`';
  if (!node.span.empty()) text += " on line " + std::to_string(program.line(node.span));
  return text;
}

bool has_axis(const Graph& graph, const std::vector<ValueId>& values, AxisId id) {
  return std::any_of(values.begin(), values.end(), [&](ValueId value) {
    const Shape& shape = graph.value(value).type.shape;
    return std::any_of(shape.begin(), shape.end(), [&](const Axis& axis) { return axis.id == id; });
  });
}

/// The op inside a call that ended an axis, or that made one.
const Node* responsible(const Graph& graph, CallId call, AxisId id, bool made) {
  for (const Node& node : graph.nodes) {
    if (!within(graph, node.call, call)) continue;
    const bool before = has_axis(graph, node.inputs, id);
    const bool after = has_axis(graph, node.outputs, id);
    if (made ? (!before && after) : (before && !after)) return &node;
  }
  return nullptr;
}

/// The axis of this role that goes into a call and does not come out of it, or null.
const Axis* ended_in(const Graph& graph, const Call& call, Role role) {
  for (const ValueId input : call.inputs) {
    for (const Axis& axis : graph.value(input).type.shape) {
      if (axis.role == role && !has_axis(graph, call.outputs, axis.id)) return &axis;
    }
  }
  return nullptr;
}

/// What the layers inside a call, from the outside in, say of an axis that an op in them ended or
/// made; empty where none says anything.
std::string inner_note(const Graph& graph, CallId outer, const Node& node, const Axis& axis,
                       bool made) {
  std::vector<CallId> around;
  for (CallId id = node.call; id != no_id && id != outer; id = graph.call(id).parent) {
    around.push_back(id);
  }
  for (auto id = around.rbegin(); id != around.rend(); ++id) {
    const Call& call = graph.call(*id);
    const Layer& layer = graph.layer(call.layer);
    const Axis* before = made ? ended_in(graph, call, axis.role) : &axis;
    const AxisChange change = !made               ? AxisChange::ended
                              : before != nullptr ? AxisChange::replaced
                                                  : AxisChange::added;
    const std::string note = row_note(layer, change, axis.role, before ? &before->size : nullptr,
                                      made ? &axis.size : nullptr);
    if (!note.empty()) return "In `" + layer.name + "`: " + note;
  }
  return {};
}

/// Says which op of a call, or which layer inside it, ended or made an axis.
std::string told_by(const Program& program, CallId call, const Axis& axis, bool made) {
  const Graph& graph = program.graph();
  const Node* node = responsible(graph, call, axis.id, made);
  if (node == nullptr) return made ? "It is made here." : "It does not reach the output.";
  if (auto note = inner_note(graph, call, *node, axis, made); !note.empty()) return note;
  if (node->body && !made) return "It goes into the steps, and does not come out of them.";
  return op_place(program, *node) + (made ? " makes it." : " takes it away.");
}

std::string reason(const Program& program, CallId call, AxisChange change, const Axis* from,
                   const Axis* to) {
  const Graph& graph = program.graph();
  const Layer& layer = graph.layer(graph.call(call).layer);
  const Role role = to != nullptr ? to->role : from->role;
  std::string text = row_note(layer, change, role, from == nullptr ? nullptr : &from->size,
                              to == nullptr ? nullptr : &to->size);
  if (!text.empty()) return text;
  switch (change) {
    case AxisChange::kept:
      return "It goes through as it is.";
    case AxisChange::set_aside:
      return "The inner layer does not see it.";
    case AxisChange::ended:
      return told_by(program, call, *from, false);
    case AxisChange::replaced:
    case AxisChange::added:
      return told_by(program, call, *to, true);
  }
  return {};
}

/// Says why an axis is what it is; `from` or `to` is null where it is not there.
using Why = std::function<std::string(AxisChange change, const Axis* from, const Axis* to)>;

/// What becomes of each axis between inputs and outputs. An axis of the role `sets_aside` that
/// comes through is put aside.
std::vector<AxisEvent> events_between(const std::vector<Located>& inputs,
                                      const std::vector<Located>& outputs,
                                      std::optional<Role> sets_aside, const Why& why) {
  std::vector<AxisEvent> events;
  std::vector<bool> used(inputs.size());
  std::vector<std::optional<std::size_t>> origin(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (std::size_t j = 0; j < inputs.size() && !origin[i]; ++j) {
      if (inputs[j].axis.id == outputs[i].axis.id) origin[i] = j;
    }
    if (origin[i]) {
      for (std::size_t j = 0; j < inputs.size(); ++j) {
        used[j] = used[j] || inputs[j].axis.id == outputs[i].axis.id;
      }
    }
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Axis& to = outputs[i].axis;
    AxisChange change = AxisChange::kept;
    const Axis* from = nullptr;
    AxisEvent event;
    if (origin[i]) {
      from = &inputs[*origin[i]].axis;
      event.from = inputs[*origin[i]].place;
      if (sets_aside == to.role) change = AxisChange::set_aside;
    } else {
      // A new axis in the place of one of the same role that ended.
      const auto replaced = [&] {
        for (std::size_t j = 0; j < inputs.size(); ++j) {
          if (!used[j] && inputs[j].axis.role == to.role) return j;
        }
        return inputs.size();
      }();
      if (replaced < inputs.size()) {
        change = AxisChange::replaced;
        from = &inputs[replaced].axis;
        event.from = inputs[replaced].place;
        // Several outputs may all stand in its place.
        if (outputs[i].place.port == outputs.back().place.port) used[replaced] = true;
      } else {
        change = AxisChange::added;
      }
    }
    event.kind = change_name(change);
    event.role = to.role;
    event.to = outputs[i].place;
    event.why = why(change, from, &to);
    events.push_back(std::move(event));
  }
  for (std::size_t j = 0; j < inputs.size(); ++j) {
    if (used[j]) continue;
    events.push_back({"ended", inputs[j].axis.role, inputs[j].place, std::nullopt,
                      why(AxisChange::ended, &inputs[j].axis, nullptr)});
  }
  return events;
}

}  // namespace

std::vector<AxisEvent> explain(const Program& program, CallId call_id, const Problem* problem) {
  const Graph& graph = program.graph();
  const Call& call = graph.call(call_id);
  const Layer& layer = graph.layer(call.layer);
  auto inputs = axes_of(graph, call.inputs);
  // The mask of an input has that input's axes: explain_mask tells of it.
  std::erase_if(inputs, [&](const Located& input) {
    const ValueId value = call.inputs[static_cast<std::size_t>(input.place.port)];
    return std::ranges::any_of(
        call.inputs, [&](ValueId other) { return graph.value(other).traced_mask == value; });
  });
  const auto outputs = axes_of(graph, call.outputs);
  std::vector<AxisEvent> events;
  if (!call.done) {
    if (problem == nullptr) return events;
    for (const Role role : problem->needs) {
      const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const Located& input) {
        return input.axis.role == role;
      });
      AxisEvent event{found == inputs.end() ? "missing" : "kept", role, std::nullopt, std::nullopt,
                      ""};
      if (found != inputs.end()) event.from = found->place;
      events.push_back(std::move(event));
    }
    return events;
  }
  const auto why = [&](AxisChange change, const Axis* from, const Axis* to) {
    return reason(program, call_id, change, from, to);
  };
  const auto sets_aside = layer.row == nullptr ? std::nullopt : layer.row->sets_aside;
  return events_between(inputs, outputs, sets_aside, why);
}

std::vector<AxisEvent> explain_op(const Graph& graph, const Node& node,
                                  const std::vector<ValueId>& inputs) {
  const std::string name = '`' + std::string(op_name(node)) + '`';
  const auto why = [&](AxisChange change, const Axis* /*from*/, const Axis* /*to*/) {
    if (change == AxisChange::kept) return std::string("It goes through as it is.");
    return name + (change == AxisChange::ended ? " takes it away." : " makes it.");
  };
  return events_between(axes_of(graph, inputs), axes_of(graph, node.outputs), std::nullopt, why);
}

}  // namespace unroll
