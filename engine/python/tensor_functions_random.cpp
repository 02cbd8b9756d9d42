// Owns the functions that draw random tensors, and NumPy's generators. Each call draws from a
// stream of its own, named by its module and its place in the order of calls. Must not know how
// modules offer them. Mirrors keras/src/random/random.py.
#include <array>

#include "python/tensor_functions.hpp"

namespace unroll::python {

namespace {

RandomSource& source_of(FunctionCall& call) {
  return call.dialect == Dialect::numpy ? call.state.numpy : call.state.keras;
}

/// Sizes of `f((2, 3))`, `f(2, 3)` or, for None, of a single number.
std::vector<Dim> shape_of(FunctionCall& call) {
  const Value given = call["shape"];
  const auto* items = sequence_items(given);
  if (given.is_none() || (items != nullptr && items->empty())) return {};
  if (items != nullptr && items->size() == 1 && sequence_items(items->front()) != nullptr) {
    call.set("shape", Value(items->front()));
  }
  return call.sizes("shape");
}

ValueId draw(FunctionCall& call, std::vector<Dim> shape, const std::string& distribution, double a,
             double b, DType dtype = DType::float32) {
  RandomSource& source = source_of(call);
  std::int64_t seed = source.seed;
  std::string path = source.path + '/' + std::to_string(source.calls++);
  if (const auto* given = call["seed"].as<Dim>(); given != nullptr && given->value()) {
    // A seed of the call's own gives the same numbers wherever it is called.
    seed = *given->value();
    path = "seeded";
  }
  return call.apply("random", {},
                    {{"shape", std::move(shape)},
                     {"dtype", dtype},
                     {"seed", seed},
                     {"path", path},
                     {"distribution", distribution},
                     {"a", a},
                     {"b", b}});
}

/// What was drawn; a single number of NumPy's is a plain one.
Value drawn_value(FunctionCall& call, ValueId drawn) {
  if (call.dialect != Dialect::numpy || !call.shape(drawn).empty()) return call.result(drawn);
  return plain_item(*call.keras.evaluate(call.in, drawn, call.at), 0);
}

Value uniform(FunctionCall& call) {
  const double low = call.has("low") ? call.number("low") : 0.0;
  const double high = call.has("high") ? call.number("high") : 1.0;
  const DType dtype = call.dtype("dtype", DType::float32);
  if (dtype == DType::int32) {
    return drawn_value(call, draw(call, shape_of(call), "integers", low, high, dtype));
  }
  return drawn_value(call, draw(call, shape_of(call), "uniform", low, high));
}

template <bool truncated>
Value normal(FunctionCall& call) {
  const double mean = call.has("mean") ? call.number("mean") : 0.0;
  const double stddev = call.has("stddev") ? call.number("stddev") : 1.0;
  return drawn_value(
      call, draw(call, shape_of(call), truncated ? "truncated_normal" : "normal", mean, stddev));
}

/// NumPy's: below `low` where there is no `high`.
Value integers(FunctionCall& call) {
  double low = call.number("low");
  double high = call.has("high") ? call.number("high") : low;
  if (!call.has("high")) low = 0;
  if (call.has("endpoint") && call.flag("endpoint")) ++high;
  if (high <= low) call.raise("ValueError", "low >= high");
  return drawn_value(call, draw(call, shape_of(call), "integers", low, high, DType::int32));
}

/// 1 with probability p.
Value bernoulli(FunctionCall& call) {
  const double p = call.number("p");
  const ValueId drawn = draw(call, shape_of(call), "uniform", 0, 1);
  const ValueId below = call.apply("less", {drawn, call.constant(p)});
  return call.result(call.cast(below, call.dtype("dtype", DType::float32)));
}

/// Entries set to 0 with a probability, the others scaled up.
Value dropout(FunctionCall& call) {
  const ValueId x = call.tensor("x");
  const double rate = call.number("rate");
  if (rate <= 0) return call.result(x);
  std::vector<Dim> shape;
  for (const Axis& axis : call.shape(x)) shape.push_back(axis.size);
  if (call.has("noise_shape")) shape = call.sizes("noise_shape");
  const ValueId drawn = draw(call, std::move(shape), "uniform", 0, 1);
  const ValueId kept = call.apply("greater_equal", {drawn, call.constant(rate)});
  const ValueId scaled = call.apply("divide", {x, call.constant(1.0 - rate)});
  return call.result(call.apply("where", {kept, scaled, call.constant(0)}));
}

/// One entry of the classes for each draw, by their log-probabilities: the largest after a Gumbel
/// draw is added to each.
Value categorical(FunctionCall& call) {
  const ValueId logits = call.tensor("logits");
  if (call.rank(logits) != 2) {
    call.raise("ValueError", "logits must be (batch, classes), got " + words(call.shape(logits)));
  }
  const Dim batch = call.shape(logits)[0].size;
  const Dim classes = call.shape(logits)[1].size;
  constexpr double least = 1e-20;
  const ValueId drawn = draw(call, {batch, call.size("num_samples"), classes}, "uniform", least, 1);
  const auto minus_log = [&](ValueId x) {
    return call.apply("negative", {call.apply("log", {x})});
  };
  const ValueId sum = call.apply("add", {call.expand(logits, {1}), minus_log(minus_log(drawn))});
  return call.result(call.reduce("argmax", sum, std::vector<std::int64_t>{2}, false));
}

Value set_seed(FunctionCall& call) {
  RandomSource& source = source_of(call);
  source.seed = call.has("seed") ? call.integer("seed") : 0;
  source.calls = 0;
  return None{};
}

// ---- generators ------------------------------------------------------------------------------

/// `numpy.random.default_rng(0)`, `numpy.random.RandomState(0)`: the same functions, drawing from a
/// source of their own.
class Generator : public Object {
 public:
  Generator(Keras& keras, std::string type, RandomSource source)
      : keras_(keras), type_(std::move(type)), state_(std::make_shared<FunctionState>()) {
    state_->numpy = std::move(source);
  }
  [[nodiscard]] std::string type_name() const override { return type_; }
  std::optional<Value> attribute(Interpreter& /*in*/, const std::string& name,
                                 Span /*at*/) override {
    const auto called = find_function("generator", name);
    return called ? std::optional(make_tensor_function(keras_, state_, *called)) : std::nullopt;
  }

