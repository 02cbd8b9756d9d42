// Owns the shape of a scan that is ready to run: which of its body's values are the same at every
// step, which can be made for all steps at once, which need the loop, and whether a fused kernel
// does the loop. Must not know layers.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "exec/plan.hpp"
#include "exec/records.hpp"
#include "kernels/recurrent.hpp"

namespace unroll {

/// When a value of a body is made.
enum class Timing : std::uint8_t {
  outside,   ///< before the scan
  once,      ///< the same at every step
  merged,    ///< for all steps at once, as rows of a larger batch: (batch*time, ...)
  stepwise,  ///< in the loop
};

/// The body of a scan sorted by timing. A value that depends on a state is stepwise; one that
/// depends on the sequences alone is merged if its op treats rows on their own.
class BodyTiming {
 public:
  BodyTiming(const ScanPlan& plan, bool symbolic_batch);
  [[nodiscard]] Timing of(ValueId id) const;
  /// Nodes of the body that these values need, in order.
  [[nodiscard]] std::vector<NodeId> nodes_for(std::span<const ValueId> wanted) const;

 private:
  [[nodiscard]] Timing classify(const Node& node, bool symbolic_batch) const;
  const ScanPlan& plan_;
  std::map<ValueId, Timing> timing_;
};

/// The bytes of one item of a batch.
[[nodiscard]] std::int64_t row_bytes(const Place& place);

/// Which items of a batch count at which times.
struct StepMask {
  const Place* mask = nullptr;  ///< (batch, time), bool; null: all count
  std::int64_t batch = 0;
  std::int64_t time = 0;

  [[nodiscard]] bool masked(std::int64_t row, std::int64_t t) const {
    return mask != nullptr &&
           mask->view().as<std::uint8_t>()[static_cast<std::size_t>(row * time + t)] == 0;
  }
};

/// Where the results of each step go, as long as the loop runs op by op. A `merged` place holds the
/// values of all steps: (batch*time, ...).
struct StepResults {
  /// An output of the body, on its way to `all` (batch, time, ...) and `last` (batch, ...).
  struct Output {
    const Place* from = nullptr;  ///< null where a fused loop makes it
    bool merged = false;
    const Place* all = nullptr;
    const Place* last = nullptr;
    Tensor newest;          ///< (batch, ...): what a masked step repeats
    bool in_place = false;  ///< `from` stands where `all` is
  };
  /// A state, and where the step leaves the next one.
  struct State {
    Place* state = nullptr;
    const Place* next = nullptr;
    bool merged = false;
    Tensor before;  ///< where `next` is a state itself: a copy, as that one changes too
  };
  /// A value that is kept for every step, in (batch, time, ...).
  struct Recorded {
    const Place* from = nullptr;
    bool merged = false;
    bool state = false;  ///< `from` is a state after the step: right where the step is masked too
    TensorView to;
  };

  StepMask mask;
  bool zero_output_for_mask = false;
  std::vector<Output> outputs;
  std::vector<State> states;
  std::vector<Recorded> recorded;

  /// Before the first step.
  void start();
  /// Takes what step `step` left, which worked on time t.
  void take(std::int64_t step, std::int64_t t);
  /// After the last step.
  void finish();
  /// Whether all is where it is wanted before the loop begins.
  [[nodiscard]] bool ready_before() const;

 private:
  void collect(std::int64_t step, std::int64_t t);
  void carry(std::int64_t t);
  void record(std::int64_t step, std::int64_t t);
};

/// What a scan's step makes: the body's outputs and its next states.
[[nodiscard]] std::vector<ValueId> results_of(const ScanGraph& body);

/// A body that a fused kernel computes. Its sums are projection + state·recurrent_kernel + bias.
struct FusedBody {
  enum class Cell : std::uint8_t { simple, lstm, gru, reset_first_gru };
  Cell cell = Cell::simple;
  ValueId projection = no_id;        ///< merged: (batch*time, gates * units)
  ValueId recurrent_kernel = no_id;  ///< a weight or a literal: (units, gates * units)
  ValueId bias = no_id;  ///< made before the loop: (gates * units); no_id where there is none
  kernels::StepActivation activation;
  kernels::StepActivation recurrent_activation;
};
[[nodiscard]] std::optional<FusedBody> recognise(const ScanPlan& plan, const BodyTiming& timing);

/// What a fused loop works on, where it lies. `states` in the body's order.
struct FusedPlaces {
  kernels::Steps steps;
  std::span<const float> projection;
  std::span<const float> recurrent_kernel;
  std::span<const float> bias;
  std::vector<std::span<float>> states;
  kernels::RecurrentOutputs outputs;
};

/// The loop of a fused body, with its packed weights.
class FusedLoop {
 public:
  FusedLoop(const FusedBody& body, const FusedPlaces& places, Budget& budget);
  FusedLoop(const FusedLoop&) = delete;
  FusedLoop& operator=(const FusedLoop&) = delete;
  ~FusedLoop() = default;
  /// Runs steps [first, last).
  void run(kernels::StepRange range) const;

 private:
  Tensor packed_;
  Tensor scratch_;
  kernels::RecurrentRun run_;
  std::vector<std::span<float>> states_;
  std::variant<kernels::SimpleCell, kernels::LstmCell, kernels::GruCell, kernels::ResetFirstGruCell>
      cell_;
};

}  // namespace unroll
