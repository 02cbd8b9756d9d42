// Owns the loops of fused bodies: packed weights, scratch, and the call of the kernel. Must not
// know how bodies are recognised.
#include "exec/scan.hpp"

namespace unroll {

namespace {

using kernels::ConstMatrix;

std::int64_t gates_of(FusedBody::Cell cell) {
  switch (cell) {
    case FusedBody::Cell::simple:
      return 1;
    case FusedBody::Cell::lstm:
      return 4;
    default:
      return 3;
  }
}

std::int64_t scratch_of(FusedBody::Cell cell, const kernels::Steps& steps) {
  switch (cell) {
    case FusedBody::Cell::simple:
      return kernels::simple_recurrent_scratch(steps);
    case FusedBody::Cell::lstm:
      return kernels::lstm_scratch(steps);
    default:
      return kernels::gru_scratch(steps);
  }
}

/// The floats that the cell's packed kernels take.
std::int64_t packed_floats(FusedBody::Cell cell, std::int64_t units) {
  switch (cell) {
    case FusedBody::Cell::simple:
      return kernels::packed_size(units, units);
    case FusedBody::Cell::reset_first_gru:
      return kernels::packed_size(units, 2 * units) + kernels::packed_size(units, units);
    default:
      return kernels::packed_gates_size(units, gates_of(cell));
  }
}

Tensor make_floats(std::int64_t count, Budget& budget) {
  const std::array sizes{count};
  budget.take(sizes, DType::float32);
  return Tensor(DType::float32, {count});
}

}  // namespace

FusedLoop::FusedLoop(const FusedBody& body, const FusedPlaces& places, Budget& budget)
    : packed_(make_floats(packed_floats(body.cell, places.steps.units), budget)),
      scratch_(make_floats(scratch_of(body.cell, places.steps), budget)),
      states_(places.states) {
  const std::int64_t units = places.steps.units;
  const std::int64_t columns = gates_of(body.cell) * units;
  const auto rows = static_cast<double>(places.steps.batch * places.steps.time);
  budget.work(2.0 * rows * static_cast<double>(units) * static_cast<double>(columns));
  run_ = {places.steps,
          {places.projection, places.steps.time * columns, columns},
          places.outputs,
          scratch_.as<float>()};
  const auto packed = packed_.as<float>();
  const auto kernel = kernels::dense(places.recurrent_kernel, units, columns);
  switch (body.cell) {
    case FusedBody::Cell::simple:
      cell_ = kernels::SimpleCell{kernels::pack(kernel, packed), places.bias, body.activation};
      break;
    case FusedBody::Cell::lstm:
      cell_ = kernels::LstmCell{kernels::pack_gates(kernel, packed), places.bias, body.activation,
                                body.recurrent_activation};
      break;
    case FusedBody::Cell::gru:
      cell_ = kernels::GruCell{kernels::pack_gates(kernel, packed), places.bias, body.activation,
                               body.recurrent_activation};
      break;
    case FusedBody::Cell::reset_first_gru: {
      const auto part = [&](std::int64_t first, std::int64_t count) {
        return ConstMatrix{places.recurrent_kernel.subspan(static_cast<std::size_t>(first)), units,
                           count, columns};
      };
      const auto behind = static_cast<std::size_t>(kernels::packed_size(units, 2 * units));
      cell_ =
          kernels::ResetFirstGruCell{kernels::pack(part(0, 2 * units), packed),
                                     kernels::pack(part(2 * units, units), packed.subspan(behind)),
                                     body.activation, body.recurrent_activation};
      break;
    }
  }
}

void FusedLoop::run(kernels::StepRange range) const {
  struct Run {
    const FusedLoop& loop;
    kernels::StepRange range;
    void operator()(const kernels::SimpleCell& cell) const {
      kernels::simple_recurrent(loop.run_, cell, loop.states_[0], range);
    }
    void operator()(const kernels::LstmCell& cell) const {
      kernels::lstm(loop.run_, cell, loop.states_[0], loop.states_[1], range);
    }
    void operator()(const kernels::GruCell& cell) const {
      kernels::gru(loop.run_, cell, loop.states_[0], range);
    }
    void operator()(const kernels::ResetFirstGruCell& cell) const {
      kernels::gru(loop.run_, cell, loop.states_[0], range);
    }
  };
  std::visit(Run{*this, range}, cell_);
}

}  // namespace unroll