 private:
  Keras& keras_;
  std::string type_;
  std::shared_ptr<FunctionState> state_;
};

Value generator(FunctionCall& call) {
  const bool seeded = call.has("seed");
  const std::int64_t seed = seeded ? call.integer("seed") : 0;
  std::string path = "generator";
  if (!seeded) path += std::to_string(call.state.generators++);
  return std::static_pointer_cast<Object>(
      std::make_shared<Generator>(call.keras, "Generator", RandomSource{std::move(path), seed}));
}

/// `keras.random.SeedGenerator`: its functions here draw in the order of their calls anyway.
class SeedGenerator : public Object {
 public:
  [[nodiscard]] std::string type_name() const override { return "SeedGenerator"; }
};

Value seed_generator(FunctionCall& /*call*/) {
  return std::static_pointer_cast<Object>(std::make_shared<SeedGenerator>());
}

constexpr auto creation = FunctionKind::creation;
constexpr auto query = FunctionKind::query;

constexpr std::array functions = {
    TensorFunction{"uniform", uniform, creation},
    TensorFunction{"normal", normal<false>, creation},
    TensorFunction{"truncated_normal", normal<true>, creation},
    TensorFunction{"randint", integers, creation},
    TensorFunction{"bernoulli", bernoulli, creation},
    TensorFunction{"dropout", dropout},
    TensorFunction{"categorical", categorical},
    TensorFunction{"set_seed", set_seed, query},
    TensorFunction{"generator", generator, query},
    TensorFunction{"seed_generator", seed_generator, query},
};

constexpr std::array spellings = {
    Spelling{"random", "uniform", "shape low:minval=0.0 high:maxval=1.0 dtype=None seed=None",
             "uniform"},
    Spelling{"K", "random_uniform", "shape low:minval=0.0 high:maxval=1.0 dtype=None seed=None",
             "uniform"},
    Spelling{"K", "random_uniform_variable", "shape low high dtype=None name=None seed=None",
             "uniform"},
    Spelling{"tf.random", "uniform",
             "shape low:minval=0 high:maxval=None dtype=None seed=None name=None", "uniform"},
    Spelling{"tf", "random_uniform",
             "shape low:minval=0 high:maxval=None dtype=None seed=None name=None", "uniform"},
    Spelling{"np.random", "rand", "*shape", "uniform"},
    Spelling{"np.random", "random random_sample ranf sample", "shape:size=None", "uniform"},
    Spelling{"np.random", "uniform", "low=0.0 high=1.0 shape:size=None", "uniform"},
    Spelling{"generator", "random random_sample", "shape:size=None dtype=None out=None", "uniform"},
    Spelling{"generator", "rand", "*shape", "uniform"},
    Spelling{"generator", "uniform", "low=0.0 high=1.0 shape:size=None", "uniform"},
    Spelling{"random", "normal", "shape mean=0.0 stddev=1.0 dtype=None seed=None", "normal"},
    Spelling{"K", "random_normal", "shape mean=0.0 stddev=1.0 dtype=None seed=None", "normal"},
    Spelling{"K", "random_normal_variable",
             "shape mean stddev:scale dtype=None name=None seed=None", "normal"},
    Spelling{"tf.random", "normal", "shape mean=0.0 stddev=1.0 dtype=None seed=None name=None",
             "normal"},
    Spelling{"tf", "random_normal", "shape mean=0.0 stddev=1.0 dtype=None seed=None name=None",
             "normal"},
    Spelling{"np.random", "randn", "*shape", "normal"},
    Spelling{"np.random", "normal", "mean:loc=0.0 stddev:scale=1.0 shape:size=None", "normal"},
    Spelling{"np.random", "standard_normal", "shape:size=None", "normal"},
    Spelling{"generator", "normal", "mean:loc=0.0 stddev:scale=1.0 shape:size=None", "normal"},
    Spelling{"generator", "standard_normal", "shape:size=None dtype=None out=None", "normal"},
    Spelling{"generator", "randn", "*shape", "normal"},
    Spelling{"random", "truncated_normal", "shape mean=0.0 stddev=1.0 dtype=None seed=None",
             "truncated_normal"},
    Spelling{"K", "truncated_normal", "shape mean=0.0 stddev=1.0 dtype=None seed=None",
             "truncated_normal"},
    Spelling{"tf.random", "truncated_normal",
             "shape mean=0.0 stddev=1.0 dtype=None seed=None name=None", "truncated_normal"},
    Spelling{"random", "randint", "shape low:minval high:maxval dtype=None seed=None", "randint"},
    Spelling{"np.random", "randint", "low high=None shape:size=None dtype=None", "randint"},
    Spelling{"np.random", "random_integers", "low high=None shape:size=None endpoint:endpoint=True",
             "randint"},
    Spelling{"generator", "integers", "low high=None shape:size=None dtype=None endpoint=False",
             "randint"},
    Spelling{"generator", "randint", "low high=None shape:size=None dtype=None", "randint"},
    Spelling{"K", "random_bernoulli random_binomial", "shape p=0.0 dtype=None seed=None",
             "bernoulli"},
    Spelling{"random", "dropout", "x:inputs rate noise_shape=None seed=None", "dropout"},
    Spelling{"K", "dropout", "x rate:level noise_shape=None seed=None", "dropout"},
    Spelling{"tf.nn", "dropout", "x rate noise_shape=None seed=None name=None", "dropout"},
    Spelling{"random", "categorical", "logits num_samples dtype=int32 seed=None", "categorical"},
    Spelling{"tf.random", "categorical", "logits num_samples dtype=None seed=None name=None",
             "categorical"},
    Spelling{"np.random", "seed", "seed=None", "set_seed"},
    Spelling{"tf.random", "set_seed", "seed", "set_seed"},
    Spelling{"tf", "set_random_seed", "seed", "set_seed"},
    Spelling{"np.random", "default_rng RandomState", "seed=None", "generator"},
    Spelling{"random", "SeedGenerator", "seed=None name=None", "seed_generator"},
};

}  // namespace

TensorFunctionFamily random_functions() { return {functions, spellings}; }

}  // namespace unroll::python
