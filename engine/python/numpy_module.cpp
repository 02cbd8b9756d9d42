// Owns what the numpy module has beyond functions on tensors: element types and constants. What it
// lacks is passed over as data. Must not know how functions compute.
#include <limits>
#include <numbers>

#include "python/modules.hpp"
#include "python/tensor_functions.hpp"

namespace unroll::python {

void add_numpy_module(Keras& keras, Modules& modules) {
  Module& numpy = *module_in(modules, "numpy");
  add_dtypes(keras, numpy);
  const auto number = [](double value) { return Value(Float{value, {}}); };
  numpy.members["pi"] = number(std::numbers::pi);
  numpy.members["e"] = number(std::numbers::e);
  for (const char* name : {"inf", "Inf", "infty", "PINF"}) {
    numpy.members[name] = number(std::numeric_limits<double>::infinity());
  }
  numpy.members["NINF"] = number(-std::numeric_limits<double>::infinity());
  for (const char* name : {"nan", "NaN", "NAN"}) {
    numpy.members[name] = number(std::numeric_limits<double>::quiet_NaN());
  }
  numpy.members["newaxis"] = None{};
  numpy.members["ndarray"] = std::static_pointer_cast<Object>(std::make_shared<Class>("ndarray"));
  numpy.members["__version__"] = std::string("2.4.0");
}

}  // namespace unroll::python
