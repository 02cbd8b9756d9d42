// Owns what layers share whose windows move over steps, rows and columns. Must not know any of
// them. Mirrors keras/src/layers/convolutional/base_conv.py and layers/input_spec.py.
#include "layers/windows.hpp"

#include <algorithm>

namespace unroll::layers::windows {

bool channels_first(const Config& config) {
  const auto* format = config["data_format"].as<std::string>();
  return format != nullptr && *format == "channels_first";
}

std::size_t channel_axis(const Config& config, std::size_t rank) {
  return channels_first(config) ? 1 : rank - 1;
}

// ---- checks ----------------------------------------------------------------------------------

std::vector<Role> needed_roles(std::size_t places, bool channels_first) {
  std::vector<Role> roles;
  for (const Axis& axis : shape_with_usual_roles(std::vector<Dim>(places + 2))) {
    roles.push_back(axis.role);
  }
  if (channels_first) std::rotate(roles.begin() + 1, roles.end() - 1, roles.end());
  return roles;
}

void need_places(const LayerCall& call, std::size_t places, bool at_least) {
  const auto roles = needed_roles(places, channels_first(call.config()));
  const auto rank = static_cast<std::int64_t>(places + 2);
  if (!at_least || std::ssize(call.trace.shape(call.input())) > rank) {
    need_rank(call, rank, roles);
  } else {
    need_min_rank(call, rank, roles);
  }
}

void need_channels(const LayerCall& call, const Dim& wanted) {
  need_axis(call, channels_first(call.config()) ? 1 : -1, wanted);
}

Dim known_channels(const LayerBuild& build) {
  const Shape& input = build.input();
  const Dim& channels = input[channel_axis(build.config(), input.size())].size;
  if (channels.value()) return channels;
  throw RuleError("unknown_features",
                  std::string(build.layer.row->name) +
                      " needs to know how many features come in, got " + words(input) +
                      ": give that axis a size.",
                  "unsupported operand type(s) for *: 'NoneType' and 'int'");
}

void refuse_strides_with_dilation(const Config& config) {
  const auto moves = [&](std::string_view name) {
    return std::ranges::any_of(config.sizes(name),
                               [](const Dim& size) { return size.value().value_or(1) > 1; });
  };
  if (!moves("strides") || !moves("dilation_rate")) return;
  const std::string strides = python_text(config["strides"]);
  const std::string dilation = python_text(config["dilation_rate"]);
  throw RuleError("argument_value",
                  "`strides` and `dilation_rate` cannot both be above 1, got " + strides + " and " +
                      dilation + '.',
                  "`strides > 1` not supported in conjunction with `dilation_rate > 1`. Received: "
                  "strides=" +
                      strides + " and dilation_rate=" + dilation);
}

// ---- weights ---------------------------------------------------------------------------------

void build_kernel(LayerBuild& build, std::string_view name, const Dim& rows, const Dim& columns,
                  std::string_view initializer_field) {
  Shape shape;
  for (const Dim& size : build.config().sizes("kernel_size")) {
    shape.push_back({size, Role::other, 0});
  }
  shape.push_back({rows, Role::features, 0});
  shape.push_back({columns, Role::features, 0});
  build.add_weight(name, std::move(shape), initializer_field);
}

void build_bias(LayerBuild& build, const Dim& outputs) {
  if (!build.config().boolean("use_bias")) return;
  build.add_weight("bias", {{outputs, Role::features, 0}}, "bias_initializer");
}

// ---- ops -------------------------------------------------------------------------------------

Attributes attributes(const Config& config, std::initializer_list<std::string_view> names) {
  Attributes result{{"channels_first", channels_first(config)}};
  for (const std::string_view name : names) {
    const Datum& value = config[name];
    if (value.is_none()) continue;
    if (const auto* text = value.as<std::string>()) {
      result.set(name, *text);
    } else {
      result.set(name, config.sizes(name));
    }
  }
  return result;
}

ValueId add_bias(const LayerCall& call, ValueId x) {
  if (!call.config().boolean("use_bias")) return x;
  ValueId bias = call.weight("bias");
  if (channels_first(call.config())) {
    // One for each channel, whatever its place.
    std::vector<Dim> sizes(call.trace.shape(x).size() - 1, Dim(1));
    sizes.front() = call.trace.shape(bias).front().size;
    bias = call.trace.apply("reshape", {bias}, {{"newshape", std::move(sizes)}});
  }
  return call.trace.apply("add", {x, bias});
}

ValueId finish(const LayerCall& call, ValueId x) {
  return call.trace.activate(call.config()["activation"], add_bias(call, x));
}

// ---- words -----------------------------------------------------------------------------------

namespace {

/// `3×3`, or `3` for one axis or for the same along all where `brief`.
std::string sizes_text(const std::vector<Dim>& sizes, bool brief) {
  const bool same = std::ranges::all_of(sizes, [&](const Dim& d) { return d == sizes.front(); });
  if (brief && same) return sizes.front().text();
  std::string text;
  for (const Dim& size : sizes) text += (text.empty() ? "" : "×") + size.text();
  return text;
}

}  // namespace

std::string settings(const Config& config, std::string_view window) {
  std::string text = sizes_text(config.sizes(window), false);
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(config.entries,
                               [&](const ConfigEntry& e) { return e.field->name == name; }) &&
           !config[name].is_none();
  };
  const auto differs = [&](std::string_view name) {
    return has(name) &&
           std::ranges::any_of(config.sizes(name), [](const Dim& d) { return !d.is(1); });
  };
  if (differs("strides")) text += ", stride " + sizes_text(config.sizes("strides"), true);
  if (has("dilation_rate") && differs("dilation_rate")) {
    text += ", dilation " + sizes_text(config.sizes("dilation_rate"), true);
  }
  if (has("padding") && *config["padding"].as<std::string>() != "valid") {
    text += ", " + *config["padding"].as<std::string>();
  }
  if (has("activation")) {
    const auto* activation = config["activation"].as<std::string>();
    text += ", " + (activation == nullptr ? "own activation" : *activation);
  }
  return text;
}

}  // namespace unroll::layers::windows
