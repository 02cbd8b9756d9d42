// Tests of the convolutions against their definition.
#include <doctest/doctest.h>

#include "error.hpp"
#include "tests/engine/ops/op_case.hpp"
#include "tests/engine/ops/windows_reference.hpp"

using unroll::Dim;
using unroll::DType;
using unroll::tests::Array;
using unroll::tests::batch;
using unroll::tests::each_index;
using unroll::tests::filled;
using unroll::tests::Integers;
using unroll::tests::OpCase;
using unroll::tests::steps;
using unroll::tests::windowing;
using unroll::tests::Windowing;

namespace {

using Arrays = std::vector<Array>;
using Sizes = std::vector<Dim>;

/// The attributes of a convolution over `axes` spatial axes.
struct Settings {
  Integers strides = {1};
  Integers dilations = {1};
  std::string padding = "valid";
  bool channels_first = false;
  Integers output_padding = {};

  [[nodiscard]] std::int64_t stride(std::size_t axis) const {
    return strides[strides.size() == 1 ? 0 : axis];
  }
  [[nodiscard]] std::int64_t dilation(std::size_t axis) const {
    return dilations[dilations.size() == 1 ? 0 : axis];
  }
};

OpCase convolution(std::string_view op, const Sizes& from, const Sizes& kernel,
                   const Settings& settings = {}, bool constant = false) {
  OpCase of(op);
  of.input(from);
  if (constant) {
    of.constant(kernel);
  } else {
    of.input(kernel);
  }
  const auto dims = [](const Integers& numbers) { return Sizes(numbers.begin(), numbers.end()); };
  of.with("strides", dims(settings.strides))
      .with("dilation_rate", dims(settings.dilations))
      .with("padding", settings.padding)
      .with("channels_first", settings.channels_first);
  if (!settings.output_padding.empty()) {
    of.with("output_padding", dims(settings.output_padding));
  }
  return of;
}

/// Calls visit(window, tap, place) for each tap of each window that lies at a place, all with an
/// index for each axis. `windows` of `taps` lie over `places` and begin `before` the first.
void each_tap(const Integers& windows, const Integers& taps, const Integers& places,
              const Integers& before, const Settings& settings,
              const std::function<void(const Integers&, const Integers&, const Integers&)>& visit) {
  each_index(windows, [&](const Integers& window) {
    each_index(taps, [&](const Integers& tap) {
      Integers place;
      bool inside = true;
      for (std::size_t i = 0; i < windows.size(); ++i) {
        place.push_back(window[i] * settings.stride(i) + tap[i] * settings.dilation(i) - before[i]);
        inside = inside && place[i] >= 0 && place[i] < places[i];
      }
      if (inside) visit(window, tap, place);
    });
  });
}

/// The index (front, middle ..., back ...).
Integers joined(std::int64_t front, Integers middle, const Integers& back) {
  middle.insert(middle.begin(), front);
  middle.insert(middle.end(), back.begin(), back.end());
  return middle;
}

Integers joined(Integers front, const Integers& back) {
  front.insert(front.end(), back.begin(), back.end());
  return front;
}

/// A convolution that is defined for channels that stand last.
std::function<Array(const Arrays&)> with_layout(
    const Settings& settings, const std::function<Array(const Array&, const Array&)>& last) {
  return [=](const Arrays& in) {
    return settings.channels_first ? channels_first(last(channels_last(in[0]), in[1]))
                                   : last(in[0], in[1]);
  };
}

Integers spatial(const Array& x) { return {x.sizes.begin() + 1, x.sizes.end() - 1}; }
Integers taps_of(const Array& kernel) { return {kernel.sizes.begin(), kernel.sizes.end() - 2}; }

/// How a kernel moves over the places of x: how many windows, and where the first begins.
std::pair<Integers, Integers> moves(const Array& x, const Array& kernel, const Settings& settings) {
  std::pair<Integers, Integers> result;
  const Integers places = spatial(x);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Windowing along = windowing(settings.padding, places[i], kernel.sizes[i],
                                      settings.stride(i), settings.dilation(i));
    result.first.push_back(along.count);
    result.second.push_back(along.before);
  }
  return result;
}

std::function<Array(const Arrays&)> conv(const Settings& settings) {
  return with_layout(settings, [=](const Array& x, const Array& kernel) {
    const auto [windows, before] = moves(x, kernel, settings);
    const std::int64_t each = kernel.sizes[kernel.sizes.size() - 2];
    const std::int64_t filters = kernel.sizes.back();
    const std::int64_t in_group = filters / (x.sizes.back() / each);
    Array result(joined(x.sizes.front(), windows, {filters}));
    each_tap(windows, taps_of(kernel), spatial(x), before, settings,
             [&](const Integers& window, const Integers& tap, const Integers& place) {
               each_index({x.sizes.front(), each, filters}, [&](const Integers& at) {
                 const std::int64_t channel = at[2] / in_group * each + at[1];
                 result.at(joined(at[0], window, {at[2]})) +=
                     x.at(joined(at[0], place, {channel})) * kernel.at(joined(tap, {at[1], at[2]}));
               });
             });
    return result;
  });
}

