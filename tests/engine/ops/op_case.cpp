// Owns the running of op cases. Must not know a single op.
#include "tests/engine/ops/op_case.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

#include "error.hpp"

namespace unroll::tests {

// ---- arrays ----------------------------------------------------------------------------------

namespace {

std::size_t count_of(const Integers& sizes) {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  return static_cast<std::size_t>(count);
}

std::size_t offset_of(const Integers& sizes, const Integers& index) {
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) offset = offset * sizes[i] + index[i];
  return static_cast<std::size_t>(offset);
}

}  // namespace

Array::Array(Integers sizes_, double value)
    : sizes(std::move(sizes_)), values(count_of(sizes), value) {}

Array::Array(Integers sizes_, std::vector<double> values_)
    : sizes(std::move(sizes_)), values(std::move(values_)) {
  REQUIRE(values.size() == count_of(sizes));
}

double& Array::at(const Integers& index) { return values.at(offset_of(sizes, index)); }
double Array::at(const Integers& index) const { return values.at(offset_of(sizes, index)); }

double Array::broadcast_at(const Integers& index) const {
  Integers mine(index.end() - std::ssize(sizes), index.end());
  for (std::size_t i = 0; i < mine.size(); ++i) mine[i] = sizes[i] == 1 ? 0 : mine[i];
  return at(mine);
}

void each_index(const Integers& sizes, const std::function<void(const Integers&)>& visit) {
  Integers index(sizes.size(), 0);
  for (std::size_t left = count_of(sizes); left > 0; --left) {
    visit(index);
    for (std::size_t axis = sizes.size(); axis-- > 0;) {
      if (++index[axis] < sizes[axis]) break;
      index[axis] = 0;
    }
  }
}

Array filled(Integers sizes, const std::function<double(const Integers&)>& make) {
  Array result(std::move(sizes));
  std::size_t at = 0;
  each_index(result.sizes, [&](const Integers& index) { result.values[at++] = make(index); });
  return result;
}

Dim batch() { return Dim::symbol("B", {}); }
Dim steps() { return Dim::symbol("T", {}); }

std::set<std::string, std::less<>>& tested_ops() {
  static std::set<std::string, std::less<>> names;
  return names;
}

// ---- the case --------------------------------------------------------------------------------

namespace {

std::string sizes_text(const Shape& shape) {
  std::string text;
  for (const Axis& axis : shape) text += (text.empty() ? "" : " ") + axis.size.text();
  return text;
}

Tensor to_tensor(const Array& array, DType dtype) {
  Tensor tensor(dtype, array.sizes);
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    switch (dtype) {
      case DType::float32:
        tensor.as<float>()[i] = static_cast<float>(array.values[i]);
        break;
      case DType::int32:
        tensor.as<std::int32_t>()[i] = static_cast<std::int32_t>(array.values[i]);
        break;
      case DType::bool_:
        tensor.as<std::uint8_t>()[i] = array.values[i] != 0.0 ? 1 : 0;
        break;
    }
  }
  return tensor;
}

Array to_array(const Tensor& tensor) {
  Array array(Integers(tensor.sizes().begin(), tensor.sizes().end()));
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    switch (tensor.dtype()) {
      case DType::float32:
        array.values[i] = double{tensor.as<float>()[i]};
        break;
      case DType::int32:
        array.values[i] = tensor.as<std::int32_t>()[i];
        break;
      case DType::bool_:
        array.values[i] = tensor.as<std::uint8_t>()[i];
        break;
    }
  }
  return array;
}

bool close(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= tolerance * (1.0 + std::abs(b));
}

void check_close(const Array& got, const Array& wanted, double tolerance) {
  REQUIRE(got.sizes == wanted.sizes);
  for (std::size_t i = 0; i < got.values.size(); ++i) {
    CAPTURE(i);
    CAPTURE(got.values[i]);
    CAPTURE(wanted.values[i]);
    REQUIRE(close(got.values[i], wanted.values[i], tolerance));
  }
}

/// The attributes with numbers in place of symbols.
Attributes bound(const Attributes& attributes, const Bindings& bindings) {
  Attributes result;
  for (const auto& [name, value] : attributes.all()) {
    if (const auto* dim = std::get_if<Dim>(&value)) {
      result.set(name, Dim(dim->bind(bindings)));
    } else if (const auto* dims = std::get_if<std::vector<Dim>>(&value)) {
      std::vector<Dim> numbers;
      for (const Dim& size : *dims) numbers.emplace_back(size.bind(bindings));
      result.set(name, std::move(numbers));
    } else {
      result.set(name, value);
    }
  }
  return result;
}

