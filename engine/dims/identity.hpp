// Owns the identities of sizes: what made a size, where the text wrote it, and every place that
// carries it since. Must not know what a size is used for beyond the role of its first axis.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "dims/span.hpp"

namespace unroll {

using IdentityId = std::uint32_t;

/// A small sorted set of identities: what one size is made of. It holds at most `capacity` of
/// them and forgets the rest, so that arithmetic in a loop cannot grow it without end.
class Identities {
 public:
  static constexpr std::size_t capacity = 6;

  Identities() = default;
  explicit Identities(IdentityId id) : ids_{id}, count_(1) {}

  [[nodiscard]] std::span<const IdentityId> all() const { return {ids_.data(), count_}; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// The union of both, smallest ids first; left open where one of them is.
  [[nodiscard]] Identities with(const Identities& other) const;
  /// Whether the program leaves something in it open, though its number is known (see
  /// Dim::left_open).
  [[nodiscard]] bool left_open() const { return left_open_; }
  [[nodiscard]] Identities with_left_open(bool left_open) const;
  friend bool operator==(const Identities&, const Identities&) = default;

 private:
  std::array<IdentityId, capacity> ids_{};
  std::uint32_t count_ = 0;
  bool left_open_ = false;
};

/// What brought a size into the program.
enum class IdentityKind : std::uint8_t { literal, input, hole, computed };

/// A size that entered, with the places that carry it.
struct Identity {
  IdentityKind kind = IdentityKind::literal;
  std::string text;        ///< `32`, `T`, `max_len`
  Span span;               ///< what decides it; empty where the text has no such place
  std::string name;        ///< the variable that holds it, if any
  std::vector<Span> uses;  ///< further places, in the order of the trace, each once
};

/// All identities of one trace. The same literal at the same place is one identity however often
/// it is evaluated.
class IdentityTable {
 public:
  /// At most this many identities, and this many uses of each, are kept.
  static constexpr std::size_t max_identities = 20000;
  static constexpr std::size_t max_uses = 64;

  Identities add(IdentityKind kind, std::string_view text, Span span);
  /// Notes that `span` carries `ids`; a single identity without a name takes `name`.
  void use(const Identities& ids, Span span, std::string_view name);
  [[nodiscard]] const std::vector<Identity>& all() const { return identities_; }

 private:
  std::vector<Identity> identities_;
  std::map<std::tuple<IdentityKind, std::uint32_t, std::uint32_t, std::string>, IdentityId>
      by_place_;
};

}  // namespace unroll
