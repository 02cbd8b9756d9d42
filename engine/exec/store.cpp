// Owns the numbers that a run starts from. Must not know plans.
#include "exec/store.hpp"

#include <algorithm>
#include <cstring>

#include "ops/cast.hpp"
#include "tensors/random.hpp"

namespace unroll {

namespace {

/// Orthogonal initialisers take cubic time; beyond this the plan is refused.
constexpr double max_initialize_flops = 2e10;

void overwrite(Tensor& tensor, std::span<const std::byte> bytes, const std::string& what) {
  const auto wanted = static_cast<std::size_t>(tensor.count() * element_bytes(tensor.dtype()));
  if (bytes.size() != wanted) {
    throw Error("bytes", what + " takes " + std::to_string(wanted) + " bytes, got " +
                             std::to_string(bytes.size()));
  }
  std::memcpy(tensor.view().bytes().data(), bytes.data(), wanted);
}

}  // namespace

const Tensor& Store::weight(WeightId id) {
  if (const auto found = weights_.find(id); found != weights_.end()) return found->second;
  const Weight& weight = graph_.weight(id);
  if (weight.assigned != nullptr)
    return weights_.emplace(id, weight.assigned->clone()).first->second;
  const std::vector<std::int64_t> sizes = bind(weight.type.shape, {});
  Tensor tensor(weight.type.dtype, sizes);
  if (weight.type.dtype == DType::float32) {
    if (initialize_flops(weight.initializer, sizes) > max_initialize_flops) {
      throw Error("limit_flops", "the first values of `" + weight.path +
                                     "` take too long to make; lower its sizes");
    }
    initialize(weight.initializer, sizes, Random(seed_, weight.path), tensor.as<float>());
  }
  return weights_.emplace(id, std::move(tensor)).first->second;
}

const Tensor& Store::input(ValueId id, const std::vector<std::int64_t>& sizes) {
  if (const auto found = inputs_.find(id); found != inputs_.end()) {
    if (std::ranges::equal(found->second.sizes(), sizes)) return found->second;
    inputs_.erase(found);
  }
  const Value& value = graph_.value(id);
  Tensor tensor(value.type.dtype, sizes);
  // An input of a further call belongs to no InputLayer.
  const std::string name =
      value.call == no_id ? std::to_string(id) : graph_.layer(graph_.call(value.call).layer).name;
  const Random random(seed_, "input/" + name);
  switch (value.type.dtype) {
    case DType::float32:
      random.fill_normal(tensor.as<float>(), 0.0, 1.0);
      break;
    case DType::int32:
      random.fill_integers(tensor.as<std::int32_t>(), 0, 10);
      break;
    case DType::bool_:
      std::ranges::fill(tensor.as<std::uint8_t>(), std::uint8_t{1});
      break;
  }
  return inputs_.emplace(id, std::move(tensor)).first->second;
}

void Store::write_weight(WeightId id, std::span<const std::byte> bytes) {
  std::ignore = weight(id);
  overwrite(weights_.at(id), bytes, "the weight " + graph_.weight(id).path);
}

void Store::give_input(ValueId id, const Tensor& numbers) {
  const auto sizes = numbers.sizes();
  Tensor tensor(graph_.value(id).type.dtype, {sizes.begin(), sizes.end()});
  ops::convert(numbers.view(), tensor.view());
  inputs_.insert_or_assign(id, std::move(tensor));
}

void Store::write_input(ValueId id, std::span<const std::byte> bytes) {
  const auto found = inputs_.find(id);
  if (found == inputs_.end())
    throw Error("unbound", "bind the sizes of an input before its values");
  overwrite(found->second, bytes, "the input");
}

}  // namespace unroll
