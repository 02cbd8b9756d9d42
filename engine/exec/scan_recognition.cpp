// Owns the recognition of bodies that a fused kernel computes, by the ops they are made of. Must
// not know layers: whatever program spells a recurrence so gets the kernel.
#include <functional>

#include "exec/scan.hpp"

namespace unroll {

namespace {

using kernels::StepActivation;

/// The activation of an `activation` op; no row where the kernels have none of that name.
StepActivation activation_of(const Attributes& attributes) {
  StepActivation found;
  found.row = kernels::find_activation(attributes.get<std::string>("function"));
  if (found.row == nullptr) return found;
  found.parameters = found.row->defaults();
  for (std::size_t i = 0; i < found.row->parameters.size(); ++i) {
    const double otherwise = double{found.parameters[i]};
    found.parameters[i] =
        static_cast<float>(attributes.get_or(found.row->parameters[i].name, otherwise));
  }
  return found;
}

/// Matches one body. A test may note what it finds in the members; a body that does not match is
/// given up, whatever was noted.
class BodyMatch {
 public:
  BodyMatch(const ScanPlan& plan, const BodyTiming& timing)
      : graph_(plan.graph), body_(*plan.node.body), timing_(timing) {}

  std::optional<FusedBody> simple() {
    if (body_.states.size() != 1) return std::nullopt;
    const bool fits =
        activated(body_.outputs[0], activation_, [&](ValueId id) { return projected_sum(id, 1); });
    return fits ? found(FusedBody::Cell::simple) : std::nullopt;
  }

  /// c' = rec(f) * c + rec(i) * act(g), h' = rec(o) * act(c'), of the four parts of one sum.
  std::optional<FusedBody> lstm() {
    if (body_.states.size() != 2) return std::nullopt;
    const ValueId carry = body_.next_states[1];
    const auto gate = [&](int port, std::optional<StepActivation>& with) {
      return [this, port, &with](ValueId id) {
        return activated(id, with, [&](ValueId sum) { return recurrent_part(sum, 4, port); });
      };
    };
    const Test kept = [&](ValueId id) {
      return either(id, "multiply", gate(1, recurrent_), is(body_.states[1]));
    };
    const Test added = [&](ValueId id) {
      return either(id, "multiply", gate(0, recurrent_), gate(2, activation_));
    };
    const bool fits = either(body_.outputs[0], "multiply", gate(3, recurrent_),
                             [&](ValueId id) { return activated(id, activation_, is(carry)); }) &&
                      either(carry, "add", kept, added) && projected_sum(recurrent_sums_, 4);
    return fits ? found(FusedBody::Cell::lstm) : std::nullopt;
  }

  /// h' = z * h + (1 - z) * candidate.
  std::optional<FusedBody> gru() {
    if (body_.states.size() != 1) return std::nullopt;
    ValueId z = no_id;
    ValueId candidate = no_id;
    const auto note = [](ValueId& where) {
      return [&where](ValueId id) {
        where = id;
        return true;
      };
    };
    const Test kept = [&](ValueId id) {
      return either(id, "multiply", note(z), is(body_.states[0]));
    };
    const Test replaced = [&](ValueId id) {
      return either(
          id, "multiply", [&](ValueId rest) { return is_complement(rest, z); }, note(candidate));
    };
    if (!either(body_.outputs[0], "add", kept, replaced)) return std::nullopt;
    if (reset_after(z, candidate)) return found(FusedBody::Cell::gru);
    forget();
    if (reset_first(z, candidate)) return found(FusedBody::Cell::reset_first_gru);
    return std::nullopt;
  }

 private:
  using Test = std::function<bool(ValueId)>;

  // ---- the two kinds of GRU ------------------------------------------------------------------

  /// rec(x + s) for part `port` of the projection and of the recurrent sums, which has `parts`.
  bool reset_gate(ValueId id, int port, int parts) {
    return activated(id, recurrent_, [&](ValueId sum) {
      return either(
          sum, "add", [&](ValueId part) { return projected_part(part, port); },
          [&](ValueId part) { return recurrent_part(part, parts, port); });
    });
  }

  /// candidate = act(x + r * s), s being the last part of h·R + bias.
  bool reset_after(ValueId z, ValueId candidate) {
    const Test reset = [&](ValueId id) {
      return either(
          id, "multiply", [&](ValueId r) { return reset_gate(r, 1, 3); },
          [&](ValueId part) { return recurrent_part(part, 3, 2); });
    };
    return candidate_sum(candidate, reset) && reset_gate(z, 0, 3) &&
           recurrent_sum(recurrent_sums_) && fits_together(3);
  }