/// Row `r` of an array, with a first axis of 1.
Array row_of(const Array& array, std::int64_t r) {
  Array row = array;
  row.sizes[0] = 1;
  const auto width = static_cast<std::ptrdiff_t>(count_of(row.sizes));
  row.values.assign(array.values.begin() + r * width, array.values.begin() + (r + 1) * width);
  return row;
}

}  // namespace

OpCase::OpCase(std::string_view op_name) : row_(op(op_name)) {
  CHECK_MESSAGE(tested_ops().contains(op_name), "a case outside OP_CASE: " << op_name);
}

OpCase& OpCase::input(std::vector<Dim> sizes, DType dtype, double low, double high) {
  TensorType type{shape_with_usual_roles(sizes), dtype};
  auto id = static_cast<AxisId>(10 * inputs_.size());
  for (Axis& axis : type.shape) axis.id = ++id;
  inputs_.push_back({std::move(type), low, high, false});
  return *this;
}

OpCase& OpCase::constant(std::vector<Dim> sizes, DType dtype) {
  input(std::move(sizes), dtype);
  for (Axis& axis : inputs_.back().type.shape) axis.role = Role::other;
  inputs_.back().constant = true;
  return *this;
}

OpCase& OpCase::with(std::string_view name, Attribute value) {
  attributes_.set(name, std::move(value));
  return *this;
}

std::vector<TensorType> OpCase::infer() const {
  std::vector<TensorType> types;
  for (const Input& input : inputs_) types.push_back(input.type);
  return row_.infer({types, attributes_});
}

std::vector<TensorType> OpCase::infer_numbers(const Bindings& bindings) const {
  std::vector<TensorType> types;
  for (const Input& input : inputs_) {
    types.push_back(input.type);
    for (Axis& axis : types.back().shape) axis.size = Dim(axis.size.bind(bindings));
  }
  const Attributes numbers = bound(attributes_, bindings);
  return row_.infer({types, numbers});
}

OpCase& OpCase::gives(std::string_view sizes, const Ids& lineages, DType dtype) {
  const auto types = infer();
  REQUIRE(given_ < types.size());
  const TensorType& type = types[given_++];
  CAPTURE(row_.name);
  CHECK(sizes_text(type.shape) == sizes);
  CHECK(dtype_name(type.dtype) == dtype_name(dtype));
  Ids got;
  for (const Axis& axis : type.shape) got.push_back(axis.id);
  CHECK(got == lineages);
  return *this;
}

std::vector<Array> OpCase::run_at(const Bindings& bindings, const std::vector<Array>& inputs,
                                  Law law) const {
  const auto symbolic = infer();
  const auto numeric = law == Law::numbers ? infer_numbers(bindings) : symbolic;
  REQUIRE(symbolic.size() == numeric.size());
  std::vector<Tensor> in;
  std::vector<BoundTensor> bound_in;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    REQUIRE(inputs[i].sizes == unroll::bind(inputs_[i].type.shape, bindings));
    in.push_back(to_tensor(inputs[i], inputs_[i].type.dtype));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    bound_in.push_back({inputs[i].sizes, inputs_[i].type.dtype, {}});
    if (inputs_[i].constant) bound_in.back().constant = std::as_const(in[i]).view();
  }
  std::vector<BoundTensor> bound_out;
  for (std::size_t i = 0; i < symbolic.size(); ++i) {
    // Inference, then numbers put in, is inference on the numbers.
    REQUIRE(unroll::bind(symbolic[i].shape, bindings) == unroll::bind(numeric[i].shape, bindings));
    REQUIRE(symbolic[i].dtype == numeric[i].dtype);
    bound_out.push_back({unroll::bind(symbolic[i].shape, bindings), symbolic[i].dtype, {}});
  }
  const Kernel kernel = row_.prepare({bound_in, bound_out, attributes_, bindings});
  std::vector<ConstTensorView> views;
  for (const Tensor& tensor : in) views.push_back(tensor.view());
  std::vector<Array> results;
  // Twice over different rubbish: the kernel fills all of its output, and a second run is a first.
  for (const int rubbish : {0xAA, 0x55}) {
    std::vector<Tensor> out;
    for (const BoundTensor& output : bound_out) {
      out.emplace_back(output.dtype, output.sizes);
      const auto bytes = out.back().view().bytes();
      if (!bytes.empty()) std::memset(bytes.data(), rubbish, bytes.size());
    }
    std::vector<TensorView> out_views;
    for (Tensor& tensor : out) out_views.push_back(tensor.view());
    kernel(views, out_views);
    std::vector<Array> arrays;
    for (const Tensor& tensor : out) arrays.push_back(to_array(tensor));
    for (std::size_t i = 0; i < results.size(); ++i) check_close(arrays[i], results[i], 0.0);
    results = std::move(arrays);
  }
  return results;
}

