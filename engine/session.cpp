// Owns an open program: its trace, its plan and its values, behind session.hpp. Must not know the C
// boundary.
#include "session.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "edit/edit.hpp"
#include "error.hpp"
#include "exec/model_run.hpp"
#include "exec/plan.hpp"
#include "interchange/completions.hpp"
#include "interchange/export_model.hpp"
#include "interchange/keras_json.hpp"
#include "interchange/model_summary.hpp"
#include "interchange/own_data.hpp"
#include "interchange/report.hpp"
#include "interchange/requests.hpp"
#include "python/program.hpp"

namespace unroll {

struct Session::State {
  std::uint64_t seed = 0;
  std::unique_ptr<python::Program> program;
  std::unique_ptr<Store> store;
  std::unique_ptr<Plan> plan;
  std::vector<ValueId> kept;
  std::vector<NodeId> recorded;  ///< scans whose steps are recorded
  OpenedLayers opened;           ///< layers that are looked into
  std::vector<ValueId> given;    ///< inputs that hold arrays of the program
  /// The states that a run leaves, by the variables that keep them.
  std::vector<std::pair<WeightId, ValueId>> states;
  Bindings bindings;
  std::string request;  ///< what the plan was made for, where it may be run again; else empty
  Bound bound;          ///< the answer to it
  double run_time = 0;
  bool rewritten = false;  ///< weights changed since the plan packed them

  [[nodiscard]] const Graph& graph() const {
    if (!program) throw Error("not_open", "no program is open");
    return program->graph();
  }
  Store& need_store() {
    if (!store) store = std::make_unique<Store>(graph(), seed);
    return *store;
  }
  /// Puts the arrays that the program calls a model on into the model's inputs, and binds their
  /// sizes; for -1, and where there are none, inputs are drawn.
  void give_own_data(std::int64_t model);
  void make_plan() {
    plan.reset();
    plan = std::make_unique<Plan>(graph(), need_store(), kept, bindings, RunLimits{}, Fusion::on,
                                  recorded);
    plan->start();
    run_time = 0;
    rewritten = false;
  }
};

Session::Session() : state_(std::make_unique<State>()) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

std::string Session::describe() {
  const RunLimits limits;
  return make_description(limits.bytes, limits.flops);
}

// ---- open ------------------------------------------------------------------------------------

namespace {

/// The numbers of a value that depends on no input.
std::shared_ptr<const Tensor> evaluate(const Graph& graph, ValueId id, std::uint64_t seed) {
  Store store(graph, seed);
  Plan plan(graph, store, {id}, {}, RunLimits{});
  plan.start();
  plan.advance(Deadline::max());
  const ConstTensorView view = plan.read(id);
  auto copy = std::make_shared<Tensor>(
      view.dtype(), std::vector<std::int64_t>(view.sizes().begin(), view.sizes().end()));
  std::ranges::copy(view.bytes().first(copy->view().bytes().size()), copy->view().bytes().begin());
  return copy;
}

}  // namespace

std::string Session::open(std::string_view document) {
  DocumentRequest request = parse_document(document);
  python::ProgramSettings settings;
  settings.holes = std::move(request.holes);
  settings.release = request.keras == "3.16" ? KerasRelease::v3_16 : KerasRelease::v3_15;

  State fresh;
  fresh.seed = request.seed;
  fresh.opened = std::move(request.opened);
  python::Host host;
  host.evaluate = [seed = fresh.seed](const Graph& graph, ValueId id) {
    return evaluate(graph, id, seed);
  };
  host.summary = [](const Graph& graph, LayerId id, const SummaryOptions& options) {
    return model_summary(graph, id, options);
  };
  fresh.program =
      request.model ? std::make_unique<python::Program>(
                          [&](python::Keras& keras) { read_keras_json(keras, *request.model); },
                          settings, std::move(host))
                    : std::make_unique<python::Program>(request.program, settings, std::move(host));
  std::vector<Problem> problems = fresh.program->tree().problems();
  const auto& traced = fresh.program->interpreter().problems();
  problems.insert(problems.end(), traced.begin(), traced.end());
  for (Problem& problem : problems) add_fixes(*fresh.program, problem);
  std::sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::pair(a.span.from, a.severity) < std::pair(b.span.from, b.severity);
  });
  // The parser tells of one fault at each place where it met it.
  const auto same = [](const Problem& a, const Problem& b) {
    return a.span == b.span && a.code == b.code && a.message == b.message;
  };
  problems.erase(std::unique(problems.begin(), problems.end(), same), problems.end());
  std::string report = make_report(*fresh.program, problems, request.keras, fresh.opened);
  *state_ = std::move(fresh);
  return report;
}

