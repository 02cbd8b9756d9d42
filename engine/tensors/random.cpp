// Owns the counter-based generator and the distributions drawn from it.
// Must not know tensors, layers or initialisers.
// J. Salmon, M. Moraes, R. Dror, D. Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
#include "tensors/random.hpp"

#include <cmath>
#include <numbers>

namespace unroll {

namespace {

using Block = std::array<std::uint32_t, 4>;

constexpr std::uint32_t low_half(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
constexpr std::uint32_t high_half(std::uint64_t word) {
  return static_cast<std::uint32_t>(word >> 32U);
}

/// 53 of 64 bits as a number in [0, 1).
double fraction(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32U | low) >> 11U;
  return static_cast<double>(bits) * 0x1.0p-53;
}

/// Two independent normals from one block (Box and Muller).
struct NormalPair {
  double first;
  double second;
};
NormalPair normals(const Block& block) {
  // 1 - u lies in (0, 1], so its logarithm is finite.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - fraction(block[0], block[1])));
  const double angle = 2.0 * std::numbers::pi * fraction(block[2], block[3]);
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// A uniform float in [low, high): rounding to float may reach `high`, which does not belong to it.
float uniform_float(double u, double low, double high) {
  const auto value = static_cast<float>(low + (high - low) * u);
  const auto bound = static_cast<float>(high);
  return (value < bound || low >= high) ? value : std::nextafter(bound, static_cast<float>(low));
}

constexpr double truncation = 2.0;

}  // namespace

std::uint64_t fnv1a(std::string_view text, std::uint64_t state) {
  for (const char c : text) {
    state ^= static_cast<unsigned char>(c);
    state *= 0x100000001b3U;
  }
  return state;
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53U} * counter[0];
    const std::uint64_t b = std::uint64_t{0xcd9e8d57U} * counter[2];
    counter = {high_half(b) ^ counter[1] ^ key[0], low_half(b), high_half(a) ^ counter[3] ^ key[1],
               low_half(a)};
    key[0] += 0x9e3779b9U;
    key[1] += 0xbb67ae85U;
  }
  return counter;
}

Random::Random(std::uint64_t seed, std::string_view path) {
  // The seed goes through the generator itself, so that neighbouring seeds share nothing.
  const std::uint64_t hash = fnv1a(path);
  const Block mixed =
      philox({low_half(seed), high_half(seed), 0, 0}, {low_half(hash), high_half(hash)});
  key_ = {mixed[0], mixed[1]};
}

Random::Block Random::block(std::uint64_t index, std::uint32_t attempt) const {
  return philox({low_half(index), high_half(index), attempt, 0}, key_);
}

double Random::uniform(std::uint64_t index) const {
  const Block bits = block(index, 0);
  return fraction(bits[0], bits[1]);
}

double Random::normal(std::uint64_t index) const {
  const NormalPair pair = normals(block(index / 2, 0));
  return index % 2 == 0 ? pair.first : pair.second;
}

double Random::truncated_normal(std::uint64_t index) const {
  for (std::uint32_t attempt = 0;; ++attempt) {
    const NormalPair pair = normals(block(index, attempt));
    if (std::abs(pair.first) <= truncation) return pair.first;
    if (std::abs(pair.second) <= truncation) return pair.second;
  }
}

std::int32_t Random::integer(std::uint64_t index, std::int32_t low, std::int32_t high) const {
  if (low >= high) return low;
  const auto range = static_cast<std::uint64_t>(std::int64_t{high} - low);
  const Block bits = block(index, 0);
  // The high word of a 64 x 32 bit product: a bias of at most 2^-32 against an exactly even draw.
  const std::uint64_t scaled =
      (std::uint64_t{bits[0]} * range + (std::uint64_t{bits[1]} * range >> 32U)) >> 32U;
  return static_cast<std::int32_t>(low + static_cast<std::int64_t>(scaled));
}

void Random::fill_uniform(std::span<float> out, double low, double high,
                          std::uint64_t first) const {
  for (float& value : out) value = uniform_float(uniform(first++), low, high);
}

void Random::fill_normal(std::span<float> out, double mean, double stddev,
                         std::uint64_t first) const {
  NormalPair pair{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint64_t index = first + i;
    const bool second = index % 2 == 1;
    if (i == 0 || !second) pair = normals(block(index / 2, 0));
    out[i] = static_cast<float>(mean + stddev * (second ? pair.second : pair.first));
  }
}

void Random::fill_truncated_normal(std::span<float> out, double mean, double stddev,
                                   std::uint64_t first) const {
  for (float& value : out) {
    value = static_cast<float>(mean + stddev * truncated_normal(first++));
  }
}

void Random::fill_integers(std::span<std::int32_t> out, std::int32_t low, std::int32_t high,
                           std::uint64_t first) const {
  for (std::int32_t& value : out) value = integer(first++, low, high);
}

}  // namespace unroll
