// Owns what the files that write programs share. For interchange/write_program*.cpp alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "interchange/export_model.hpp"
#include "interchange/python_source.hpp"
#include "interchange/written_model.hpp"

namespace unroll {

using Sources = std::vector<PythonSource>;

/// Writes one model and those inside it.
class ProgramWriter {
 public:
  explicit ProgramWriter(const Graph& graph) : graph_(graph) {}

  std::string write(LayerId model);
  std::vector<std::string> left_out;

 private:
  // ---- values ----
  PythonSource value(const Datum& datum);
  PythonSource sequence(const DatumList& list);
  std::string key(const Datum& datum);
  std::string part(const Datum& datum);
  static PythonSource initializer(const Initializer& initializer);
  static PythonSource named(const std::string& name, PythonSource value);
  static PythonSource call(const std::string& function, Sources items);

  // ---- layers ----
  PythonSource sizes(const Datum& datum);
  PythonSource argument(const Layer& layer, const ConfigEntry& entry, bool& told);
  PythonSource construction(const Layer& layer);
  /// The layer's variable, or what makes it.
  PythonSource layer_source(LayerId id);
  std::string variable_of(const Layer& layer);
  std::string unique(const std::string& wanted);
  static bool is_automatic(const Layer& layer);

  // ---- models ----
  void count_uses(LayerId id);
  void use(LayerId id);
  void write_inner(LayerId id);
  void write_model(LayerId id, const std::string& variable, bool is_whole);
  void write_sequential(const Layer& model, const std::string& variable);
  void write_functional(const Layer& model, const std::string& variable, bool is_whole);
  void write_inputs(const ModelState& model, const std::string& prefix);
  PythonSource called(const WrittenCall& call);
  PythonSource operation(const Layer& layer, const WrittenCall& call);
  void keep_layer(LayerId id);
  std::string output_names(const std::vector<WrittenCall>& calls, std::size_t at,
                           const ModelState& model, const std::string& prefix);
  void line(const std::string& before, const PythonSource& source);

  const Graph& graph_;
  std::string text_;
  std::map<LayerId, int> uses_;
  std::set<LayerId> counted_;
  std::map<LayerId, std::string> variables_;
  std::map<ValueId, std::string> tensors_;
  std::set<std::string> names_ = {"keras", "layers", "ops", "model", "x", "inputs", "outputs", "_"};
  bool uses_layers_ = false;
  bool uses_ops_ = false;
};

}  // namespace unroll