std::function<Array(const Arrays&)> depthwise(const Settings& settings) {
  return with_layout(settings, [=](const Array& x, const Array& kernel) {
    const auto [windows, before] = moves(x, kernel, settings);
    const std::int64_t channels = x.sizes.back();
    const std::int64_t multiplier = kernel.sizes.back();
    Array result(joined(x.sizes.front(), windows, {channels * multiplier}));
    each_tap(windows, taps_of(kernel), spatial(x), before, settings,
             [&](const Integers& window, const Integers& tap, const Integers& place) {
               each_index({x.sizes.front(), channels, multiplier}, [&](const Integers& at) {
                 result.at(joined(at[0], window, {at[1] * multiplier + at[2]})) +=
                     x.at(joined(at[0], place, {at[1]})) * kernel.at(joined(tap, {at[1], at[2]}));
               });
             });
    return result;
  });
}

/// `sizes` is what comes out along each spatial axis, and `before` what is cut off in front.
std::function<Array(const Arrays&)> transposed(
    const Settings& settings, const std::function<std::int64_t(std::int64_t)>& size_of,
    std::int64_t before) {
  return with_layout(settings, [=](const Array& x, const Array& kernel) {
    Integers sizes;
    for (const std::int64_t size : spatial(x)) sizes.push_back(size_of(size));
    const std::int64_t filters = kernel.sizes[kernel.sizes.size() - 2];
    Array result(joined(x.sizes.front(), sizes, {filters}));
    each_tap(spatial(x), taps_of(kernel), sizes, Integers(sizes.size(), before), settings,
             [&](const Integers& window, const Integers& tap, const Integers& place) {
               each_index({x.sizes.front(), filters, x.sizes.back()}, [&](const Integers& at) {
                 result.at(joined(at[0], place, {at[1]})) +=
                     x.at(joined(at[0], window, {at[2]})) * kernel.at(joined(tap, {at[1], at[2]}));
               });
             });
    return result;
  });
}

}  // namespace

OP_CASE("conv") {
  const auto case_of = [](const Sizes& from, const Sizes& kernel, const Settings& settings,
                          std::string_view sizes, const unroll::tests::Ids& lineages) {
    for (const bool constant : {false, true}) {
      convolution("conv", from, kernel, settings, constant)
          .gives(sizes, lineages)
          .rows_apart(true, {false, true})
          .rows_apart(false)
          .computes(conv(settings), 1e-5);
    }
  };
  case_of({batch(), steps() + 3, 4}, {3, 4, 5}, {}, "B T+1 5", {1, 0, 0});
  case_of({batch(), steps(), 3}, {1, 3, 2}, {}, "B T 2", {1, 2, 0});
  case_of({batch(), steps(), 3}, {4, 3, 2}, {.padding = "same"}, "B T 2", {1, 2, 0});
  case_of({batch(), steps(), 3}, {3, 3, 9}, {.padding = "causal"}, "B T 9", {1, 2, 0});
  case_of({batch(), steps(), 3}, {3, 3, 9}, {.dilations = {2}, .padding = "causal"}, "B T 9",
          {1, 2, 0});
  case_of({batch(), steps(), 3}, {2, 3, 4}, {.strides = {2}, .padding = "causal"},
          "B floor((T-1)/2)+1 4", {1, 0, 0});
  case_of({batch(), steps() + 2, 3}, {3, 3, 4}, {.strides = {2}}, "B floor((T-1)/2)+1 4",
          {1, 0, 0});
  case_of({batch(), steps(), 3}, {3, 3, 4}, {.strides = {3}, .padding = "same"},
          "B floor((T-1)/3)+1 4", {1, 0, 0});
  case_of({batch(), steps() + 4, 6}, {3, 2, 9}, {.dilations = {2}}, "B T 9", {1, 0, 0});
  case_of({batch(), 7, 6}, {3, 1, 6}, {.padding = "same"}, "B 7 6", {1, 2, 0});
  case_of({batch(), 3, steps() + 3}, {3, 3, 4}, {.strides = {2}, .channels_first = true},
          "B 4 floor(T/2)+1", {1, 0, 0});
  case_of({batch(), 6, 5, 3}, {3, 2, 3, 4}, {}, "B 4 4 4", {1, 0, 0, 0});
  case_of({batch(), steps(), 5, 3}, {3, 2, 3, 4}, {.strides = {1, 2}, .padding = "same"}, "B T 3 4",
          {1, 2, 0, 0});
  case_of({batch(), 2, 6, steps() + 2}, {3, 2, 2, 5}, {.dilations = {2, 1}, .channels_first = true},
          "B 5 2 T+1", {1, 0, 0, 0});
  case_of({batch(), 4, 5, 3, 2}, {2, 3, 3, 2, 4}, {.padding = "same"}, "B 4 5 3 4",
          {1, 2, 3, 4, 0});
  case_of({batch(), 2, 4, 5, 3}, {2, 3, 3, 1, 4}, {.strides = {1, 2, 1}, .channels_first = true},
          "B 4 3 2 1", {1, 0, 0, 0, 0});
}