bool OpCase::says_rows_apart(const std::vector<bool>& shared) const {
  if (row_.row_wise == nullptr) return false;
  std::vector<TensorType> types;
  for (const Input& input : inputs_) types.push_back(input.type);
  const auto flags = std::make_unique<bool[]>(shared.size());
  std::copy(shared.begin(), shared.end(), flags.get());
  return row_.row_wise({types, attributes_}, {flags.get(), shared.size()});
}

OpCase& OpCase::rows_apart(bool expected, const std::vector<bool>& shared) {
  CAPTURE(row_.name);
  CHECK(says_rows_apart(shared.empty() ? std::vector<bool>(inputs_.size(), false) : shared) ==
        expected);
  return *this;
}

void OpCase::check_rows(const Bindings& bindings, const std::vector<Array>& inputs,
                        const std::vector<Array>& outputs, double tolerance) const {
  const std::size_t patterns = std::size_t{1} << inputs.size();
  for (std::size_t pattern = 0; pattern + 1 < patterns; ++pattern) {
    std::vector<bool> shared;
    bool has_rows = true;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      shared.push_back((pattern >> i & 1U) != 0);
      const Shape& shape = inputs_[i].type.shape;
      has_rows = has_rows && (shared[i] || (!shape.empty() && shape.front().size == batch()));
    }
    if (!has_rows || !says_rows_apart(shared)) continue;
    CAPTURE(pattern);
    Bindings one = bindings;
    one["B"] = 1;
    for (std::int64_t r = 0; r < bindings.at("B"); ++r) {
      std::vector<Array> rows;
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        rows.push_back(shared[i] ? inputs[i] : row_of(inputs[i], r));
      }
      const auto results = run_at(one, rows, Law::none);
      for (std::size_t i = 0; i < results.size(); ++i) {
        check_close(results[i], row_of(outputs[i], r), tolerance);
      }
    }
  }
}

void OpCase::computes(const Reference& reference, double tolerance) {
  CAPTURE(row_.name);
  CHECK(given_ == infer().size());
  std::mt19937 random(7);
  for (const auto& [b, t] : {std::pair(2, 3), std::pair(3, 5), std::pair(5, 2)}) {
    const Bindings bindings = {{"B", b}, {"T", t}};
    std::vector<Array> arrays;
    for (const Input& input : inputs_) {
      Array array(unroll::bind(input.type.shape, bindings));
      for (double& value : array.values) {
        const double unit = static_cast<double>(random()) / 4294967296.0;
        value = input.low + unit * (input.high - input.low);
        if (input.type.dtype == DType::int32) value = std::round(value);
        if (input.type.dtype == DType::bool_) value = unit < 0.5 ? 0.0 : 1.0;
        if (input.type.dtype == DType::float32) value = double{static_cast<float>(value)};
      }
      arrays.push_back(std::move(array));
    }
    const auto outputs = run_at(bindings, arrays, Law::numbers);
    const auto wanted = reference(arrays);
    REQUIRE(outputs.size() == wanted.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) check_close(outputs[i], wanted[i], tolerance);
    check_rows(bindings, arrays, outputs, tolerance);
  }
}

void OpCase::computes(const std::function<Array(const std::vector<Array>&)>& reference,
                      double tolerance) {
  computes(Reference([&](const std::vector<Array>& inputs) {
             return std::vector<Array>{reference(inputs)};
           }),
           tolerance);
}

std::vector<Array> OpCase::run(const std::vector<Array>& inputs) {
  return run_at({{"B", 2}, {"T", 3}}, inputs, Law::numbers);
}

std::string OpCase::refusal() const {
  try {
    std::ignore = infer();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

std::string OpCase::refusal_at(const Bindings& bindings, const std::vector<Array>& inputs) {
  const auto types = infer();
  std::vector<BoundTensor> in;
  std::vector<BoundTensor> out;
  std::vector<Tensor> tensors;
  try {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      in.push_back({unroll::bind(inputs_[i].type.shape, bindings), inputs_[i].type.dtype, {}});
    }
    for (const TensorType& type : types)
      out.push_back({unroll::bind(type.shape, bindings), type.dtype, {}});
    const Kernel kernel = row_.prepare({in, out, attributes_, bindings});
    std::vector<ConstTensorView> in_views;
    std::vector<TensorView> out_views;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      tensors.push_back(to_tensor(inputs[i], inputs_[i].type.dtype));
    }
    for (const BoundTensor& output : out) tensors.emplace_back(output.dtype, output.sizes);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      in_views.emplace_back(std::as_const(tensors[i]).view());
    for (std::size_t i = inputs.size(); i < tensors.size(); ++i)
      out_views.push_back(tensors[i].view());
    if (!inputs.empty()) kernel(in_views, out_views);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace unroll::tests
