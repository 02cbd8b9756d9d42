// Owns the table of Keras's initialisers and the filling of weights.
// Must not know layers or weights.
#include "tensors/initializers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>

#include "tensors/orthogonal.hpp"

namespace unroll {

namespace {

using Kind = Initializer::Kind;
using Mode = Initializer::Mode;
using Distribution = Initializer::Distribution;
using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> mode_names{"fan_in", "fan_out", "fan_avg"};
constexpr std::array<std::string_view, 3> distribution_names{"truncated_normal",
                                                             "untruncated_normal", "uniform"};

constexpr std::array<std::string_view, 1> zeros_aliases{"zero"};
constexpr std::array<std::string_view, 1> ones_aliases{"one"};
constexpr std::array<std::string_view, 1> identity_aliases{"IdentityInitializer"};
constexpr std::array<std::string_view, 1> orthogonal_aliases{"OrthogonalInitializer"};
constexpr std::array<std::string_view, 1> normal_aliases{"normal"};
constexpr std::array<std::string_view, 1> uniform_aliases{"uniform"};

constexpr std::array<InitializerArgument, 1> constant_arguments{{{"value", &Initializer::value}}};
constexpr std::array<InitializerArgument, 1> gain_arguments{{{"gain", &Initializer::gain}}};
constexpr std::array<InitializerArgument, 2> uniform_arguments{
    {{"minval", &Initializer::minval}, {"maxval", &Initializer::maxval}}};
constexpr std::array<InitializerArgument, 2> normal_arguments{
    {{"mean", &Initializer::mean}, {"stddev", &Initializer::stddev}}};
constexpr std::array<InitializerArgument, 3> scaling_arguments{
    {{"scale", &Initializer::scale},
     {"mode", nullptr, mode_names},
     {"distribution", nullptr, distribution_names}}};

constexpr Initializer scaling(double scale, Mode mode, Distribution distribution) {
  return {
      .kind = Kind::variance_scaling, .mode = mode, .distribution = distribution, .scale = scale};
}

constexpr std::array<InitializerRow, 15> table{{
    {"Constant", "constant", {}, constant_arguments, {.kind = Kind::constant}},
    {"Identity", "identity", identity_aliases, gain_arguments, {.kind = Kind::identity}},
    {"Ones", "ones", ones_aliases, {}, {.kind = Kind::ones}},
    {"Zeros", "zeros", zeros_aliases, {}, {.kind = Kind::zeros}},
    {"GlorotNormal",
     "glorot_normal",
     {},
     {},
     scaling(1.0, Mode::fan_avg, Distribution::truncated_normal)},
    {"GlorotUniform", "glorot_uniform", {}, {}, scaling(1.0, Mode::fan_avg, Distribution::uniform)},
    {"HeNormal", "he_normal", {}, {}, scaling(2.0, Mode::fan_in, Distribution::truncated_normal)},
    {"HeUniform", "he_uniform", {}, {}, scaling(2.0, Mode::fan_in, Distribution::uniform)},
    {"LecunNormal",
     "lecun_normal",
     {},
     {},
     scaling(1.0, Mode::fan_in, Distribution::truncated_normal)},
    {"LecunUniform", "lecun_uniform", {}, {}, scaling(1.0, Mode::fan_in, Distribution::uniform)},
    {"Orthogonal", "orthogonal", orthogonal_aliases, gain_arguments, {.kind = Kind::orthogonal}},
    {"RandomNormal",
     "random_normal",
     normal_aliases,
     normal_arguments,
     {.kind = Kind::random_normal}},
    {"RandomUniform",
     "random_uniform",
     uniform_aliases,
     uniform_arguments,
     {.kind = Kind::random_uniform}},
    {"TruncatedNormal", "truncated_normal", {}, normal_arguments, {.kind = Kind::truncated_normal}},
    {"VarianceScaling",
     "variance_scaling",
     {},
     scaling_arguments,
     scaling(1.0, Mode::fan_in, Distribution::truncated_normal)},
}};

/// The position of a name in a list, its size where it is not there.
std::size_t position(Names names, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

/// A weight seen as (product of all axes but the last, last axis).
struct Flat {
  std::int64_t rows;
  std::int64_t columns;
};
Flat flatten(std::span<const std::int64_t> sizes) {
  const auto rows =
      std::accumulate(sizes.begin(), sizes.end() - 1, std::int64_t{1}, std::multiplies<>());
  return {rows, sizes.back()};
}

void fill_variance_scaling(const Initializer& initializer, std::span<const std::int64_t> sizes,
                           const Random& random, std::span<float> out) {
  // The standard deviation, in units of sigma, of a normal that is redrawn beyond 2 sigma.
  constexpr double truncated_stddev = 0.87962566103423978;
  const Fans fans = compute_fans(sizes);
  double fan = (fans.in + fans.out) / 2.0;
  if (initializer.mode == Mode::fan_in) fan = fans.in;
  if (initializer.mode == Mode::fan_out) fan = fans.out;
  const double variance = initializer.scale / std::max(1.0, fan);
  const double limit = std::sqrt(3.0 * variance);
  switch (initializer.distribution) {
    case Distribution::uniform:
      return random.fill_uniform(out, -limit, limit);
    case Distribution::untruncated_normal:
      return random.fill_normal(out, 0.0, std::sqrt(variance));
    case Distribution::truncated_normal:
      return random.fill_truncated_normal(out, 0.0, std::sqrt(variance) / truncated_stddev);
  }
}

void fill_identity(double gain, std::int64_t columns, std::span<float> out) {
  std::ranges::fill(out, 0.0F);
  const auto step = static_cast<std::size_t>(columns) + 1;
  // Row r has its one at r * columns + r, as long as r < columns.
  const std::size_t end = std::min(out.size(), static_cast<std::size_t>(columns * columns));
  for (std::size_t i = 0; i < end; i += step) out[i] = static_cast<float>(gain);
}

/// A vector with ones in its midst.
void fill_around_ones(const Initializer& initializer, const Random& random, std::span<float> out) {
  const auto from = static_cast<std::size_t>(initializer.ones_from);
  const auto until = static_cast<std::size_t>(initializer.ones_until);
  Initializer plain = initializer;
  plain.ones_from = plain.ones_until = 0;
  for (const std::span<float> part : {out.first(from), out.subspan(until)}) {
    const std::array<std::int64_t, 1> sizes{std::ssize(part)};
    initialize(plain, sizes, random, part);
  }
  std::ranges::fill(out.subspan(from, until - from), 1.0F);
}

}  // namespace

std::span<const InitializerRow> initializer_table() { return table; }

const InitializerRow* find_initializer(std::string_view name) {
  const auto row = std::ranges::find_if(table, [&](const InitializerRow& candidate) {
    return name == candidate.class_name || name == candidate.name ||
           position(candidate.aliases, name) < candidate.aliases.size();
  });
  return row == table.end() ? nullptr : &*row;
}

bool set_choice(Initializer& initializer, std::string_view argument, std::string_view choice) {
  if (argument == "mode") {
    const std::size_t mode = position(mode_names, choice);
    if (mode < mode_names.size()) initializer.mode = static_cast<Mode>(mode);
    return mode < mode_names.size();
  }
  if (argument == "distribution") {
    const std::size_t distribution = choice == "normal" ? 0 : position(distribution_names, choice);
    if (distribution == distribution_names.size()) return false;
    initializer.distribution = static_cast<Distribution>(distribution);
    return true;
  }
  return false;
}

Fans compute_fans(std::span<const std::int64_t> sizes) {
  if (sizes.empty()) return {};
  const auto last = static_cast<double>(sizes.back());
  if (sizes.size() == 1) return {last, last};
  double field = 1.0;
  for (const std::int64_t size : sizes.first(sizes.size() - 2)) field *= static_cast<double>(size);
  return {field * static_cast<double>(sizes[sizes.size() - 2]), field * last};
}

std::optional<std::string_view> initializer_problem(const Initializer& initializer,
                                                    std::span<const std::int64_t> sizes) {
  if (initializer.kind == Kind::identity && sizes.size() != 2) {
    return "the identity initializer fills matrices (2 axes) only";
  }
  if (initializer.kind == Kind::orthogonal && sizes.size() < 2) {
    return "the orthogonal initializer fills weights of 2 or more axes only";
  }
  return std::nullopt;
}

void initialize(const Initializer& initializer, std::span<const std::int64_t> sizes,
                const Random& random, std::span<float> out) {
  if (const auto problem = initializer_problem(initializer, sizes)) {
    throw std::invalid_argument(std::string(*problem));
  }
  if (initializer.ones_until > 0) return fill_around_ones(initializer, random, out);
  switch (initializer.kind) {
    case Kind::zeros:
      std::ranges::fill(out, 0.0F);
      break;
    case Kind::ones:
      std::ranges::fill(out, 1.0F);
      break;
    case Kind::constant:
      std::ranges::fill(out, static_cast<float>(initializer.value));
      break;
    case Kind::identity:
      fill_identity(initializer.gain, sizes[1], out);
      break;
    case Kind::random_uniform:
      random.fill_uniform(out, initializer.minval, initializer.maxval);
      break;
    case Kind::random_normal:
      random.fill_normal(out, initializer.mean, initializer.stddev);
      break;
    case Kind::truncated_normal:
      random.fill_truncated_normal(out, initializer.mean, initializer.stddev);
      break;
    case Kind::variance_scaling:
      fill_variance_scaling(initializer, sizes, random, out);
      break;
    case Kind::orthogonal: {
      const Flat flat = flatten(sizes);
      fill_orthogonal(out, flat.rows, flat.columns, initializer.gain, random);
      break;
    }
  }
}

double initialize_flops(const Initializer& initializer, std::span<const std::int64_t> sizes) {
  // A number drawn costs about this many operations: ten rounds of the generator and a logarithm.
  constexpr double per_element = 100.0;
  const double elements = std::accumulate(
      sizes.begin(), sizes.end(), 1.0,
      [](double product, std::int64_t size) { return product * static_cast<double>(size); });
  const bool orthogonal = initializer.kind == Kind::orthogonal && sizes.size() >= 2;
  const Flat flat = orthogonal ? flatten(sizes) : Flat{0, 0};
  return per_element * elements + (orthogonal ? orthogonal_flops(flat.rows, flat.columns) : 0.0);
}

}  // namespace unroll
