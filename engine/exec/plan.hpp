// Owns the way from a graph and numbers for its symbols to steps that can be run: which nodes are
// needed, where every tensor lies, which kernel makes it. Must not know programs or reports.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "exec/records.hpp"
#include "exec/store.hpp"
#include "graph/graph.hpp"
#include "tensors/arena.hpp"

namespace unroll {

/// Bounds of one run, checked before anything is allocated.
struct RunLimits {
  std::int64_t bytes = std::int64_t{1} << 30;
  double flops = 4e11;
};

/// How a scan is run: with what the planner knows of bodies (work that needs no loop taken out of
/// it, fused kernels), or op by op at every step, which is what tests compare with.
enum class Fusion : std::uint8_t { on, off };

/// When a run has to hand back.
using Deadline = std::chrono::steady_clock::time_point;

/// A part of a run that may take several turns.
class Step {
 public:
  Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  virtual ~Step() = default;
  /// Begins anew.
  virtual void start() = 0;
  /// Goes on until done (true) or past the deadline (false).
  virtual bool advance(Deadline deadline) = 0;
};

/// The step of one kernel.
[[nodiscard]] std::unique_ptr<Step> make_op(Kernel kernel, std::vector<ConstTensorView> inputs,
                                            std::vector<TensorView> outputs);

/// A tensor that a plan computes or reads, where it lies.
struct Place {
  std::vector<std::int64_t> sizes;
  DType dtype = DType::float32;
  std::span<std::byte> bytes;      ///< set when memory is laid out
  const Tensor* stored = nullptr;  ///< a weight, input or literal

  [[nodiscard]] ConstTensorView view() const {
    if (stored != nullptr) return stored->view();
    return {bytes, sizes, dtype};
  }
  [[nodiscard]] TensorView writable() const { return {bytes, sizes, dtype}; }
};

/// What counts the cost of a plan while it is made; throws Error("limit_bytes") or
/// ("limit_flops") as soon as a bound is passed.
class Budget {
 public:
  explicit Budget(RunLimits limits) : limits_(limits) {}
  /// Bytes of a tensor of these sizes; counted.
  std::int64_t take(std::span<const std::int64_t> sizes, DType dtype);
  void work(double flops);
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }
  [[nodiscard]] double flops() const { return flops_; }

 private:
  RunLimits limits_;
  std::int64_t bytes_ = 0;
  double flops_ = 0;
};

/// A run of a graph up to some values, for one set of sizes.
class Plan {
 public:
  /// `keep` are the values that stay readable, `record` the scans whose steps are recorded: they
  /// run op by op. Throws Error where sizes do not fit or bounds are passed; nothing is allocated
  /// then.
  Plan(const Graph& graph, Store& store, const std::vector<ValueId>& keep, Bindings bindings,
       RunLimits limits, Fusion fusion = Fusion::on, const std::vector<NodeId>& record = {});
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  void start();
  /// Runs until done (true) or past the deadline (false).
  bool advance(Deadline deadline);
  [[nodiscard]] std::int64_t step() const { return static_cast<std::int64_t>(at_); }
  [[nodiscard]] std::int64_t steps() const { return static_cast<std::int64_t>(steps_.size()); }
  [[nodiscard]] const Budget& cost() const { return budget_; }
  /// A kept value; throws Error("not_kept") for others.
  [[nodiscard]] ConstTensorView read(ValueId id) const;
  [[nodiscard]] const Records& records() const { return records_; }

 private:
  void need(ValueId id);
  void lay_out(const std::vector<ValueId>& keep);
  void make_steps();

  const Graph& graph_;
  Store& store_;
  Bindings bindings_;
  Budget budget_;
  Fusion fusion_;
  Records records_;
  std::set<NodeId> needed_;
  std::vector<NodeId> nodes_;  ///< needed, in order
  /// The first and the last node that uses a value, as positions in nodes_.
  std::map<ValueId, std::pair<std::int64_t, std::int64_t>> lifetimes_;
  std::map<ValueId, Place> places_;
  std::vector<ValueId> kept_;
  Arena arena_;
  std::vector<std::unique_ptr<Step>> steps_;
  std::size_t at_ = 0;
  bool started_ = false;
};

/// The step that runs a scan (scan.cpp). `outer` finds values of the surrounding regions.
struct ScanPlan {
  const Graph& graph;
  const Node& node;
  const Bindings& bindings;
  Budget& budget;
  std::function<const Place*(ValueId)> outer;
  std::function<bool(ValueId)> wanted;  ///< which outputs of the node anybody reads
  Fusion fusion = Fusion::on;
  Records* records = nullptr;  ///< null: nothing is recorded
  bool repeated = false;       ///< it is run anew at each step of an outer scan
};
[[nodiscard]] std::unique_ptr<Step> make_scan(const ScanPlan& plan);

/// Values from outside a scan's body that the body reads.
[[nodiscard]] std::vector<ValueId> captured(const Graph& graph, const ScanGraph& body);

}  // namespace unroll