// ---- bind and run ----------------------------------------------------------------------------

namespace {

/// The layer of a model; throws Error where there is no such model.
LayerId need_model(const Graph& graph, std::int64_t model) {
  if (model < 0 || model >= std::ssize(graph.models)) {
    throw Error("no_such_model", "there is no model " + std::to_string(model) +
                                     "; the program makes " + std::to_string(graph.models.size()));
  }
  return graph.models[static_cast<std::size_t>(model)];
}

/// What a plan records of these scans.
std::vector<StepRecord> records_of(const Graph& graph, const Plan& plan,
                                   const std::vector<NodeId>& scans) {
  const auto sizes_of = [&](ValueId id) {
    const auto sizes = plan.records().sizes(id);
    return std::vector<std::int64_t>(sizes.begin(), sizes.end());
  };
  std::vector<StepRecord> records;
  std::map<LayerId, std::int64_t> calls;
  for (const NodeId id : scans) {
    const Node& scan = graph.node(id);
    const LayerId layer = graph.call(scan.call).layer;
    const std::int64_t call = calls[layer]++;
    for (const NamedValue& named : recorded_values(graph, *scan.body)) {
      if (sizes_of(named.value).empty()) continue;
      const bool has_before = named.before != no_id && !sizes_of(named.before).empty();
      records.push_back({layer, call, graph.call(named.call).layer, named.name, named.value,
                         has_before ? named.before : no_id, sizes_of(named.value)});
    }
  }
  return records;
}

}  // namespace

void Session::State::give_own_data(std::int64_t model) {
  for (const ValueId id : given) need_store().forget_input(id);
  given.clear();
  if (model < 0) return;
  const Layer& layer = graph().layer(need_model(graph(), model));
  const auto data = own_data(graph(), layer);
  if (!data || data->arrays.empty()) return;
  for (const auto& [symbol, size] : data->sizes) bindings[symbol] = size;
  const std::vector<ValueId> inputs = tensors_of(layer.model->inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto array = evaluate(graph(), data->arrays[i], seed);
    need_store().give_input(inputs[i], *array);
    given.push_back(inputs[i]);
  }
}

std::string Session::bind(std::string_view text) {
  if (state_->plan && !state_->rewritten && text == state_->request) {
    state_->bound.kept = true;
    return bound_text(state_->bound);
  }
  BindRequest request = parse_bind(text);
  const Graph& graph = state_->graph();
  const std::int64_t model = request.model;
  if (model != -1) std::ignore = need_model(graph, model);
  // Whatever fails below, no plan of before is left that refers to what changed.
  state_->request.clear();
  state_->plan.reset();
  const std::uint64_t seed = request.seed.value_or(state_->seed);
  if (seed != state_->seed) {
    state_->store.reset();
    state_->seed = seed;
  }
  state_->bindings = std::move(request.dims);
  state_->give_own_data(request.own_data ? model : -1);
  const bool masked = model >= 0 && std::ranges::count(request.input_masks, true) > 0;
  const ModelTensors tensors =
      masked ? call_masked(state_->program->tracer(), model, request.input_masks)
             : tensors_of_model(graph, model);
  state_->states = states_of(graph, tensors.calls);
  state_->kept = kept_values(graph, tensors, shown_values(graph, tensors.calls, state_->opened),
                             state_->states);
  if (!request.keep_states) {
    for (const auto& [variable, value] : state_->states) {
      state_->need_store().forget_weight(variable);
    }
  }
  state_->recorded = scans_of(graph, tensors.calls, request.record);
  state_->make_plan();
  Bound& bound = state_->bound = {};
  bound.inputs = tensors.inputs;
  bound.input_masks = tensors.input_masks;
  bound.outputs = tensors.outputs;
  std::ranges::transform(bound.outputs, std::back_inserter(bound.output_masks),
                         [&](ValueId id) { return graph.value(id).mask; });
  bound.records = records_of(graph, *state_->plan, state_->recorded);
  for (const ValueId id : state_->kept) {
    const auto view = state_->plan->read(id).sizes();
    bound.sizes.emplace_back(id, std::vector<std::int64_t>(view.begin(), view.end()));
  }
  bound.bytes = state_->plan->cost().bytes();
  bound.flops = state_->plan->cost().flops();
  // A run that leaves states is bound anew: what it begins with is another thing each time.
  if (state_->states.empty()) state_->request = text;
  return bound_text(bound);
}

