// Owns how the tests run a program: parsed, interpreted without modules but those given, and asked
// for what it left.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/interpreter.hpp"

namespace unroll::python {

/// A program that has run. Holds what the interpreter refers to.
struct Ran {
  explicit Ran(std::string_view text, Modules modules = {}, Limits limits = {},
               std::map<std::string, Value, std::less<>> holes = {})
      : tree(SyntaxTree::parse(text)), in(tree, std::move(modules), identities, limits) {
    in.given_holes = std::move(holes);
    in.run();
  }

  SyntaxTree tree;
  IdentityTable identities;
  Interpreter in;

  [[nodiscard]] std::string console() const {
    std::string all;
    for (const Printed& one : in.printed()) {
      all += one.text;
    }
    return all;
  }
  /// The problems as `code line: message`, one a line.
  [[nodiscard]] std::string problems() const {
    std::string all;
    for (const Problem& problem : in.problems()) {
      all += problem.code + " " + std::to_string(tree.line_column(problem.statement.from).line) +
             ": " + problem.message + "\n";
    }
    return all;
  }
  /// The holes as `name=value use`, separated by blanks.
  [[nodiscard]] std::string holes() {
    std::string all;
    for (const Hole& hole : in.holes()) {
      all += (all.empty() ? "" : "; ") + hole.name + "=" + in.repr(hole.value) + " " + hole.use;
    }
    return all;
  }
  /// A variable's repr, or nothing.
  [[nodiscard]] std::string value(std::string_view name) {
    for (const auto& [known, value] : in.globals()) {
      if (known == name) {
        return in.repr(value);
      }
    }
    return "";
  }
};

}  // namespace unroll::python
