// Owns the plan of a run: needed nodes, memory, steps. Must not know how a scan runs (scan.cpp).
#include "exec/plan.hpp"

#include <algorithm>

namespace unroll {

// ---- cost ------------------------------------------------------------------------------------

namespace {

/// `2.1 GB`, `700 MB`: rounded up.
std::string memory_text(std::int64_t bytes) {
  constexpr std::int64_t megabyte = std::int64_t{1} << 20;
  constexpr std::int64_t gigabyte = megabyte << 10;
  if (bytes < gigabyte) return std::to_string((bytes + megabyte - 1) / megabyte) + " MB";
  const std::int64_t rest = (bytes % gigabyte * 10 + gigabyte - 1) / gigabyte;
  const std::int64_t tenths = bytes / gigabyte * 10 + rest;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : '.' + std::to_string(tenths % 10)) +
         " GB";
}

}  // namespace

std::int64_t Budget::take(std::span<const std::int64_t> sizes, DType dtype) {
  const auto bytes = checked_bytes(sizes, dtype);
  if (!bytes || *bytes > limits_.bytes - bytes_) {
    const std::string need = bytes ? memory_text(*bytes + bytes_) : "more than 64 bits can count";
    throw Error("limit_bytes", "Values need " + need + ", more than " + memory_text(limits_.bytes) +
                                   ". Shapes are exact; lower the sizes to see values.");
  }
  bytes_ += *bytes;
  return *bytes;
}

void Budget::work(double flops) {
  flops_ += flops;
  if (flops_ > limits_.flops) {
    throw Error("limit_flops",
                "A run takes more than " +
                    std::to_string(static_cast<std::int64_t>(limits_.flops / 1e9)) +
                    " billion operations. Shapes are exact; lower the sizes to see values.");
  }
}

// ---- ops -------------------------------------------------------------------------------------

namespace {

class OpStep final : public Step {
 public:
  OpStep(Kernel kernel, std::vector<ConstTensorView> inputs, std::vector<TensorView> outputs)
      : kernel_(std::move(kernel)), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}
  void start() override {}
  bool advance(Deadline /*deadline*/) override {
    kernel_(inputs_, outputs_);
    return true;
  }

 private:
  Kernel kernel_;
  std::vector<ConstTensorView> inputs_;
  std::vector<TensorView> outputs_;
};

bool is_stored(const Node& node) {
  return node.row->name == "input" || node.row->name == "weight" || node.row->name == "constant";
}

}  // namespace

std::unique_ptr<Step> make_op(Kernel kernel, std::vector<ConstTensorView> inputs,
                              std::vector<TensorView> outputs) {
  return std::make_unique<OpStep>(std::move(kernel), std::move(inputs), std::move(outputs));
}

std::vector<ValueId> captured(const Graph& graph, const ScanGraph& body) {
  std::vector<ValueId> outside;
  const auto look = [&](ValueId id) {
    if (graph.value(id).region != body.region) outside.push_back(id);
  };
  for (const NodeId id : graph.regions[static_cast<std::size_t>(body.region)]) {
    const Node& node = graph.node(id);
    for (const ValueId input : node.inputs) look(input);
    if (node.body) {
      for (const ValueId inner : captured(graph, *node.body)) look(inner);
    }
  }
  for (const ValueId id : body.outputs) look(id);
  for (const ValueId id : body.next_states) look(id);
  return outside;
}

// ---- the plan --------------------------------------------------------------------------------

namespace {

/// An output of the scan of the program itself around a scan, or of that one.
ValueId outermost(const Graph& graph, NodeId scan) {
  const Node* node = &graph.node(scan);
  while (node->region != 0) {
    const auto around = std::ranges::find_if(graph.nodes, [&](const Node& each) {
      return each.body != nullptr && each.body->region == node->region;
    });
    node = &*around;
  }
  return node->outputs.front();
}

}  // namespace

Plan::Plan(const Graph& graph, Store& store, const std::vector<ValueId>& keep, Bindings bindings,
           RunLimits limits, Fusion fusion, const std::vector<NodeId>& record)
    : graph_(graph),
      store_(store),
      bindings_(std::move(bindings)),
      budget_(limits),
      fusion_(fusion),
      records_(record),
      kept_(keep) {
  for (const ValueId id : keep) need(id);
  for (const NodeId scan : record) need(outermost(graph_, scan));
  nodes_.assign(needed_.begin(), needed_.end());
  lay_out(keep);
  make_steps();
}

Plan::~Plan() = default;

void Plan::need(ValueId id) {
  const NodeId first = graph_.value(id).node;
  // A value of a loop's body has no place of its own.
  if (graph_.value(id).region != 0) return;
  std::vector<NodeId> waiting = {first};
  while (!waiting.empty()) {
    const NodeId at = waiting.back();
    waiting.pop_back();
    if (!needed_.insert(at).second) continue;
    const Node& node = graph_.node(at);
    const auto follow = [&](ValueId input) {
      if (graph_.value(input).region == 0) waiting.push_back(graph_.value(input).node);
    };
    for (const ValueId input : node.inputs) follow(input);
    if (node.body) {
      for (const ValueId input : captured(graph_, *node.body)) follow(input);
    }
  }
}

