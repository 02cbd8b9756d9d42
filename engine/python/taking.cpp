// Owns how native functions take their arguments.
#include <algorithm>

#include "python/interpreter.hpp"

namespace unroll::python {

Taking::Taking(Interpreter& in, std::string function, Arguments arguments,
               std::vector<std::string_view> names)
    : in_(in),
      function_(std::move(function)),
      names_(std::move(names)),
      taken_(names_.size()),
      call_(arguments.call) {
  std::size_t next = 0;
  for (Arguments::Given& given : arguments.given) {
    if (given.name.empty()) {
      if (next < names_.size()) {
        taken_[next] = std::move(given);
      }
      ++next;
      continue;
    }
    const auto match = std::find(names_.begin(), names_.end(), given.name);
    if (match == names_.end()) {
      rest_.push_back(std::move(given));
      continue;
    }
    auto& slot = taken_[static_cast<std::size_t>(match - names_.begin())];
    if (slot) {
      in_.raise("TypeError", function_ + "() got multiple values for argument '" + given.name + "'",
                given.span);
    }
    slot = std::move(given);
  }
  too_many_ = next > names_.size() ? next : 0;
}

const Arguments::Given* Taking::find(std::string_view name) const {
  const auto match = std::find(names_.begin(), names_.end(), name);
  if (match == names_.end()) {
    return nullptr;
  }
  const auto& slot = taken_[static_cast<std::size_t>(match - names_.begin())];
  return slot ? &*slot : nullptr;
}

const Arguments::Given& Taking::need(std::string_view name) const {
  if (const Arguments::Given* given = find(name)) {
    return *given;
  }
  in_.raise("TypeError",
            function_ + "() missing 1 required positional argument: '" + std::string(name) + "'",
            call_);
}

void Taking::done() const {
  if (!rest_.empty()) {
    in_.raise("TypeError",
              function_ + "() got an unexpected keyword argument '" + rest_.front().name + "'",
              rest_.front().span);
  }
  if (too_many_ != 0) {
    in_.raise("TypeError",
              function_ + "() takes " +
                  (names_.empty() ? "no" : "at most " + std::to_string(names_.size())) +
                  " arguments (" + std::to_string(too_many_) + " given)",
              call_);
  }
}

}  // namespace unroll::python
