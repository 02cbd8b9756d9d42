// Owns generators: functions of the program that yield, and the frames of running calls. For the
// interpreter's own files.
#pragma once

#include <memory>
#include <vector>

#include "python/function.hpp"
#include "python/state.hpp"

namespace unroll::python {

/// The frame of a running function, while it lives. Ends the program where calls nest too deeply.
class RunningCall {
 public:
  RunningCall(Interpreter& in, const Function& function, std::shared_ptr<Scope> scope, Span at);
  ~RunningCall();
  RunningCall(const RunningCall&) = delete;
  RunningCall& operator=(const RunningCall&) = delete;

 private:
  Interpreter& in_;
  Frame frame_;
};

/// A call of a generator function. Its body runs from one `yield` to the next, so that it may have
/// no end: where the body stands is kept as a stack of the statements that it is in.
class Generator : public Iterator {
 public:
  Generator(std::shared_ptr<Function> function, std::shared_ptr<Scope> scope);
  [[nodiscard]] std::string type_name() const override { return "generator"; }
  std::optional<Value> next(Interpreter& in, Span at) override;
  [[nodiscard]] Value result() const override { return result_; }
  /// `send`, `throw` and `close`, besides those of an iterator.
  std::optional<Value> attribute(Interpreter& in, const std::string& name, Span at) override;
  std::string repr(Interpreter& in) override;
  void give_up(std::vector<Value>& into) override;

 private:
  /// A statement that the body is in.
  struct Sequence {
    const Block* block;
    std::size_t next = 0;
  };
  struct ForLoop {
    const For* form;
    std::shared_ptr<Iterator> over;
    Span at;
  };
  struct WhileLoop {
    const While* form;
    Span at;
  };
  enum class Phase : std::uint8_t { body, handler, otherwise };
  struct Guard {
    const Try* form;
    Phase phase = Phase::body;
    const ExceptClause* handler = nullptr;
  };
  struct Managers {
    std::vector<std::pair<Value, Span>> entered;
  };
  struct Delegate {
    std::shared_ptr<Iterator> over;
    Span at;
  };
  /// The targets of `x = yield`, which take what is sent.
  struct Receiver {
    const Assignment* form;
  };
  using Activation =
      std::variant<Sequence, ForLoop, WhileLoop, Guard, Managers, Delegate, Receiver>;

  /// Goes on to the next `yield`, as if the last one had raised `thrown`.
  void resume(Interpreter& in, const Raised* thrown, Span at);
  std::optional<Value> take_yielded();
  /// Raises the exception in the body, where it stands.
  std::optional<Value> throw_in(Interpreter& in, const Raised& raised, Span at);
  /// Ends the body where it stands: what is to be done `finally` is done.
  void close(Interpreter& in, Span at);
  /// Runs until something is yielded (true) or the body ends.
  bool run(Interpreter& in);
  void statement(Interpreter& in, const Statement& statement);
  void yield(Interpreter& in, const YieldExpression& form, Span at);
  void enter(Interpreter& in, const With& form);
  void follow(Interpreter& in, Flow flow);
  /// Looks for what catches the exception; false where nothing does.
  bool caught(Interpreter& in, const Raised& raised);
  void finish(Interpreter& in, const Guard& guard);
  static bool leave(Interpreter& in, Managers managers, const Raised* raised);

  std::shared_ptr<Function> function_;
  std::shared_ptr<Scope> scope_;
  std::vector<Activation> stack_;
  std::vector<Value> yielded_;  // the last first
  Value sent_;
  Value result_;
  bool running_ = false;
  bool started_ = false;
};

}  // namespace unroll::python
