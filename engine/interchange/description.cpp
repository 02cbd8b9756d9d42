// Owns the telling of what the engine is: its version, its build, its ops, its limits. Must not
// know any row by name. (The layers are told by a program of its own, engine/reference.)
#include <nlohmann/json.hpp>

#include "interchange/report.hpp"
#include "kernels/build.hpp"

namespace unroll {

std::string make_description(std::int64_t run_bytes, double run_flops) {
  using Json = nlohmann::ordered_json;
  Json ops = Json::array();
  for (const OpRow* row : op_table())
    ops.push_back({{"name", row->name}, {"class", row->operation_class}});
  const python::Limits limits;
  const TraceLimits trace;
  return Json{{"version", "0.1.0"},
              {"build", kernels::build_name()},
              {"ops", std::move(ops)},
              {"limits",
               {{"steps", limits.steps},
                {"depth", limits.depth},
                {"bytes", limits.bytes},
                {"nodes", trace.nodes},
                {"run_bytes", run_bytes},
                {"run_flops", run_flops}}}}
      .dump();
}

}  // namespace unroll
