// Owns the running of a scan: what is made once or for all steps before the loop, the loop op by
// op, masks and outputs. Must not know layers, nor fused kernels (scan_fused.cpp).
#include "exec/scan.hpp"

#include <algorithm>
#include <cstring>
#include <set>

namespace unroll {

namespace {

/// Copies `rows` runs of `bytes`, with strides in bytes.
void copy_rows(std::span<const std::byte> from, std::int64_t from_stride, std::span<std::byte> to,
               std::int64_t to_stride, std::int64_t rows, std::int64_t bytes) {
  for (std::int64_t i = 0; i < rows; ++i) {
    std::memcpy(to.data() + i * to_stride, from.data() + i * from_stride,
                static_cast<std::size_t>(bytes));
  }
}

class Scan final : public Step {
 public:
  explicit Scan(const ScanPlan& plan);
  void start() override;
  bool advance(Deadline deadline) override;

 private:
  [[nodiscard]] bool is_recorded() const;
  void prepare_values(const BodyTiming& timing, const std::vector<NodeId>& nodes);
  void prepare_nodes(const BodyTiming& timing, const std::vector<NodeId>& nodes);
  void prepare_fused(const FusedBody& fused);
  void prepare_outputs(const BodyTiming& timing);
  void prepare_states(const BodyTiming& timing);
  void prepare_records(const BodyTiming& timing, const std::vector<NamedValue>& recorded);
  Place& make(ValueId id, std::vector<std::int64_t> sizes);
  [[nodiscard]] const Place* find(ValueId id) const;
  [[nodiscard]] const Place& place(ValueId id) const { return *find(id); }
  std::unique_ptr<Step> make_node(const Node& node, const BodyTiming& timing,
                                  const Bindings& bindings, double repeats);
  void one_step(std::int64_t s);
  void finish();

