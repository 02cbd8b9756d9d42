// Owns the table of size identities. Must not know expressions over sizes.
#include "dims/identity.hpp"

#include <algorithm>

namespace unroll {

Identities Identities::with(const Identities& other) const {
  Identities merged;
  std::array<IdentityId, 2 * capacity> both{};
  const auto mine = all();
  const auto theirs = other.all();
  const auto end =
      std::set_union(mine.begin(), mine.end(), theirs.begin(), theirs.end(), both.begin());
  merged.count_ =
      static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(end - both.begin(), capacity));
  std::copy_n(both.begin(), merged.count_, merged.ids_.begin());
  merged.left_open_ = left_open_ || other.left_open_;
  return merged;
}

Identities Identities::with_left_open(bool left_open) const {
  Identities copy = *this;
  copy.left_open_ = left_open;
  return copy;
}

Identities IdentityTable::add(IdentityKind kind, std::string_view text, Span span) {
  const auto key = std::make_tuple(kind, span.from, span.to, std::string(span.empty() ? text : ""));
  if (const auto found = by_place_.find(key); found != by_place_.end()) {
    return Identities(found->second);
  }
  if (identities_.size() >= max_identities) return {};
  const auto id = static_cast<IdentityId>(identities_.size());
  Identity identity;
  identity.kind = kind;
  identity.text = text;
  identity.span = span;
  identities_.push_back(std::move(identity));
  by_place_.emplace(key, id);
  return Identities(id);
}

void IdentityTable::use(const Identities& ids, Span span, std::string_view name) {
  for (const IdentityId id : ids.all()) {
    Identity& identity = identities_[id];
    if (ids.all().size() == 1 && identity.name.empty()) identity.name = name;
    if (span.empty() || span == identity.span || identity.uses.size() >= max_uses) continue;
    if (std::find(identity.uses.begin(), identity.uses.end(), span) == identity.uses.end()) {
      identity.uses.push_back(span);
    }
  }
}

}  // namespace unroll