TEST_CASE("conv: integers are taken as floats") {
  OpCase("conv")
      .input({batch(), 4, 2}, DType::int32, -9, 9)
      .input({2, 2, 3}, DType::int32, -9, 9)
      .gives("B 3 3", {1, 0, 0})
      .computes(conv({}));
}

TEST_CASE("conv: refusals") {
  const auto refusal = [](const Sizes& from, const Sizes& kernel, const Settings& settings) {
    return convolution("conv", from, kernel, settings).refusal();
  };
  CHECK(refusal({2, 3}, {2, 3, 4}, {}) ==
        "windows move over 1 to 3 axes between the batch and the channels, got (2, 3)");
  CHECK(refusal({2, 3, 4}, {2, 2, 4, 4}, {}) ==
        "a convolution over (2, 3, 4) needs a kernel with as many axes, got (2, 2, 4, 4)");
  CHECK(refusal({2, 3, 4}, {2, 3, 4}, {}) == "the kernel is made for 3 channels, got 4");
  CHECK(refusal({2, 3, 4}, {2, 2, 5}, {}) == "the 5 filters do not fall into 2 groups");
  CHECK(refusal({2, 3, 4}, {4, 4, 5}, {}) ==
        "a window over 4 places does not fit into an axis of 3");
  CHECK(refusal({2, 3, 4}, {2, 4, 5}, {.dilations = {3}}) ==
        "a window over 4 places does not fit into an axis of 3");
  CHECK(refusal({2, 3, 4}, {2, 4, 5}, {.strides = {1, 2}}) ==
        "`strides` needs a number for each of the 1 spatial axes, got 2");
  CHECK(refusal({2, 3, 4}, {2, 4, 5}, {.strides = {0}}) ==
        "`strides` needs numbers of at least 1, got 0");
  CHECK(refusal({2, 3, 4}, {2, 4, 5}, {.padding = "full"}) ==
        "the padding is 'valid', 'same' or 'causal', got 'full'");
  CHECK(refusal({2, 3, 3, 4}, {2, 2, 4, 5}, {.padding = "causal"}) ==
        "the padding is 'valid' or 'same', got 'causal'");
  CHECK(
      convolution("conv", {batch(), steps(), 4}, {3, 4, 5}).refusal_at({{"B", 2}, {"T", 2}}, {}) ==
      "a window over 3 places does not fit into an axis of 2");
}

OP_CASE("depthwise_conv") {
  const auto case_of = [](const Sizes& from, const Sizes& kernel, const Settings& settings,
                          std::string_view sizes, const unroll::tests::Ids& lineages) {
    for (const bool constant : {false, true}) {
      convolution("depthwise_conv", from, kernel, settings, constant)
          .gives(sizes, lineages)
          .rows_apart(true, {false, true})
          .computes(depthwise(settings));
    }
  };
  case_of({batch(), steps() + 2, 5}, {3, 5, 1}, {}, "B T 5", {1, 0, 3});
  case_of({batch(), steps(), 3}, {3, 3, 2}, {.padding = "same"}, "B T 6", {1, 2, 0});
  case_of({batch(), 7, 4}, {2, 4, 3}, {.strides = {2}, .padding = "same"}, "B 4 12", {1, 0, 0});
  case_of({batch(), 5, 6, 3}, {2, 3, 3, 2}, {.strides = {2}}, "B 2 2 6", {1, 0, 0, 0});
  case_of({batch(), 3, steps() + 2, 6}, {3, 2, 3, 2}, {.dilations = {1, 2}, .channels_first = true},
          "B 6 T 4", {1, 0, 0, 0});
  CHECK(convolution("depthwise_conv", {2, 5, 3}, {2, 4, 1}).refusal() ==
        "the kernel is made for 4 channels, got 3");
  CHECK(convolution("depthwise_conv", {2, 5, steps()}, {2, 4, 1}).refusal_at({{"T", 3}}, {}) ==
        "the kernel is made for 4 channels, got 3");
}

