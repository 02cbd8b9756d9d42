// Owns what a layer is: one row with its arguments, weights, call and explanations. Must not know
// graphs or programs: a rule works through `Tracing`, which the graph implements.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dims/shape.hpp"
#include "error.hpp"
#include "layers/datum.hpp"
#include "ops/op.hpp"

namespace unroll {

// ---- documentation ---------------------------------------------------------------------------

/// A text for readers alone: of the reference, of forms and completions. The engine never reads it,
/// so it is there only where UNROLL_REFERENCE is defined (engine/reference writes it down);
/// elsewhere the compiler drops it.
class Doc {
 public:
  constexpr Doc() = default;
#ifdef UNROLL_REFERENCE
  // NOLINTNEXTLINE(google-explicit-constructor): a row is written with plain literals.
  consteval Doc(const char* text) : text_(text) {}
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
#else
  // NOLINTNEXTLINE(google-explicit-constructor): a row is written with plain literals.
  consteval Doc(const char* /*text*/) {}
#endif
};

// ---- arguments -------------------------------------------------------------------------------

/// How a form shows an argument, and what a layer's constructor accepts for it.
enum class FieldKind : std::uint8_t {
  integer,
  sizes,  ///< an integer for all of some axes, or one for each
  axes,   ///< an integer that names an axis, or a list of them
  number,
  numbers,  ///< a number, nested lists of them, or an array
  boolean,
  choice,
  text,
  layer,
  shape,
  activation,
  initializer,
  code,
};

/// What one value of an argument does, for the form: `True` -> "keeps time in the output".
struct Effect {
  std::string_view value;
  std::string_view text;
};

/// One argument of a constructor, in Keras's order.
struct Field {
  std::string_view name;
  FieldKind kind = FieldKind::code;
  /// As Python source; empty where the argument is required.
  std::string_view otherwise;
  /// One sentence.
  Doc doc;
  /// Shown before the rest.
  bool primary = false;
  /// Bears on training alone: accepted, and without effect here.
  bool training_only = false;
  std::span<const std::string_view> choices = {};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::span<const Effect> effects = {};
  /// The axis that the output keeps when this is True, for the fix of a layer that misses it.
  std::optional<Role> keeps = std::nullopt;
  /// Of sizes: for how many axes.
  std::size_t axes = 0;
  /// Of a choice: written in capitals it is the same.
  bool any_case = false;
};

/// The value of an argument in one layer.
struct ConfigEntry {
  const Field* field = nullptr;
  Datum value;
  bool given = false;
  Span span;  ///< the argument's expression, empty where not given
};

/// The arguments of one layer. Asking for a name that the row lacks is a fault of the engine.
class Config {
 public:
  std::vector<ConfigEntry> entries;

  [[nodiscard]] const ConfigEntry& entry(std::string_view name) const;
  [[nodiscard]] const Datum& operator[](std::string_view name) const { return entry(name).value; }
  [[nodiscard]] bool boolean(std::string_view name) const;
  [[nodiscard]] Dim integer(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;
  /// One number for each axis.
  [[nodiscard]] std::vector<Dim> sizes(std::string_view name) const;
};

// ---- errors ----------------------------------------------------------------------------------

/// What a rule throws. The message names neither place nor layer; the tracer adds both. `keras` is
/// Keras's own wording where it differs.
class RuleError : public Error {
 public:
  RuleError(std::string code, const std::string& message, std::string keras = {})
      : Error(std::move(code), message), keras_text(std::move(keras)) {}
  std::string keras_text;
  /// Axes that the layer needs, where that is what is wrong.
  std::vector<Role> needs;
  /// The tensor that does not fit.
  ValueId got = no_id;
  /// Python's exception type.
  std::string_view exception = "ValueError";
};

// ---- what a rule works with ------------------------------------------------------------------

struct LayerState;

/// A body of `scan`: sees one step of each sequence and the states, answers with outputs and
/// states.
struct ScanStep {
  std::vector<ValueId> outputs;
  std::vector<ValueId> states;
};
using ScanBody =
    std::function<ScanStep(std::span<const ValueId> steps, std::span<const ValueId> states)>;

struct ScanOptions {
  std::vector<ValueId> sequences;  ///< (batch, time, ...)
  std::vector<ValueId> states;     ///< initial states
  ValueId mask = no_id;            ///< (batch, time), bool
  bool reverse = false;
  bool zero_output_for_mask = false;
};

/// What a scan gives: for each output of the body all steps and the last, and the final states.
struct Scanned {
  std::vector<ValueId> all;
  std::vector<ValueId> last;
  std::vector<ValueId> states;
};

/// The shapes of its outputs that a layer declares: tuples of sizes, None for open ones.
struct DeclaredOutput {
  Datum shapes;
  std::string_view by;  ///< what declares them: `compute_output_shape`, `output_shape`
};

/// The releases of Keras whose rules differ.
enum class KerasRelease : std::uint8_t { v3_15, v3_16 };

/// The tracer as rules see it.
class Tracing {
 public:
  Tracing() = default;
  Tracing(const Tracing&) = delete;
  Tracing& operator=(const Tracing&) = delete;
  virtual ~Tracing() = default;

