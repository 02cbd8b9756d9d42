// Owns the CategoryEncoding layer. Must not know graphs.
// Mirrors keras/src/layers/preprocessing/category_encoding.py.
#include <array>

#include "layers/categories.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

constexpr std::array fields = {
    Field{.name = "num_tokens",
          .kind = FieldKind::integer,
          .otherwise = "None",
          .doc = "How many categories there are.",
          .primary = true,
          .min = 1},
    Field{.name = "output_mode",
          .kind = FieldKind::choice,
          .otherwise = "\"multi_hot\"",
          .doc = "How categories are marked.",
          .primary = true,
          .choices = categories::modes,
          .effects = std::span(categories::effects).subspan(1)},
    Field{.name = "sparse",
          .kind = FieldKind::boolean,
          .otherwise = "False",
          .doc = "How the marks are kept; the numbers are the same.",
          .training_only = true},
};

constexpr std::array<std::string_view, 2> arguments = {"inputs", "count_weights"};

void check(const Config& config) {
  if (!config["num_tokens"].is_none()) return;
  throw RuleError("argument_value",
                  "CategoryEncoding needs `num_tokens`, the number of categories.",
                  "num_tokens must be set to use this layer. If the number of tokens is not known "
                  "beforehand, use the IntegerLookup layer instead.");
}

Datum call(const LayerCall& call) {
  const auto& mode = *call.config()["output_mode"].as<std::string>();
  std::optional<ValueId> weights;
  if (const auto* given = call.argument("count_weights").as<TensorRef>()) weights = given->id;
  if (weights && mode != "count") {
    throw RuleError("inputs",
                    "CategoryEncoding takes `count_weights` where `output_mode` is 'count' alone, "
                    "and it is '" +
                        mode + "'.",
                    "`count_weights` is not used when `output_mode` is not `'count'`.");
  }
  return TensorRef{categories::encode(call.trace, call.input(), mode,
                                      call.config().integer("num_tokens"), weights)};
}

std::string settings(const Config& config) {
  return *config["output_mode"].as<std::string>() + ", " + python_text(config["num_tokens"]) +
         " tokens";
}

}  // namespace

const LayerRow category_encoding = {
    .name = "CategoryEncoding",
    .group = "preprocessing",
    .summary = "Turns the numbers of categories into marks, one column for each category.",
    .example =
        "x = keras.Input((10,), dtype=\"int32\")\n"
        "y = layers.CategoryEncoding(num_tokens=12, output_mode=\"one_hot\")(x)",
    .fields = fields,
    .check = check,
    .call = call,
    .notes = categories::notes,
    .settings = settings,
    .arguments = arguments,
};

}  // namespace unroll::layers
