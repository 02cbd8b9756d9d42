// Owns the attributes of an op. Must not know which op has which.
#include "ops/attributes.hpp"

#include <stdexcept>

namespace unroll {

void Attributes::set(std::string_view name, Attribute value) {
  for (auto& [present, old] : all_) {
    if (present == name) {
      old = std::move(value);
      return;
    }
  }
  all_.emplace_back(name, std::move(value));
}

const Attribute* Attributes::find(std::string_view name) const {
  for (const auto& [present, value] : all_) {
    if (present == name) return &value;
  }
  return nullptr;
}

void Attributes::missing(std::string_view name) {
  throw std::logic_error("an op lacks its attribute " + std::string(name));
}

}  // namespace unroll