  [[nodiscard]] virtual const TensorType& type(ValueId value) const = 0;
  [[nodiscard]] const Shape& shape(ValueId value) const { return type(value).shape; }
  /// The mask that travels with a value, or no_id.
  [[nodiscard]] virtual ValueId mask(ValueId value) const = 0;
  [[nodiscard]] virtual KerasRelease release() const = 0;

  virtual std::vector<ValueId> apply(const OpRow& row, std::span<const ValueId> inputs,
                                     Attributes attributes) = 0;
  /// The one output of an op.
  ValueId apply(std::string_view name, std::initializer_list<ValueId> inputs,
                Attributes attributes = {});
  /// A number as a tensor without axes.
  ValueId number(double value);
  /// Has an axis of a fresh tensor left open: see Dim::left_open.
  virtual void leave_open(ValueId value, std::size_t axis) = 0;
  virtual Scanned scan(const ScanOptions& options, const ScanBody& body) = 0;
  /// Runs `ops`, which traces some ops and answers with the results. On symbolic tensors outside
  /// any layer all of them are one operation of Keras, of this class: `ZerosLike` (`zeros_like`),
  /// and `arguments` tells what it was called with, by the words of `keras.ops`.
  virtual void operation(std::string_view class_name, std::span<const ValueId> inputs,
                         const std::function<std::vector<ValueId>()>& ops,
                         const std::function<std::vector<GivenDatum>()>& arguments) = 0;
  /// What a layer knows better than its ops of an axis of a tensor that it has just made: what it
  /// means, or that Keras leaves its size open. The size must come to the number that theirs does.
  virtual void set_axis(ValueId value, std::int64_t axis, const Axis& as) = 0;
  /// What an axis that came in means, here and wherever it was handed on before: an axis of an
  /// Input has no more than the usual role until a layer tells a better one.
  virtual void set_role(ValueId value, std::int64_t axis, Role role) = 0;

  /// A weight of `owner`. Axes of `shape` carry roles; lineages are the weight's own. `initializer`
  /// is a name, an Initializer or None (Keras's default).
  virtual WeightId add_weight(LayerId owner, std::string_view name, Shape shape,
                              const Datum& initializer, bool trainable, DType dtype) = 0;
  /// The weight as a tensor.
  virtual ValueId weight(WeightId id) = 0;

  virtual LayerState& layer(LayerId id) = 0;
  /// A layer inside another one. `name` empty: named as Keras names it.
  virtual LayerId make_layer(const struct LayerRow& row, Config config, std::string_view name) = 0;
  virtual void build_layer(LayerId id, std::span<const TensorType> inputs) = 0;
  virtual Datum call_layer(LayerId id, std::vector<GivenDatum> arguments) = 0;
  /// A new layer of the same class and arguments, with weights of its own. Entries of `changes`
  /// take the place of arguments.
  virtual LayerId clone_layer(LayerId id, std::string_view name,
                              const std::vector<GivenDatum>& changes) = 0;
  /// What the program itself says of a layer of its own class: the attribute, or None where it says
  /// nothing.
  virtual Datum attribute(LayerId id, std::string_view name) = 0;
  /// What the program's own method of a layer answers; nothing where its class defines none.
  virtual std::optional<Datum> call_method(LayerId id, std::string_view name,
                                           std::vector<GivenDatum> arguments) = 0;
  /// The states that a stateful layer keeps between calls, of these shapes: zeros at first.
  virtual std::vector<ValueId> kept_states(LayerId id, const std::vector<Shape>& shapes) = 0;
  /// Keeps the states for the next call.
  virtual void keep_states(LayerId id, std::span<const ValueId> states) = 0;
  /// Applies an activation: None, a name of Keras's, a layer, or a function of the program.
  virtual ValueId activate(const Datum& activation, ValueId value) = 0;
  /// Calls a function of the program; what it answers, with a tensor in it.
  virtual Datum call_function(const Opaque& function, std::vector<GivenDatum> arguments) = 0;
  /// What a function of the program makes of the shapes of these tensors, in their structure.
  virtual Datum call_on_shapes(const Opaque& function, const Datum& tensors) = 0;
  /// Whether a function of the program takes an argument of this name.
  virtual bool takes_argument(const Opaque& function, std::string_view name) = 0;
  /// Whether the program's own class of a layer defines a method.
  [[nodiscard]] virtual bool defines_method(LayerId id, std::string_view name) = 0;
  /// A tensor that stands for `value`, which has another shape than the layer that is being called
  /// needs. While Keras builds a model it goes by declared shapes and does not see that: a warning
  /// tells of it, and a run refuses. Throws `error` where the layer does run.
  virtual ValueId declare(ValueId value, const Shape& shape, const RuleError& error) = 0;
  /// Tells whoever records the steps of a scan what a value of its body is: `i`, `candidate`, `c`.
  /// `before` is what its activation was applied to, no_id where it has none.
  virtual void name(std::string_view what, ValueId value, ValueId before) = 0;
};

/// One layer of a program, by its row or with the program's own methods.
struct LayerState {
  LayerId id = no_id;
  const LayerRow* row = nullptr;  ///< null for a plain subclass of Layer
  std::string name;
  Config config;
  bool built = false;
  Shape built_for;  ///< the first input that it was built for
  bool trainable = true;
  std::vector<WeightId> weights;  ///< its own, in the order of their making
  std::vector<LayerId> layers;    ///< held layers, in the order of their first assignment