  /// candidate = act(x + (r * h)·R_h), where R is cut into the gates' columns and the candidate's.
  bool reset_first(ValueId z, ValueId candidate) {
    ValueId gate_kernel = no_id;
    ValueId candidate_kernel = no_id;
    const Test reset = [&](ValueId id) {
      const Node* product = made_by(id, "matmul");
      if (product == nullptr) return false;
      candidate_kernel = product->inputs[1];
      return either(
          product->inputs[0], "multiply", [&](ValueId r) { return reset_gate(r, 1, 2); },
          is(body_.states[0]));
    };
    if (!candidate_sum(candidate, reset) || !reset_gate(z, 0, 2)) return false;
    const Node* product = made_by(recurrent_sums_, "matmul");
    if (product == nullptr || product->inputs[0] != body_.states[0]) return false;
    gate_kernel = product->inputs[1];
    return cut_after_gates(gate_kernel, candidate_kernel) && fits_together(3);
  }

  bool candidate_sum(ValueId candidate, const Test& reset) {
    return activated(candidate, activation_, [&](ValueId sum) {
      return either(sum, "add", [&](ValueId part) { return projected_part(part, 2); }, reset);
    });
  }

  /// Whether these are the columns [0, 2 * units) and the rest of one kernel.
  bool cut_after_gates(ValueId gate_kernel, ValueId candidate_kernel) {
    const Node* cut = node_of(gate_kernel);
    if (cut == nullptr || cut->row->name != "split" || cut->outputs.size() != 2 ||
        cut->outputs[0] != gate_kernel || cut->outputs[1] != candidate_kernel) {
      return false;
    }
    recurrent_kernel_ = cut->inputs.front();
    const auto gates = number(gate_kernel, 1);
    const auto units = number(candidate_kernel, 1);
    return along_columns(*cut) && gates && units && *gates == 2 * *units;
  }

  // ---- sums ----------------------------------------------------------------------------------

  /// projection + h·R (+ bias), in any order, with `gates` parts.
  bool projected_sum(ValueId id, std::int64_t gates) {
    return sum_of(id) && projection_ != no_id && recurrent_kernel_ != no_id && fits_together(gates);
  }
  /// h·R (+ bias).
  bool recurrent_sum(ValueId id) {
    const ValueId projection = projection_;
    return sum_of(id) && projection_ == projection && recurrent_kernel_ != no_id;
  }

  /// Notes the addends of a sum; false where one is unknown or there are two of a kind.
  bool sum_of(ValueId id) {
    switch (timing_.of(id)) {
      case Timing::merged:
        return note_first(projection_, id);
      case Timing::once:
      case Timing::outside:
        return note_first(bias_, id);
      case Timing::stepwise:
        break;
    }
    if (const Node* sum = made_by(id, "add")) {
      return sum_of(sum->inputs[0]) && sum_of(sum->inputs[1]);
    }
    const Node* product = made_by(id, "matmul");
    return product != nullptr && product->inputs[0] == body_.states[0] &&
           note_first(recurrent_kernel_, product->inputs[1]);
  }

  static bool note_first(ValueId& where, ValueId id) {
    if (where != no_id) return false;
    where = id;
    return true;
  }

  /// Whether the sizes are those of a cell with so many gates, in float32.
  bool fits_together(std::int64_t gates) const {
    const auto units = number(body_.states[0], 1);
    if (!units || !is_stored(recurrent_kernel_)) return false;
    const auto has_sizes = [&](ValueId id, std::size_t rank, std::int64_t last) {
      const TensorType& type = graph_.value(id).type;
      return type.dtype == DType::float32 && type.shape.size() == rank &&
             type.shape.back().size.is(last);
    };
    return has_sizes(projection_, 2, gates * *units) &&
           has_sizes(recurrent_kernel_, 2, gates * *units) &&
           number(recurrent_kernel_, 0) == units &&
           (bias_ == no_id || has_sizes(bias_, 1, gates * *units)) &&
           std::all_of(body_.states.begin(), body_.states.end(),
                       [&](ValueId state) { return has_sizes(state, 2, *units); });
  }

  // ---- tests of one value --------------------------------------------------------------------

  static Test is(ValueId wanted) {
    return [wanted](ValueId id) { return id == wanted; };
  }

  /// id = op(a, b) or op(b, a) with a and b that pass their tests.
  bool either(ValueId id, std::string_view op_name, const Test& a, const Test& b) const {
    const Node* node = made_by(id, op_name);
    return node != nullptr && ((a(node->inputs[0]) && b(node->inputs[1])) ||
                               (a(node->inputs[1]) && b(node->inputs[0])));
  }

  /// id = f(x), or x itself for the linear one, with an x that passes its test and the f that was
  /// met before, if any was.
  bool activated(ValueId id, std::optional<StepActivation>& f, const Test& test) const {
    StepActivation with{kernels::find_activation("linear"), {}};
    if (const Node* node = made_by(id, "activation")) {
      with = activation_of(node->attributes);
      id = node->inputs.front();
    }
    const bool other = f.has_value() && (f->row != with.row || f->parameters != with.parameters);
    if (with.row == nullptr || other || !test(id)) return false;
    f = with;
    return true;
  }