OP_CASE("conv_transpose") {
  // What comes out of an axis, and what is cut off in front, as Keras's rules have it.
  const auto case_of = [](const Sizes& from, const Sizes& kernel, const Settings& settings,
                          std::string_view sizes, const unroll::tests::Ids& lineages,
                          const std::function<std::int64_t(std::int64_t)>& size_of,
                          std::int64_t before) {
    for (const bool constant : {false, true}) {
      convolution("conv_transpose", from, kernel, settings, constant)
          .gives(sizes, lineages)
          .rows_apart(true, {false, true})
          .computes(transposed(settings, size_of, before));
    }
  };
  case_of(
      {batch(), steps(), 3}, {3, 4, 3}, {}, "B T+2 4", {1, 0, 0},
      [](std::int64_t n) { return n + 2; }, 0);
  case_of(
      {batch(), steps(), 3}, {3, 4, 3}, {.strides = {2}}, "B 2*T+1 4", {1, 0, 0},
      [](std::int64_t n) { return 2 * n + 1; }, 0);
  case_of(
      {batch(), steps(), 3}, {2, 4, 3}, {.strides = {3}}, "B 3*T 4", {1, 0, 0},
      [](std::int64_t n) { return 3 * n; }, 0);
  case_of(
      {batch(), steps(), 3}, {3, 4, 3}, {.strides = {2}, .output_padding = {1}}, "B 2*T+2 4",
      {1, 0, 0}, [](std::int64_t n) { return 2 * n + 2; }, 0);
  case_of(
      {batch(), steps(), 3}, {3, 9, 3}, {.padding = "same"}, "B T 9", {1, 2, 0},
      [](std::int64_t n) { return n; }, 1);
  case_of(
      {batch(), steps(), 3}, {4, 9, 3}, {.padding = "same"}, "B T 9", {1, 2, 0},
      [](std::int64_t n) { return n; }, 1);
  case_of(
      {batch(), steps(), 3}, {3, 5, 3}, {.strides = {2}, .padding = "same"}, "B 2*T 5", {1, 0, 0},
      [](std::int64_t n) { return 2 * n; }, 0);
  case_of(
      {batch(), steps(), 3}, {4, 5, 3}, {.strides = {2}, .padding = "same"}, "B 2*T 5", {1, 0, 0},
      [](std::int64_t n) { return 2 * n; }, 1);
  case_of(
      {batch(), steps(), 3}, {1, 5, 3}, {.strides = {3}, .padding = "same"}, "B 3*T 5", {1, 0, 0},
      [](std::int64_t n) { return 3 * n; }, 0);
  case_of(
      {batch(), steps(), 3}, {3, 5, 3}, {.strides = {2}, .padding = "same", .output_padding = {0}},
      "B 2*T-1 5", {1, 0, 0}, [](std::int64_t n) { return 2 * n - 1; }, 1);
  case_of(
      {batch(), steps(), 3}, {5, 5, 3}, {.strides = {2}, .padding = "same", .output_padding = {1}},
      "B 2*T 5", {1, 0, 0}, [](std::int64_t n) { return 2 * n; }, 1);
  case_of(
      {batch(), steps(), 3}, {2, 4, 3}, {.dilations = {3}}, "B T+3 4", {1, 0, 0},
      [](std::int64_t n) { return n + 3; }, 0);
  case_of(
      {batch(), 4, steps(), 3}, {2, 2, 5, 3}, {.strides = {2}}, "B 8 2*T 5", {1, 0, 0, 0},
      [](std::int64_t n) { return 2 * n; }, 0);
  case_of(
      {batch(), 3, 4, 5}, {3, 3, 2, 3}, {.padding = "same", .channels_first = true}, "B 2 4 5",
      {1, 0, 3, 4}, [](std::int64_t n) { return n; }, 1);
  case_of(
      {batch(), 2, 3, 2, 3}, {2, 2, 2, 4, 3}, {.strides = {2}, .padding = "same"}, "B 4 6 4 4",
      {1, 0, 0, 0, 0}, [](std::int64_t n) { return 2 * n; }, 0);
  CHECK(convolution("conv_transpose", {2, 5, 3}, {2, 4, 5}).refusal() ==
        "the kernel is made for 5 channels, got 3");
  CHECK(convolution("conv_transpose", {2, 5, 3}, {2, 4, 3}, {.padding = "causal"}).refusal() ==
        "the padding is 'valid' or 'same', got 'causal'");
}
