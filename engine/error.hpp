// Owns the one exception of the engine: a request that cannot be met, with a stable code and a
// sentence for people. Must not know what asked, nor where in a program it happened.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace unroll {

/// What is thrown inside the engine. `code` is a stable short name (`rank`, `limit_bytes`, ...).
class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string& message)
      : std::runtime_error(message), code_(std::move(code)) {}
  [[nodiscard]] const std::string& code() const { return code_; }

 private:
  std::string code_;
};

}  // namespace unroll