  ScanPlan plan_;
  const ScanGraph& body_;
  std::int64_t batch_ = 0;
  std::int64_t time_ = 0;
  bool reverse_ = false;
  Bindings merged_bindings_;
  std::map<ValueId, Place> places_;
  std::map<ValueId, Place> slices_;  // the current step's rows of a merged value
  std::vector<Tensor> memory_;
  std::vector<std::unique_ptr<Step>> before_;
  std::vector<std::unique_ptr<Step>> loop_;
  StepResults results_;
  std::unique_ptr<FusedLoop> fused_;  // null: the loop runs op by op
  std::size_t before_at_ = 0;
  bool before_started_ = false;
  std::int64_t at_ = 0;
};

Scan::Scan(const ScanPlan& plan) : plan_(plan), body_(*plan.node.body) {
  const Place& sequence = *plan_.outer(plan_.node.inputs.front());
  batch_ = sequence.sizes[0];
  time_ = sequence.sizes[1];
  if (time_ == 0) throw Error("empty_sequence", "a sequence needs at least one step");
  reverse_ = plan_.node.attributes.get<bool>("reverse");
  results_.zero_output_for_mask = plan_.node.attributes.get<bool>("zero_masked");
  const std::size_t mask_at = body_.steps.size() + body_.states.size();
  const bool has_mask = plan_.node.inputs.size() > mask_at;
  results_.mask = {has_mask ? plan_.outer(plan_.node.inputs[mask_at]) : nullptr, batch_, time_};

  const Dim& batch = plan_.graph.value(plan_.node.inputs.front()).type.shape.front().size;
  merged_bindings_ = plan_.bindings;
  const bool symbolic = merged_bindings_.contains(batch.text());
  if (symbolic) merged_bindings_[batch.text()] = batch_ * time_;
  const BodyTiming timing(plan_, symbolic);
  std::vector<NamedValue> recorded;
  if (is_recorded()) recorded = recorded_values(plan_.graph, body_);
  // A fused loop needs what it reads, and makes the results itself; in between there is nothing to
  // record.
  const auto fused = recorded.empty() ? recognise(plan_, timing) : std::nullopt;
  std::vector<ValueId> needed = results_of(body_);
  if (fused) needed = {fused->projection, fused->bias};
  for (const NamedValue& each : recorded) needed.insert(needed.end(), {each.value, each.before});
  const std::vector<NodeId> nodes = timing.nodes_for(needed);
  prepare_values(timing, nodes);
  prepare_outputs(timing);
  prepare_nodes(timing, nodes);
  if (fused) {
    prepare_fused(*fused);
  } else {
    prepare_states(timing);
    if (!recorded.empty()) prepare_records(timing, recorded);
  }
}

bool Scan::is_recorded() const {
  if (plan_.records == nullptr) return false;
  const NodeId id = plan_.graph.value(plan_.node.outputs.front()).node;
  if (!plan_.records->scans().contains(id)) return false;
  if (plan_.repeated) {
    throw Error("not_recorded",
                "the steps of a layer that another loop runs anew at each of its own steps cannot "
                "be recorded");
  }
  return true;
}

/// Where a value lies; null for one that a fused loop keeps to itself.
const Place* Scan::find(ValueId id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? plan_.outer(id) : &found->second;
}

Place& Scan::make(ValueId id, std::vector<std::int64_t> sizes) {
  const DType dtype = plan_.graph.value(id).type.dtype;
  plan_.budget.take(sizes, dtype);
  memory_.emplace_back(dtype, std::move(sizes));
  Place made;
  made.sizes.assign(memory_.back().sizes().begin(), memory_.back().sizes().end());
  made.dtype = dtype;
  made.bytes = memory_.back().view().bytes();
  return places_[id] = std::move(made);
}

void Scan::prepare_values(const BodyTiming& timing, const std::vector<NodeId>& nodes) {
  for (std::size_t i = 0; i < body_.steps.size(); ++i) {
    // (batch, time, ...) read as (batch*time, ...): no copy.
    const Place& sequence = *plan_.outer(plan_.node.inputs[i]);
    Place merged;
    merged.sizes = sequence.sizes;
    merged.sizes.erase(merged.sizes.begin() + 1);
    merged.sizes[0] = batch_ * time_;
    merged.dtype = sequence.dtype;
    const auto bytes = sequence.view().bytes();
    // Only ever read: nothing in a body writes to a step.
    merged.bytes = {const_cast<std::byte*>(bytes.data()), bytes.size()};  // NOLINT
    places_[body_.steps[i]] = std::move(merged);
  }
  for (const ValueId state : body_.states) {
    make(state, unroll::bind(plan_.graph.value(state).type.shape, plan_.bindings));
  }
  for (const NodeId id : nodes) {
    const Node& node = plan_.graph.node(id);
    for (const ValueId output : node.outputs) {
      auto sizes = unroll::bind(plan_.graph.value(output).type.shape, plan_.bindings);
      if (timing.of(output) == Timing::merged) sizes[0] = batch_ * time_;
      make(output, std::move(sizes));
    }
  }
}

std::unique_ptr<Step> Scan::make_node(const Node& node, const BodyTiming& timing,
                                      const Bindings& bindings, double repeats) {
  const bool stepwise = timing.of(node.outputs.front()) == Timing::stepwise;
  const auto input_place = [&](ValueId id) -> const Place& {
    if (!stepwise || timing.of(id) != Timing::merged) return place(id);
    if (const auto found = slices_.find(id); found != slices_.end()) return found->second;
    auto sizes = place(id).sizes;
    sizes[0] = batch_;
    plan_.budget.take(sizes, place(id).dtype);
    memory_.emplace_back(place(id).dtype, sizes);
    Place slice;
    slice.sizes = std::move(sizes);
    slice.dtype = place(id).dtype;
    slice.bytes = memory_.back().view().bytes();
    return slices_[id] = std::move(slice);
  };
  if (node.body) {
    // The inner scan may ask for any value here, also through its own body.
    for (const ValueId input : node.inputs) input_place(input);
    for (const ValueId input : captured(plan_.graph, *node.body)) input_place(input);
    return make_scan({plan_.graph, node, bindings, plan_.budget,
                      [this, stepwise](ValueId id) -> const Place* {
                        if (stepwise) {
                          if (const auto found = slices_.find(id); found != slices_.end()) {
                            return &found->second;
                          }
                        }
                        const auto found = places_.find(id);
                        return found == places_.end() ? plan_.outer(id) : &found->second;
                      },
                      [](ValueId) { return true; }, plan_.fusion, plan_.records,
                      plan_.repeated || stepwise});
  }
  std::vector<BoundTensor> inputs;
  std::vector<BoundTensor> outputs;
  std::vector<ConstTensorView> in;
  std::vector<TensorView> out;
  for (const ValueId id : node.inputs) {
    const Place& at = input_place(id);
    BoundTensor tensor{at.sizes, at.dtype, std::nullopt};
    if (at.stored != nullptr && plan_.graph.node(plan_.graph.value(id).node).row->name != "input") {
      tensor.constant = at.view();
    }
    inputs.push_back(std::move(tensor));
    in.push_back(at.view());
  }
  for (const ValueId id : node.outputs) {
    const Place& at = place(id);
    outputs.push_back({at.sizes, at.dtype, std::nullopt});
    out.push_back(at.writable());
  }
  const BoundOp bound{inputs, outputs, node.attributes, bindings};
  plan_.budget.work(repeats * cost_of(*node.row, bound));
  return make_op(node.row->prepare(bound), std::move(in), std::move(out));
}

void Scan::prepare_nodes(const BodyTiming& timing, const std::vector<NodeId>& nodes) {
  for (const NodeId id : nodes) {
    const Node& node = plan_.graph.node(id);
    switch (timing.of(node.outputs.front())) {
      case Timing::merged:
        before_.push_back(make_node(node, timing, merged_bindings_, 1));
        break;
      case Timing::stepwise:
        loop_.push_back(make_node(node, timing, plan_.bindings, static_cast<double>(time_)));
        break;
      default:
        before_.push_back(make_node(node, timing, plan_.bindings, 1));
        break;
    }
  }
}

void Scan::prepare_outputs(const BodyTiming& timing) {
  const std::size_t count = body_.outputs.size();
  for (std::size_t i = 0; i < count; ++i) {
    const ValueId from = body_.outputs[i];
    StepResults::Output output{find(from), timing.of(from) == Timing::merged, nullptr,
                               nullptr,    Tensor(DType::float32, {0}),       false};
    const ValueId all = plan_.node.outputs[i];
    const ValueId last = plan_.node.outputs[count + i];
    if (plan_.wanted(all)) output.all = plan_.outer(all);
    if (plan_.wanted(last)) output.last = plan_.outer(last);
    auto sizes = unroll::bind(plan_.graph.value(from).type.shape, plan_.bindings);
    plan_.budget.take(sizes, plan_.graph.value(from).type.dtype);
    output.newest = Tensor(plan_.graph.value(from).type.dtype, std::move(sizes));
    if (output.merged && !reverse_ && results_.mask.mask == nullptr &&
        plan_.graph.value(from).node != no_id && output.all != nullptr &&
        output.all->stored == nullptr) {
      // (batch*time, ...) is (batch, time, ...) in memory: the rows are made where they belong.
      places_.at(from).bytes = output.all->bytes;
      output.in_place = true;
    }
    results_.outputs.push_back(std::move(output));
  }
}

void Scan::prepare_states(const BodyTiming& timing) {
  for (std::size_t i = 0; i < body_.states.size(); ++i) {
    const ValueId next = body_.next_states[i];
    StepResults::State carried{&places_.at(body_.states[i]), &place(next),
                               timing.of(next) == Timing::merged, Tensor(DType::float32, {0})};
    const bool is_state = std::ranges::find(body_.states, next) != body_.states.end();
    if (is_state && next != body_.states[i]) {
      plan_.budget.take(carried.next->sizes, carried.next->dtype);
      carried.before = Tensor(carried.next->dtype, carried.next->sizes);
    }
    results_.states.push_back(std::move(carried));
  }
}

void Scan::prepare_records(const BodyTiming& timing, const std::vector<NamedValue>& recorded) {
  std::set<ValueId> seen = {no_id};
  for (const NamedValue& named : recorded) {
    for (const ValueId id : {named.value, named.before}) {
      if (!seen.insert(id).second) continue;
      const auto state = std::ranges::find(body_.next_states, id) - body_.next_states.begin();
      const bool is_state = state < std::ssize(body_.next_states);
      const Place& from =
          is_state ? places_.at(body_.states[static_cast<std::size_t>(state)]) : place(id);
      std::vector<std::int64_t> sizes = from.sizes;
      const bool merged = !is_state && timing.of(id) == Timing::merged;
      // What is the same for all items has no row for each.
      if (sizes.empty() || sizes[0] != (merged ? batch_ * time_ : batch_)) continue;
      sizes[0] = batch_;
      sizes.insert(sizes.begin() + 1, time_);
      plan_.budget.take(sizes, from.dtype);
      results_.recorded.push_back(
          {&from, merged, is_state, plan_.records->make(id, from.dtype, sizes)});
    }
  }
}

void Scan::prepare_fused(const FusedBody& fused) {
  FusedPlaces places;
  places.steps.batch = batch_;
  places.steps.time = time_;
  places.steps.units = places_.at(body_.states.front()).sizes.back();
  places.steps.reverse = reverse_;
  places.steps.zero_output_for_mask = results_.zero_output_for_mask;
  const Place* const mask = results_.mask.mask;
  if (mask != nullptr) places.steps.mask = mask->view().as<std::uint8_t>();
  places.projection = place(fused.projection).view().as<float>();
  places.recurrent_kernel = place(fused.recurrent_kernel).view().as<float>();
  if (fused.bias != no_id) places.bias = place(fused.bias).view().as<float>();
  for (const ValueId state : body_.states) {
    places.states.push_back(places_.at(state).writable().as<float>());
  }
  StepResults::Output& output = results_.outputs.front();
  places.outputs.last = output.newest.as<float>();
  if (output.all != nullptr) {
    const std::int64_t units = places.steps.units;
    places.outputs.all = {output.all->writable().as<float>(), time_ * units, units};
  }
  fused_ = std::make_unique<FusedLoop>(fused, places, plan_.budget);
}

void Scan::start() {
  before_at_ = 0;
  before_started_ = false;
  at_ = 0;
  for (std::size_t i = 0; i < body_.states.size(); ++i) {
    const ConstTensorView initial = plan_.outer(plan_.node.inputs[body_.steps.size() + i])->view();
    const auto to = places_.at(body_.states[i]).bytes;
    std::memcpy(to.data(), initial.bytes().data(), std::min(to.size(), initial.bytes().size()));
  }
  results_.start();
}

bool Scan::advance(Deadline deadline) {
  for (; before_at_ < before_.size(); ++before_at_) {
    if (!before_started_) before_[before_at_]->start();
    before_started_ = true;
    if (!before_[before_at_]->advance(deadline)) return false;
    before_started_ = false;
  }
  const bool idle = fused_ == nullptr && loop_.empty() && results_.ready_before();
  while (at_ < time_ && !idle) {
    // A clock call costs more than a small step.
    const std::int64_t end = std::min(time_, at_ + 8);
    if (fused_) {
      fused_->run({at_, end});
      at_ = end;
    } else {
      for (; at_ < end; ++at_) one_step(at_);
    }
    if (at_ < time_ && std::chrono::steady_clock::now() >= deadline) return false;
  }
  finish();
  return true;
}

void Scan::one_step(std::int64_t s) {
  const std::int64_t t = reverse_ ? time_ - 1 - s : s;
  for (auto& [id, slice] : slices_) {
    const std::int64_t bytes = row_bytes(slice);
    copy_rows(place(id).view().bytes().subspan(static_cast<std::size_t>(t * bytes)), time_ * bytes,
              slice.bytes, bytes, batch_, bytes);
  }
  for (const auto& step : loop_) {
    step->start();
    step->advance(Deadline::max());
  }
  results_.take(s, t);
}

void Scan::finish() {
  results_.finish();
  const std::size_t first_state = 2 * body_.outputs.size();
  for (std::size_t i = 0; i < body_.states.size(); ++i) {
    const ValueId id = plan_.node.outputs[first_state + i];
    if (!plan_.wanted(id)) continue;
    const Place* to = plan_.outer(id);
    std::ranges::copy(places_.at(body_.states[i]).bytes.first(to->bytes.size()), to->bytes.begin());
  }
}

}  // namespace

std::unique_ptr<Step> make_scan(const ScanPlan& plan) { return std::make_unique<Scan>(plan); }

}  // namespace unroll
