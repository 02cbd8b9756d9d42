// Owns Keras's own data sets: their shapes, which programs take sizes from. Their numbers are not
// here. Mirrors keras/src/datasets/.
#include <array>
#include <cstdint>

#include "python/modules.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

using Sizes = std::vector<std::int64_t>;

constexpr std::string_view not_here =
    "a data set of Keras's, of which only the shape is known here";

/// An array of numbers that are not known, and of sizes that are.
class DataArray : public Unknown {
 public:
  DataArray(std::string path, Span at, Sizes sizes)
      : Unknown(std::move(path), std::string(not_here), at), sizes_(std::move(sizes)) {}
  [[nodiscard]] std::string type_name() const override { return "ndarray"; }

  static Value make(Interpreter& in, const std::string& path, Span at, Sizes sizes) {
    const Value given = in.unknown(path, std::string(not_here), at);
    if (given.object<Unknown>() == nullptr) {
      return given;
    }
    return std::static_pointer_cast<Object>(
        std::make_shared<DataArray>(path, at, std::move(sizes)));
  }

  [[nodiscard]] Value named(Interpreter& in, const std::string& variable) override {
    return make(in, variable, span(), sizes_);
  }

  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override {
    if (name == "shape") {
      std::vector<Value> sizes;
      for (std::size_t i = 0; i < sizes_.size(); ++i) {
        const std::string text = path() + ".shape[" + std::to_string(i) + "]";
        sizes.emplace_back(Dim(sizes_[i], in.identities().add(IdentityKind::computed, text, at)));
      }
      return make_tuple(std::move(sizes));
    }
    if (name == "ndim") {
      return Dim(std::int64_t(sizes_.size()));
    }
    if (name == "astype" || name == "copy") {
      return make_function(name, [self = shared_from_this()](Interpreter&, const Arguments&) {
        return Value(self);
      });
    }
    if (name == "reshape") {
      const auto self = std::static_pointer_cast<DataArray>(shared_from_this());
      return make_function(name, [self](Interpreter& inner, const Arguments& arguments) {
        return self->reshaped(inner, arguments);
      });
    }
    return Unknown::attribute(in, name, at);
  }

  Value item(Interpreter& in, const Value& index, Span at) override {
    const bool slice = index.object<Slice>() != nullptr;
    if (sizes_.empty() || (!slice && !plain_int(index))) {
      return Unknown::item(in, index, at);
    }
    in.state().open = true;
    Sizes sizes(sizes_.begin() + 1, sizes_.end());
    if (slice) {
      const auto kept =
          slice_positions(in, *index.object<Slice>(), std::size_t(sizes_.front()), at);
      sizes.insert(sizes.begin(), std::int64_t(kept.size()));
    }
    return make(in, path() + "[...]", at, std::move(sizes));
  }

  /// Arithmetic with a number keeps the sizes.
  std::optional<Value> binary(Interpreter& in, Operator op, const Value& other, bool reflected,
                              Span at) override {
    if (plain_number(other)) {
      return Value(shared_from_this());
    }
    return Unknown::binary(in, op, other, reflected, at);
  }

  std::int64_t length(Interpreter& in, Span at) override {
    return sizes_.empty() ? Unknown::length(in, at) : sizes_.front();
  }

 private:
  Value reshaped(Interpreter& in, const Arguments& arguments) {
    std::vector<Value> given;
    for (const Arguments::Given& one : arguments.given) {
      given.push_back(one.value);
    }
    if (given.size() == 1 && sequence_items(given.front()) != nullptr) {
      given = *sequence_items(given.front());
    }
    std::int64_t left = 1;
    for (const std::int64_t size : sizes_) {
      left *= size;
    }
    Sizes sizes;
    std::optional<std::size_t> open;
    for (const Value& one : given) {
      const auto size = plain_int(one);
      if (!size || *size == 0) {
        return in.unknown(path() + ".reshape(...)", std::string(not_here), arguments.call);
      }
      if (*size < 0) {
        open = sizes.size();
      } else {
        left /= *size;
      }
      sizes.push_back(*size);
    }
    if (open) {
      sizes[*open] = left;
    }
    return make(in, path() + ".reshape(...)", arguments.call, std::move(sizes));
  }

  Sizes sizes_;
};

/// The shapes of one example and of its label, and how many there are to train and to test with.
struct DataSet {
  std::string_view module;
  std::array<std::int64_t, 3> example;  ///< 0 where there is no such axis
  std::int64_t label;                   ///< 0 for a number alone
  std::int64_t train;
  std::int64_t test;
};

constexpr std::array data_sets = {
    DataSet{"mnist", {28, 28, 0}, 0, 60000, 10000},
    DataSet{"fashion_mnist", {28, 28, 0}, 0, 60000, 10000},
    DataSet{"cifar10", {32, 32, 3}, 1, 50000, 10000},
    DataSet{"cifar100", {32, 32, 3}, 1, 50000, 10000},
    DataSet{"imdb", {0, 0, 0}, 0, 25000, 25000},
    DataSet{"reuters", {0, 0, 0}, 0, 8982, 2246},
    DataSet{"boston_housing", {13, 0, 0}, 0, 404, 102},
    DataSet{"california_housing", {8, 0, 0}, 0, 16512, 4128},
};

Value part(Interpreter& in, const DataSet& set, std::string_view name, std::int64_t count,
           Span at) {
  Sizes examples = {count};
  for (const std::int64_t size : set.example) {
    if (size > 0) {
      examples.push_back(size);
    }
  }
  Sizes labels = {count};
  if (set.label > 0) {
    labels.push_back(set.label);
  }
  const std::string base = std::string(set.module) + "(" + std::string(name) + ")";
  return make_tuple({DataArray::make(in, base + "[0]", at, std::move(examples)),
                     DataArray::make(in, base + "[1]", at, std::move(labels))});
}

}  // namespace

void add_keras_datasets(Modules& modules) {
  for (const DataSet& set : data_sets) {
    const std::string path = "keras.datasets." + std::string(set.module);
    auto& module = modules[path];
    module = std::make_shared<Module>(path);
    module->members["load_data"] =
        make_function("load_data", [&set](Interpreter& in, const Arguments& arguments) {
          in.skip(arguments.call, std::string(not_here));
          return make_tuple({part(in, set, "train", set.train, arguments.call),
                             part(in, set, "test", set.test, arguments.call)});
        });
    module->missing = [path](Interpreter& in, const std::string& name,
                             Span at) -> std::optional<Value> {
      return in.unknown(path + "." + name, std::string(not_here), at);
    };
    modules["keras.datasets"]->members[std::string(set.module)] =
        std::static_pointer_cast<Object>(module);
  }
}

}  // namespace unroll::python