void Plan::lay_out(const std::vector<ValueId>& keep) {
  // When each value is made and read last; what is kept lives to the end.
  const auto end = static_cast<std::int64_t>(nodes_.size());
  const auto touch = [&](ValueId id, std::int64_t at) {
    if (graph_.value(id).region != 0) return;
    auto [found, fresh] = lifetimes_.try_emplace(id, at, at);
    if (!fresh) found->second.second = std::max(found->second.second, at);
  };
  for (std::int64_t i = 0; i < end; ++i) {
    const Node& node = graph_.node(nodes_[static_cast<std::size_t>(i)]);
    for (const ValueId input : node.inputs) touch(input, i);
    if (node.body) {
      for (const ValueId input : captured(graph_, *node.body)) touch(input, i);
    } else {
      for (const ValueId output : node.outputs) touch(output, i);
    }
  }
  for (const ValueId id : keep) touch(id, end);
  // A scan's outputs that nobody reads are not made.
  for (std::int64_t i = 0; i < end; ++i) {
    const Node& node = graph_.node(nodes_[static_cast<std::size_t>(i)]);
    if (!node.body) continue;
    for (const ValueId output : node.outputs) {
      if (const auto found = lifetimes_.find(output); found != lifetimes_.end())
        found->second.first = i;
    }
  }

  std::vector<Lifetime> lifetimes;
  std::vector<ValueId> order;
  for (const auto& [id, life] : lifetimes_) {
    const Value& value = graph_.value(id);
    Place& place = places_[id];
    place.sizes = unroll::bind(value.type.shape, bindings_);
    place.dtype = value.type.dtype;
    const Node& node = graph_.node(value.node);
    const std::int64_t bytes = budget_.take(place.sizes, place.dtype);
    if (is_stored(node)) continue;
    lifetimes.push_back({life.first, life.second, bytes});
    order.push_back(id);
  }
  for (auto& [id, place] : places_) {
    const Node& node = graph_.node(graph_.value(id).node);
    if (node.row->name == "input") place.stored = &store_.input(id, place.sizes);
    if (node.row->name == "weight") {
      place.stored =
          &store_.weight(static_cast<WeightId>(node.attributes.get<std::int64_t>("weight")));
    }
    if (node.row->name == "constant") {
      place.stored = node.attributes.get<std::shared_ptr<const Tensor>>("tensor").get();
    }
  }
  const Offsets offsets = plan_offsets(lifetimes);
  arena_ = Arena(offsets.total);
  for (std::size_t i = 0; i < order.size(); ++i) {
    places_.at(order[i]).bytes = arena_.at(offsets.offsets[i], lifetimes[i].bytes);
  }
}

void Plan::make_steps() {
  const auto bound = [&](ValueId id) {
    const Place& place = places_.at(id);
    BoundTensor tensor{place.sizes, place.dtype, std::nullopt};
    const std::string_view made_by = graph_.node(graph_.value(id).node).row->name;
    if (made_by == "weight" || made_by == "constant") tensor.constant = place.view();
    return tensor;
  };
  for (const NodeId id : nodes_) {
    const Node& node = graph_.node(id);
    if (is_stored(node)) continue;
    if (node.body) {
      steps_.push_back(make_scan({graph_, node, bindings_, budget_,
                                  [this](ValueId value) {
                                    const auto found = places_.find(value);
                                    return found == places_.end() ? nullptr : &found->second;
                                  },
                                  [this](ValueId value) { return places_.contains(value); },
                                  fusion_, &records_}));
      continue;
    }
    std::vector<BoundTensor> inputs;
    std::vector<BoundTensor> outputs;
    std::vector<ConstTensorView> in;
    std::vector<TensorView> out;
    for (const ValueId input : node.inputs) {
      inputs.push_back(bound(input));
      in.push_back(places_.at(input).view());
    }
    for (const ValueId output : node.outputs) {
      outputs.push_back(bound(output));
      out.push_back(places_.at(output).writable());
    }
    const BoundOp bound_op{inputs, outputs, node.attributes, bindings_};
    budget_.work(cost_of(*node.row, bound_op));
    steps_.push_back(make_op(node.row->prepare(bound_op), std::move(in), std::move(out)));
  }
}

void Plan::start() {
  at_ = 0;
  started_ = false;
}

bool Plan::advance(Deadline deadline) {
  while (at_ < steps_.size()) {
    if (!started_) steps_[at_]->start();
    started_ = true;
    if (!steps_[at_]->advance(deadline)) return false;
    started_ = false;
    ++at_;
    if (at_ < steps_.size() && std::chrono::steady_clock::now() >= deadline) return false;
  }
  return true;
}

ConstTensorView Plan::read(ValueId id) const {
  if (std::find(kept_.begin(), kept_.end(), id) == kept_.end() || !places_.contains(id)) {
    throw Error("not_kept", "the value " + std::to_string(id) + " is not kept by this run");
  }
  return places_.at(id).view();
}

}  // namespace unroll
