// Owns the GroupNormalization layer. Must not know graphs.
// Mirrors keras/src/layers/normalization/group_normalization.py.
#include <array>

#include "layers/axes.hpp"
#include "layers/normalizing.hpp"
#include "layers/rows.hpp"

namespace unroll::layers {

namespace {

using namespace normalizing;

constexpr std::array fields = {
    Field{.name = "groups",
          .kind = FieldKind::integer,
          .otherwise = "32",
          .doc = "Into how many groups the features are divided; -1: each is one.",
          .primary = true,
          .min = -1},
    Field{.name = "axis",
          .kind = FieldKind::integer,
          .otherwise = "-1",
          .doc = "The axis that is divided into groups.",
          .primary = true},
    epsilon("0.001"),
    center,
    scale,
    beta_initializer,
    gamma_initializer,
    beta_regularizer,
    gamma_regularizer,
    beta_constraint,
    gamma_constraint,
};

constexpr std::array notes = {
    AxisNote{AxisChange::kept, Role::batch, "Each item of the batch is normalised on its own."},
    AxisNote{AxisChange::kept, Role::features,
             "`groups={groups}`: the numbers of one group are brought to mean 0 and variance 1 "
             "together."},
    AxisNote{AxisChange::kept, Role::other,
             "The numbers of a group at all places are normalised together."},
};

void check(const Config& config) {
  if (!config["groups"].as<Dim>()->is(0)) return;
  throw RuleError("argument_value",
                  "GroupNormalization needs a positive integer for `groups`, or -1, got 0.",
                  "Received an invalid value for argument `groups`, expected a positive integer "
                  "(or `-1` for instance normalization). Received: groups=0");
}

/// How many groups the axis of this size has; throws RuleError where they do not come out even.
std::int64_t groups_of(const Config& config, std::int64_t size) {
  const std::int64_t given = config.integer("groups").value().value_or(-1);
  const std::int64_t groups = given == -1 ? size : given;
  if (size % groups == 0 && size >= groups) return groups;
  const std::string keras = "Number of groups (" + std::to_string(groups) + ") ";
  throw RuleError(
      "argument_value",
      "GroupNormalization cannot divide " + std::to_string(size) + " features into " +
          std::to_string(groups) + " equal groups: `groups` has to divide them.",
      size < groups
          ? keras + "cannot be more than the number of channels (" + std::to_string(size) + ")."
          : keras + "must be a multiple of the number of channels (" + std::to_string(size) + ").");
}

void check_input(const LayerCall& call) {
  if (!call.layer.built) return;
  need_built_rank(call);
  const auto axis = named_axes(call, "axis").front();
  need_axis(call, axis, call.layer.built_for[static_cast<std::size_t>(axis)].size);
}

void build(LayerBuild& build) {
  const Shape shape = weight_shape(build, named_axes(build.layer, "axis", build.input()));
  std::ignore = groups_of(build.config(), *shape.front().size.value());
  if (build.config().boolean("scale")) build.add_weight("gamma", shape, "gamma_initializer");
  if (build.config().boolean("center")) build.add_weight("beta", shape, "beta_initializer");
}

/// A statistic of each group, the same for all features of the group: the input's axes, all but the
/// batch and the features of size 1.
class Grouped {
 public:
  Grouped(const LayerCall& call, std::size_t axis) : trace_(call.trace), axis_(axis) {
    const Shape& shape = trace_.shape(call.input());
    const std::int64_t features = *call.layer.built_for[axis].size.value();
    const std::int64_t groups = groups_of(call.config(), features);
    each_ = features / groups;
    std::vector<Dim> sizes;
    for (const Axis& kept : shape) sizes.push_back(kept.size);
    sizes[axis] = groups;
    sizes.insert(sizes.begin() + static_cast<std::ptrdiff_t>(axis) + 1, each_);
    for (std::int64_t at = 1; at < std::ssize(sizes); ++at) {
      if (at != static_cast<std::int64_t>(axis)) axes_.push_back(at);
    }
    groups_ = trace_.apply("reshape", {call.input()}, {{"newshape", std::move(sizes)}});
  }

  [[nodiscard]] ValueId statistic(std::string_view op) const {
    const auto at = static_cast<std::int64_t>(axis_);
    const ValueId one_each = trace_.apply("squeeze", {reduced(trace_, op, groups_, axes_)},
                                          {{"axes", std::vector{at + 1}}});
    return trace_.apply("repeat", {one_each}, {{"axis", at}, {"repeats", Dim(each_)}});
  }

 private:
  Tracing& trace_;
  std::size_t axis_;
  std::int64_t each_ = 1;
  std::vector<std::int64_t> axes_;
  ValueId groups_ = no_id;
};

Datum call(const LayerCall& call) {
  const auto axes = named_axes(call, "axis");
  const std::size_t rank = call.trace.shape(call.input()).size();
  const auto spread = [&](std::string_view flag, std::string_view weight) {
    if (!call.config().boolean(flag)) return no_id;
    return spread_from(call.trace, call.weight(weight), axes, rank);
  };
  const Grouped grouped(call, static_cast<std::size_t>(axes.front()));
  const ValueId inverse =
      inverse_root(call.trace, grouped.statistic("var"), call.config().number("epsilon"));
  return TensorRef{normalized(call.trace, call.input(), grouped.statistic("mean"), inverse,
                              spread("scale", "gamma"), spread("center", "beta"))};
}

std::string settings(const Config& config) {
  const auto groups = python_text(config["groups"]);
  return groups == "-1" ? "each feature on its own" : groups + " groups";
}

}  // namespace

const LayerRow group_normalization = {
    .name = "GroupNormalization",
    .group = "normalization",
    .summary = "Brings each group of features to mean 0 and variance 1, over all places.",
    .paper = "Wu and He, \"Group Normalization\", 2018",
    .example =
        "x = keras.Input((10, 20))\n"
        "y = layers.GroupNormalization(groups=4)(x)",
    .fields = fields,
    .check = check,
    .check_input = check_input,
    .build = build,
    .call = call,
    .formula = "gamma + beta",
    .notes = notes,
    .settings = settings,
    .masks = MaskSupport::always,
};

}  // namespace unroll::layers