  bool projected_part(ValueId id, int port) {
    return timing_.of(id) == Timing::merged && part_of(id, projection_, 3, port);
  }
  bool recurrent_part(ValueId id, int parts, int port) {
    return timing_.of(id) == Timing::stepwise && part_of(id, recurrent_sums_, parts, port);
  }

  /// Whether id is part `port` of `parts` equal ones, along the last axis, of `whole`, which is
  /// noted where it is not known yet.
  bool part_of(ValueId id, ValueId& whole, int parts, int port) const {
    const Node* cut = node_of(id);
    if (cut == nullptr || cut->row->name != "split" || !along_columns(*cut)) return false;
    if (std::ssize(cut->outputs) != parts || graph_.value(id).port != port) return false;
    const auto size = number(cut->inputs.front(), 1);
    const bool equal = std::all_of(cut->outputs.begin(), cut->outputs.end(), [&](ValueId part) {
      return size && number(part, 1) == *size / parts;
    });
    if (whole == no_id) whole = cut->inputs.front();
    return equal && whole == cut->inputs.front();
  }

  /// 1 - z.
  bool is_complement(ValueId id, ValueId z) const {
    const Node* difference = made_by(id, "subtract");
    return difference != nullptr && difference->inputs[1] == z && is_one(difference->inputs[0]);
  }

  bool is_one(ValueId id) const {
    const Node* node = node_of(id);
    if (node == nullptr || !graph_.value(id).type.shape.empty()) return false;
    if (node->row->name == "full") return node->attributes.get<double>("value") == 1.0;
    if (node->row->name != "constant") return false;
    const auto& tensor = *node->attributes.get<std::shared_ptr<const Tensor>>("tensor");
    return tensor.dtype() == DType::float32 ? tensor.as<float>().front() == 1.0F
           : tensor.dtype() == DType::int32 ? tensor.as<std::int32_t>().front() == 1
                                            : false;
  }

  // ---- the graph -----------------------------------------------------------------------------

  [[nodiscard]] const Node* node_of(ValueId id) const {
    const NodeId node = graph_.value(id).node;
    return node == no_id ? nullptr : &graph_.node(node);
  }
  /// The node of the loop with this op that makes a value, or null.
  [[nodiscard]] const Node* made_by(ValueId id, std::string_view op_name) const {
    const Node* node = timing_.of(id) == Timing::stepwise ? node_of(id) : nullptr;
    return node != nullptr && node->row->name == op_name ? node : nullptr;
  }
  /// Whether its numbers are there before the run, to be packed.
  [[nodiscard]] bool is_stored(ValueId id) const {
    const Node* node = node_of(id);
    return node != nullptr && (node->row->name == "weight" || node->row->name == "constant");
  }
  /// The size of an axis, where the value has two and it is a number.
  [[nodiscard]] std::optional<std::int64_t> number(ValueId id, std::size_t axis) const {
    const Shape& shape = graph_.value(id).type.shape;
    return shape.size() == 2 ? shape[axis].size.value() : std::nullopt;
  }
  [[nodiscard]] bool along_columns(const Node& node) const {
    const auto axis = node.attributes.get<std::int64_t>("axis");
    return axis == -1 || axis + 1 == std::ssize(graph_.value(node.inputs.front()).type.shape);
  }

  void forget() {
    recurrent_sums_ = projection_ = recurrent_kernel_ = bias_ = no_id;
    activation_.reset();
    recurrent_.reset();
  }

  [[nodiscard]] std::optional<FusedBody> found(FusedBody::Cell cell) const {
    return FusedBody{cell,  projection_,         recurrent_kernel_,
                     bias_, activation_.value(), recurrent_.value_or(StepActivation{})};
  }

  const Graph& graph_;
  const ScanGraph& body_;
  const BodyTiming& timing_;
  ValueId recurrent_sums_ = no_id;  ///< what the gates are cut from
  ValueId projection_ = no_id;
  ValueId recurrent_kernel_ = no_id;
  ValueId bias_ = no_id;
  std::optional<StepActivation> activation_;
  std::optional<StepActivation> recurrent_;
};

}  // namespace

std::optional<FusedBody> recognise(const ScanPlan& plan, const BodyTiming& timing) {
  const ScanGraph& body = *plan.node.body;
  if (plan.fusion == Fusion::off || body.outputs.size() != 1 || body.next_states.empty() ||
      body.next_states.front() != body.outputs.front()) {
    return std::nullopt;
  }
  for (const auto match : {&BodyMatch::simple, &BodyMatch::lstm, &BodyMatch::gru}) {
    if (const auto found = (BodyMatch(plan, timing).*match)()) return found;
  }
  return std::nullopt;
}

}  // namespace unroll