Progress Session::run(double budget) {
  if (!state_->plan) throw Error("unbound", "bind sizes before a run");
  if (state_->rewritten) state_->make_plan();
  const auto start = std::chrono::steady_clock::now();
  if (state_->plan->step() == state_->plan->steps()) {
    state_->plan->start();
    state_->run_time = 0;
  }
  const Deadline deadline =
      budget <= 0 ? Deadline::max()
                  : start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                std::chrono::duration<double, std::milli>(budget));
  Progress progress;
  progress.done = state_->plan->advance(deadline);
  if (progress.done) {
    for (const auto& [variable, value] : state_->states) {
      state_->need_store().write_weight(variable, state_->plan->read(value).bytes());
    }
  }
  state_->run_time +=
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  progress.step = state_->plan->step();
  progress.steps = state_->plan->steps();
  progress.time = state_->run_time;
  return progress;
}

// ---- read and write --------------------------------------------------------------------------

ConstTensorView Session::read(TensorKind kind, std::int32_t id) const {
  const Graph& graph = state_->graph();
  if (kind == TensorKind::weight) {
    if (id < 0 || id >= std::ssize(graph.weights)) {
      throw Error("no_such_weight", "there is no weight " + std::to_string(id));
    }
    return state_->need_store().weight(id).view();
  }
  if (!state_->plan) throw Error("unbound", "bind sizes and run before reading values");
  if (id < 0 || id >= std::ssize(graph.values)) {
    throw Error("no_such_value", "there is no value " + std::to_string(id));
  }
  return kind == TensorKind::record ? state_->plan->records().read(id) : state_->plan->read(id);
}

void Session::write(TensorKind kind, std::int32_t id, std::span<const std::byte> bytes) {
  const Graph& graph = state_->graph();
  if (kind == TensorKind::record) {
    throw Error("read_only", "what a run recorded cannot be written; write an input or a weight");
  }
  if (kind == TensorKind::weight) {
    if (id < 0 || id >= std::ssize(graph.weights)) {
      throw Error("no_such_weight", "there is no weight " + std::to_string(id));
    }
    state_->need_store().write_weight(id, bytes);
    state_->rewritten = true;
  } else {
    state_->need_store().write_input(id, bytes);
  }
}

// ---- exports ---------------------------------------------------------------------------------

std::string Session::export_model(std::string_view text) const {
  const ExportRequest request = parse_export(text);
  const Graph& graph = state_->graph();
  const LayerId model = need_model(graph, request.model);
  return exported_text(request.as == ExportForm::json ? write_keras_json(graph, model)
                                                      : write_program(graph, model));
}

// ---- edits -----------------------------------------------------------------------------------

std::string Session::edit(std::string_view text) {
  const EditRequest request = parse_edit(text);
  const Graph& graph = state_->graph();
  if (request.layer < 0 || request.layer >= std::ssize(graph.layers)) {
    throw Error("no_such_layer", "there is no such layer");
  }
  const auto id = static_cast<LayerId>(request.layer);
  const auto& entries = graph.layer(id).config.entries;
  if (std::none_of(entries.begin(), entries.end(),
                   [&](const ConfigEntry& entry) { return entry.field->name == request.name; })) {
    throw Error("no_such_argument",
                graph.layer(id).class_name + " has no argument `" + request.name + '`');
  }
  EditResult result;
  if (request.kind == "set_argument") {
    result = set_argument(*state_->program, id, request.name, request.value, request.at_call);
  } else if (request.kind == "unset_argument") {
    result = unset_argument(*state_->program, id, request.name);
  } else {
    throw Error("bad_request", "there is no edit `" + request.kind + '`');
  }
  return edits_text(result.edits, result.effect);
}

std::string Session::complete(std::int32_t offset) {
  if (!state_->program) throw Error("not_open", "no program is open");
  return completions_text(completions_at(*state_->program, offset));
}

}  // namespace unroll
