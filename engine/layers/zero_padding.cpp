// Owns ZeroPadding1D, ZeroPadding2D and ZeroPadding3D. Must not know graphs.
// Mirrors keras/src/layers/reshaping/zero_padding1d.py, zero_padding2d.py and zero_padding3d.py.
#include <array>

#include "layers/edges.hpp"
#include "layers/rows.hpp"
#include "layers/window_fields.hpp"
#include "layers/windows.hpp"

namespace unroll::layers {

namespace {

template <std::size_t axes>
constexpr std::array fields = {
    Field{.name = "padding",
          .otherwise = windows::each("1", "(1, 1)", "((1, 1), (1, 1), (1, 1))", axes),
          .doc = "How many zeros are put at both ends of each axis: one number for all, or for "
                 "each axis a number or a pair.",
          .primary = true},
    windows::data_format,
};

constexpr std::array notes = {
    windows::batch_kept,
    AxisNote{AxisChange::kept, Role::other, "Nothing is added to it."},
    AxisNote{AxisChange::replaced, Role::time,
             "`padding={padding}`: steps of zeros are put before the first and behind the last, so "
             "{from} become {to}."},
    AxisNote{AxisChange::replaced, Role::other,
             "`padding={padding}`: zeros are put at both ends, so {from} places become {to}."},
};

template <std::size_t axes>
void check(const Config& config) {
  std::ignore = edges_of(config, "padding", axes);
}

template <std::size_t axes>
void check_input(const LayerCall& call) {
  windows::need_places(call, axes, false);
}

template <std::size_t axes>
Datum call(const LayerCall& call) {
  const auto edges = edges_of(call.config(), "padding", axes);
  std::vector<std::int64_t> before(axes + 2, 0);
  std::vector<std::int64_t> after(axes + 2, 0);
  const std::size_t first = windows::channels_first(call.config()) ? 2 : 1;
  for (std::size_t i = 0; i < axes; ++i) {
    before[first + i] = edges[i].before;
    after[first + i] = edges[i].after;
  }
  return TensorRef{call.trace.apply("pad", {call.input()},
                                    {{"before", std::move(before)}, {"after", std::move(after)}})};
}

template <std::size_t axes>
std::string settings(const Config& config) {
  return edges_text(edges_of(config, "padding", axes));
}

template <std::size_t axes>
constexpr LayerRow row(std::string_view name, Doc summary, Doc example) {
  return {.name = name,
          .group = "reshaping",
          .summary = summary,
          .example = example,
          .fields = fields<axes>,
          .check = check<axes>,
          .check_input = check_input<axes>,
          .call = call<axes>,
          .notes = notes,
          .settings = settings<axes>};
}

}  // namespace

const LayerRow zero_padding1d =
    row<1>("ZeroPadding1D", "Puts steps of zeros before and behind a sequence.",
           "x = keras.Input((10, 20))\n"
           "y = layers.ZeroPadding1D(padding=1)(x)");
const LayerRow zero_padding2d = row<2>("ZeroPadding2D", "Puts a border of zeros around an image.",
                                       "x = keras.Input((32, 32, 3))\n"
                                       "y = layers.ZeroPadding2D(padding=1)(x)");
const LayerRow zero_padding3d = row<3>("ZeroPadding3D", "Puts a border of zeros around a volume.",
                                       "x = keras.Input((16, 16, 16, 1))\n"
                                       "y = layers.ZeroPadding3D(padding=1)(x)");

}  // namespace unroll::layers