  /// The own weight of this name; a missing one is a fault of the engine.
  [[nodiscard]] WeightId weight(std::string_view name) const;
  std::vector<std::pair<std::string, WeightId>> weight_names;
  /// The held layer under this attribute; a missing one is a fault of the engine.
  [[nodiscard]] LayerId inner(std::string_view attribute) const;
  void hold(std::string_view attribute, LayerId held);
  std::vector<std::pair<std::string, LayerId>> layer_names;
  std::vector<WeightId> states;      ///< the variables of a stateful layer
  std::vector<ValueId> states_left;  ///< by its last call on numbers; empty: zeros
};

/// A call as a rule sees it: `inputs` is the first argument, all others by name.
struct LayerCall {
  Tracing& trace;
  const LayerState& layer;
  std::vector<GivenDatum> arguments;

  [[nodiscard]] const Config& config() const { return layer.config; }
  /// The named argument, None where it is not given.
  [[nodiscard]] const Datum& argument(std::string_view name) const;
  /// The one tensor of the first argument; throws where it is none or several.
  [[nodiscard]] ValueId input() const;
  [[nodiscard]] ValueId weight(std::string_view name) const {
    return trace.weight(layer.weight(name));
  }
};

/// Building as a rule sees it.
struct LayerBuild {
  Tracing& trace;
  LayerState& layer;
  std::span<const TensorType> inputs;          ///< the tensors of the first argument
  std::span<const GivenDatum> arguments = {};  ///< of the call that builds it, if one does

