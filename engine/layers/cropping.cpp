// Owns Cropping1D, Cropping2D and Cropping3D. Must not know graphs.
// Mirrors keras/src/layers/reshaping/cropping1d.py, cropping2d.py and cropping3d.py.
#include <array>

#include "layers/edges.hpp"
#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

constexpr Field cropping(std::string_view otherwise) {
  return {.name = "cropping",
          .otherwise = otherwise,
          .doc =
              "How many places are cut off both ends of each axis: one number for all, or for "
              "each axis a number or a pair.",
          .primary = true};
}

constexpr std::array sequence_fields = {cropping("(1, 1)")};
constexpr std::array image_fields = {cropping("((0, 0), (0, 0))"), windows::data_format};
constexpr std::array volume_fields = {cropping("((1, 1), (1, 1), (1, 1))"), windows::data_format};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::other, "Nothing is cut off it."},
    AxisNote{AxisChange::replaced, Role::time,
             "`cropping={cropping}`: steps are cut off at the beginning and at the end, so {from} "
             "become {to}."},
    AxisNote{AxisChange::replaced, Role::other,
             "`cropping={cropping}`: places are cut off at both ends, so {from} become {to}."},
};

template <std::size_t axes>
void check(const Config& config) {
  std::ignore = edges_of(config, "cropping", axes);
}

bool places_last(const Config& config, std::size_t axes) {
  return axes > 1 && windows::channels_first(config);
}

template <std::size_t axes>
void check_input(const LayerCall& call) {
  need_rank(call, axes + 2, windows::needed_roles(axes, places_last(call.config(), axes)));
}

[[noreturn]] void nothing_left(const LayerCall& call, const Axis& axis, const Edges& edges) {
  const Shape& shape = call.trace.shape(call.input());
  RuleError error("size",
                  std::string(call.layer.row->name) + " cuts off " + std::to_string(edges.before) +
                      " and " + std::to_string(edges.after) + " places of an axis of " +
                      axis.size.text() + ", got " + words(shape) + ": nothing is left.",
                  "Values in `cropping` argument should be smaller than the corresponding spatial "
                  "dimension of the input. Received: inputs.shape=" +
                      keras_text(shape) + ", cropping=" + python_text(call.config()["cropping"]));
  error.got = call.input();
  throw error;
}

template <std::size_t axes>
Datum call(const LayerCall& call) {
  const auto edges = edges_of(call.config(), "cropping", axes);
  const Shape& shape = call.trace.shape(call.input());
  std::vector<Dim> starts(axes + 2, Dim(0));
  std::vector<Dim> counts;
  for (const Axis& axis : shape) counts.push_back(axis.size);
  for (std::size_t i = 0; i < axes; ++i) {
    const std::size_t at = (places_last(call.config(), axes) ? 2 : 1) + i;
    starts[at] = edges[i].before;
    counts[at] = counts[at] - edges[i].before - edges[i].after;
    if (counts[at].value().value_or(1) <= 0) nothing_left(call, shape[at], edges[i]);
  }
  return TensorRef{call.trace.apply("get_item", {call.input()},
                                    {{"starts", std::move(starts)},
                                     {"counts", std::move(counts)},
                                     {"steps", std::vector<std::int64_t>(axes + 2, 1)},
                                     {"dropped", std::vector<std::int64_t>()}})};
}

template <std::size_t axes>
std::string settings(const Config& config) {
  return edges_text(edges_of(config, "cropping", axes));
}

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example,
                       std::span<const Field> fields) {
  return {.name = name,
          .group = "reshaping",
          .summary = summary,
          .example = example,
          .fields = fields,
          .check = check<axes>,
          .check_input = check_input<axes>,
          .call = call<axes>,
          .notes = notes,
          .settings = settings<axes>};
}

}  // namespace

const LayerRow cropping1d =
    row<1>("Cropping1D", "Cuts steps off the beginning and the end of a sequence.",
           "x = keras.Input((10, 20))\n"
           "y = layers.Cropping1D(cropping=1)(x)",
           sequence_fields);
const LayerRow cropping2d = row<2>("Cropping2D", "Cuts the border off an image.",
                                   "x = keras.Input((32, 32, 3))\n"
                                   "y = layers.Cropping2D(cropping=1)(x)",
                                   image_fields);
const LayerRow cropping3d = row<3>("Cropping3D", "Cuts the border off a volume.",
                                   "x = keras.Input((16, 16, 16, 1))\n"
                                   "y = layers.Cropping3D(cropping=1)(x)",
                                   volume_fields);

}  // namespace unroll::layers