  [[nodiscard]] const Config& config() const { return layer.config; }
  [[nodiscard]] const Shape& input() const { return inputs.front().shape; }
  /// The named argument of the call, None where it is not given.
  [[nodiscard]] const Datum& argument(std::string_view name) const;
  /// Adds a weight with Keras's default name and the initialiser of the field `initializer`.
  void add_weight(std::string_view name, Shape shape, std::string_view initializer_field);
  /// Adds a weight that training does not learn, with this initialiser.
  void add_statistic(std::string_view name, Shape shape, const Datum& initializer,
                     DType dtype = DType::float32);
};

/// Builds a layer by its row, for calls with inputs of these types, and notes what it is built for.
/// Nothing where the row has nothing to build. `arguments` are those of the call that builds it.
void build_by_row(Tracing& trace, LayerState& layer, std::span<const TensorType> inputs,
                  std::span<const GivenDatum> arguments = {});

// ---- explanations ----------------------------------------------------------------------------

enum class AxisChange : std::uint8_t { kept, replaced, added, ended, set_aside };

/// Why an axis is as it is: for one change of one role, under one value of a field if `field` is
/// set. In the text `{field}` is that argument's value, `{from}` and `{to}` are sizes.
struct AxisNote {
  AxisChange change;
  Role role;
  std::string_view text;
  std::string_view field = {};
  std::string_view value = {};
};

/// Whether masks come out of a layer: Keras's `supports_masking`.
enum class MaskSupport : std::uint8_t { never, always, until_3_15 };

inline constexpr std::string_view one_input_names[] = {"inputs"};
inline constexpr std::span<const std::string_view> one_input = one_input_names;

/// A row of the layer table.
struct LayerRow {
  std::string_view name;   ///< Keras's class
  std::string_view group;  ///< `core`, `recurrent`, `reshaping`, ...
  /// One sentence on what it does.
  Doc summary;
  /// The paper or book that it comes from: authors, title, year. Empty where there is none to name.
  Doc paper = {};
  /// The layer at work, as a program without its imports: `y` comes out of it for the input `x`.
  Doc example = {};
  std::span<const Field> fields;
  /// Checks the arguments beyond their kinds; may be null.
  void (*check)(const Config& config) = nullptr;
  /// Checks the inputs of every call, as Keras's input_spec does; may be null.
  void (*check_input)(const LayerCall& call) = nullptr;
  /// Makes inner layers, when the layer itself is made; may be null.
  void (*make)(Tracing& trace, LayerState& layer) = nullptr;
  /// Makes the weights, and builds inner layers; may be null.
  void (*build)(LayerBuild& build) = nullptr;
  Datum (*call)(const LayerCall& call) = nullptr;
  /// The number of parameters, as an expression over fields, weights (how many numbers each holds;
  /// none where the layer has no such weight) and `features` (the size of the input's last axis):
  /// `units * (features + units + use_bias)`, `gamma + beta`. Empty where inner layers tell.
  std::string_view formula = {};
  /// Which axis of the input the formula's `features` is; null: the last.
  std::size_t (*features_axis)(const Config& config, std::size_t rank) = nullptr;
  std::span<const AxisNote> notes = {};
  /// The arguments in a few words: `tanh, all steps`; may be null.
  std::string (*settings)(const Config& config) = nullptr;
  /// The arguments of `call`, in order. A tensor that has a mask gives it to the argument `mask`,
  /// or to `<argument>_mask` where several arguments hold tensors.
  std::span<const std::string_view> arguments = one_input;
  MaskSupport masks = MaskSupport::never;
  /// The masks of the outputs, in their order, out of the masks of the first argument: Keras's
  /// `compute_mask`. Null: handed on as they are.
  Datum (*compute_mask)(const LayerCall& call, const Datum& masks) = nullptr;
  /// Whether the tensors of its arguments have no mask any more once it has run.
  bool takes_masks = false;
  /// The axis that its inner layer does not see; nothing where it is no wrapper.
  std::optional<Role> sets_aside = std::nullopt;
  /// Whether a flow shows the layer inside it.
  bool shows_inner = false;
  /// The sizes of a cell's states: a size, or a list of them, nested for stacked cells.
  Datum (*state_size)(Tracing& trace, const LayerState& cell) = nullptr;
  /// Names of its outputs, `out` for a single one.
  std::vector<std::string> (*outputs)(const Config& config) = nullptr;
  /// What Keras takes for its outputs while it builds a model, where `call` may make others: its
  /// `compute_output_shape`. Null: what `call` makes.
  std::optional<DeclaredOutput> (*declared)(const LayerCall& call) = nullptr;
  /// A tensor that enters a model by itself, and is not called.
  bool is_input = false;
  /// Further names that Keras has for the class.
  std::span<const std::string_view> aliases = {};
};

[[nodiscard]] std::span<const LayerRow* const> layer_table();
/// The row of a Keras class by any of its names, or null.
[[nodiscard]] const LayerRow* find_layer(std::string_view name);
/// The arguments every layer takes besides its own: name, trainable, dtype, input_shape, ...
[[nodiscard]] std::span<const Field> shared_fields();

/// Matches given arguments to a row's fields, checks their kinds and the row's own rule. Throws
/// RuleError in Keras's or Python's words. `positional` arguments come first.
[[nodiscard]] Config make_config(const LayerRow& row, const std::vector<GivenDatum>& given);

/// Keras's snake_case of a class name: `simple_rnn`, `time_distributed`.
[[nodiscard]] std::string snake_case(std::string_view class_name);

/// A default's Python source as a datum: None, True, False, numbers, quoted texts, tuples.
[[nodiscard]] Datum parse_default(std::string_view source);

/// The rank check that most layers make, in Keras's words. `needs` names the axes for the message.
void need_rank(const LayerCall& call, std::int64_t rank, std::vector<Role> needs);
void need_min_rank(const LayerCall& call, std::int64_t rank, std::vector<Role> needs);
/// Refuses an input that has another number of axes than the one the layer was built for.
void need_built_rank(const LayerCall& call);
/// Refuses an input whose `axis` (-1: the last) has another size than the weights were made for,
/// in Keras's words. An open size fits.
void need_axis(const LayerCall& call, std::int64_t axis, const Dim& wanted);

}  // namespace unroll
