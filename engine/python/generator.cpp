#include "python/generator.hpp"

#include <algorithm>

namespace unroll::python {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

/// The `yield` that a statement consists of: `yield x` or `y = yield x`.
const YieldExpression* whole_yield(const Statement& statement) {
  if (const auto* plain = statement.as<ExpressionStatement>()) {
    return plain->value.as<YieldExpression>();
  }
  if (const auto* assignment = statement.as<Assignment>()) {
    return assignment->value.as<YieldExpression>();
  }
  return nullptr;
}

}  // namespace

Generator::Generator(std::shared_ptr<Function> function, std::shared_ptr<Scope> scope)
    : function_(std::move(function)), scope_(std::move(scope)) {
  stack_.emplace_back(Sequence{function_->body});
}

std::string Generator::repr(Interpreter&) {
  return "<generator object " + function_->qualified_name + ">";
}

std::optional<Value> Generator::attribute(Interpreter& in, const std::string& name, Span at) {
  const auto self = std::static_pointer_cast<Generator>(shared_from_this());
  if (name == "close") {
    return make_function(name, [self](Interpreter& inner, const Arguments& arguments) -> Value {
      self->close(inner, arguments.call);
      return None{};
    });
  }
  if (name == "send") {
    return make_function(name, [self](Interpreter& inner, Arguments arguments) -> Value {
      const Taking taking(inner, "send", std::move(arguments), {"value"});
      const Value& value = taking.need("value").value;
      if (!self->started_ && !value.is_none()) {
        inner.raise("TypeError", "can't send non-None value to a just-started generator",
                    taking.at());
      }
      self->sent_ = value;
      return self->need_next(inner, taking.at());
    });
  }
  if (name == "throw") {
    return make_function(name, [self](Interpreter& inner, Arguments arguments) -> Value {
      const Taking taking(inner, "throw", std::move(arguments), {"type", "value", "traceback"});
      Value value = taking.need("type").value;
      if (value.object<Class>()) {
        Arguments none;
        none.call = taking.at();
        value = inner.call(value, std::move(none));
      }
      if (!inner.is_instance(value, *inner.builtin_class("BaseException"))) {
        inner.raise("TypeError", "exceptions must derive from BaseException", taking.at());
      }
      const Raised raised{value, taking.at(), inner.outer_statement(), inner.trace(), std::nullopt};
      if (auto next = self->throw_in(inner, raised, taking.at())) {
        return std::move(*next);
      }
      return self->need_next(inner, taking.at());  // which has ended
    });
  }
  return Iterator::attribute(in, name, at);
}

std::optional<Value> Generator::throw_in(Interpreter& in, const Raised& raised, Span at) {
  resume(in, &raised, at);
  return take_yielded();
}

void Generator::close(Interpreter& in, Span at) {
  if (!started_ || stack_.empty()) {
    stack_.clear();
    return;
  }
  const Raised exit = in.raised("GeneratorExit", "", at);
  std::optional<Value> value;
  try {
    value = throw_in(in, exit, at);
  } catch (const Raised& raised) {
    const bool ended = in.is_instance(raised.value, *in.builtin_class("GeneratorExit")) ||
                       in.is_instance(raised.value, *in.builtin_class("StopIteration"));
    if (!ended) {
      throw;
    }
  }
  if (value) {
    in.raise("RuntimeError", "generator ignored GeneratorExit", at);
  }
}

std::optional<Value> Generator::next(Interpreter& in, Span at) {
  if (yielded_.empty() && stack_.empty()) {
    result_ = {};  // told once
  } else if (yielded_.empty()) {
    resume(in, nullptr, at);
  }
  return take_yielded();
}

void Generator::resume(Interpreter& in, const Raised* thrown, Span at) {
  if (running_) {
    in.raise("ValueError", "generator already executing", at);
  }
  const RunningCall running(in, *function_, scope_, at);
  in.state().yields.back() = &yielded_;
  running_ = true;
  started_ = true;
  try {
    if (thrown != nullptr && !caught(in, *thrown)) {
      throw Raised(*thrown);
    }
    run(in);
  } catch (...) {
    running_ = false;
    stack_.clear();
    throw;
  }
  running_ = false;
  std::reverse(yielded_.begin(), yielded_.end());
}

std::optional<Value> Generator::take_yielded() {
  if (yielded_.empty()) {
    return std::nullopt;
  }
  Value value = std::move(yielded_.back());
  yielded_.pop_back();
  return value;
}

bool Generator::run(Interpreter& in) {
  while (!stack_.empty() && yielded_.empty()) {
    try {
      std::visit(Overloaded{[&](Sequence& sequence) {
                              if (sequence.next == sequence.block->size()) {
                                stack_.pop_back();
                              } else {
                                statement(in, (*sequence.block)[sequence.next++]);
                              }
                            },
                            [&](ForLoop& loop) {
                              in.step(loop.at);
                              auto item = loop.over->next(in, loop.at);
                              const For* form = loop.form;
                              if (!item) {
                                stack_.pop_back();
                                stack_.emplace_back(Sequence{&form->otherwise});
                              } else {
                                assign(in, form->target, std::move(*item));
                                stack_.emplace_back(Sequence{&form->body});
                              }
                            },
                            [&](WhileLoop& loop) {
                              in.step(loop.at);
                              const While* form = loop.form;
                              const bool again =
                                  in.truth(evaluate(in, form->condition), form->condition.span);
                              if (!again) {
                                stack_.pop_back();
                              }
                              stack_.emplace_back(Sequence{again ? &form->body : &form->otherwise});
                            },
                            [&](Guard& guard) {
                              if (guard.phase == Phase::body && !guard.form->otherwise.empty()) {
                                guard.phase = Phase::otherwise;
                                stack_.emplace_back(Sequence{&guard.form->otherwise});
                              } else {
                                const Guard done = guard;
                                stack_.pop_back();
                                finish(in, done);
                              }
                            },
                            [&](Managers& managers) {
                              Managers done = std::move(managers);
                              stack_.pop_back();
                              leave(in, std::move(done), nullptr);
                            },
                            [&](Delegate& delegate) {
                              const auto inner =
                                  std::dynamic_pointer_cast<Generator>(delegate.over);
                              if (inner && inner->started_) {
                                inner->sent_ = std::exchange(sent_, Value());
                              }
                              if (auto item = delegate.over->next(in, delegate.at)) {
                                yielded_.push_back(std::move(*item));
                              } else {
                                sent_ = delegate.over->result();
                                stack_.pop_back();
                              }
                            },
                            [&](Receiver& receiver) {
                              const Assignment* form = receiver.form;
                              stack_.pop_back();
                              const Value sent = std::exchange(sent_, Value());
                              for (const Expression& target : form->targets) {
                                assign(in, target, sent);
                              }
                            }},
                 stack_.back());
    } catch (const Raised& raised) {
      if (!caught(in, raised)) {
        throw;
      }
    }
  }
  return !yielded_.empty();
}

void Generator::statement(Interpreter& in, const Statement& one) {
  if (!one.yields) {
    follow(in, execute(in, one));
    return;
  }
  in.state().frames.back()->statement = one.span;
  in.step(one.span);
  if (const YieldExpression* form = whole_yield(one)) {
    if (const auto* assignment = one.as<Assignment>()) {
      stack_.emplace_back(Receiver{assignment});
    } else {
      sent_ = {};
    }
    yield(in, *form, one.span);
  } else if (const auto* choice = one.as<If>()) {
    for (const IfBranch& branch : choice->branches) {
      if (in.truth(evaluate(in, branch.condition), branch.condition.span)) {
        stack_.emplace_back(Sequence{&branch.body});
        return;
      }
    }
    stack_.emplace_back(Sequence{&choice->otherwise});
  } else if (const auto* loop = one.as<For>()) {
    stack_.emplace_back(
        ForLoop{loop, in.iterator(evaluate(in, loop->source), loop->source.span), one.span});
  } else if (const auto* while_loop = one.as<While>()) {
    stack_.emplace_back(WhileLoop{while_loop, one.span});
  } else if (const auto* guard = one.as<Try>()) {
    stack_.emplace_back(Guard{guard});
    stack_.emplace_back(Sequence{&guard->body});
  } else if (const auto* match = one.as<Match>()) {
    if (const Block* body = matching_case(in, *match)) {
      stack_.emplace_back(Sequence{body});
    }
  } else if (const auto* with = one.as<With>()) {
    enter(in, *with);
  } else {
    // A `yield` inside of an expression: its value is not waited for.
    follow(in, execute(in, one));
  }
}

void Generator::yield(Interpreter& in, const YieldExpression& form, Span at) {
  Value value = form.value ? evaluate(in, *form.value) : Value();
  if (form.from) {
    stack_.emplace_back(Delegate{in.iterator(value, at), at});
  } else {
    yielded_.push_back(std::move(value));
  }
}

void Generator::enter(Interpreter& in, const With& form) {
  stack_.emplace_back(Managers{});
  for (const WithItem& item : form.items) {
    const Value manager = evaluate(in, item.value);
    Value value =
        is_unknown(manager) ? manager : in.call_method(manager, "__enter__", {}, item.value.span);
    std::get<Managers>(stack_.back()).entered.emplace_back(manager, item.value.span);
    if (item.target) {
      assign(in, *item.target, std::move(value));
    }
  }
  stack_.emplace_back(Sequence{&form.body});
}

bool Generator::leave(Interpreter& in, Managers managers, const Raised* raised) {
  return leave_managers(in, std::move(managers.entered), raised);
}

void Generator::finish(Interpreter& in, const Guard& guard) {
  if (guard.phase == Phase::handler) {
    leave_handler(in, *guard.handler);
  }
  if (!guard.form->finally.empty()) {
    follow(in, execute_block(in, guard.form->finally));
  }
}

/// Leaves the statements that `break`, `continue` or `return` leaves.
void Generator::follow(Interpreter& in, Flow flow) {
  if (flow == Flow::next) {
    return;
  }
  Value returned = std::exchange(in.state().returned, Value());
  if (flow == Flow::return_value) {
    result_ = std::move(returned);
  }
  while (!stack_.empty()) {
    if (std::holds_alternative<ForLoop>(stack_.back()) ||
        std::holds_alternative<WhileLoop>(stack_.back())) {
      if (flow == Flow::continue_loop) {
        return;
      }
      stack_.pop_back();
      if (flow == Flow::break_loop) {
        return;
      }
      continue;
    }
    Activation left = std::move(stack_.back());
    stack_.pop_back();
    if (const auto* guard = std::get_if<Guard>(&left)) {
      finish(in, *guard);
    } else if (auto* managers = std::get_if<Managers>(&left)) {
      leave(in, std::move(*managers), nullptr);
    }
  }
}

bool Generator::caught(Interpreter& in, const Raised& raised) {
  while (!stack_.empty()) {
    Activation left = std::move(stack_.back());
    stack_.pop_back();
    if (auto* managers = std::get_if<Managers>(&left)) {
      if (leave(in, std::move(*managers), &raised)) {
        return true;
      }
      continue;
    }
    auto* guard = std::get_if<Guard>(&left);
    if (guard == nullptr) {
      continue;
    }
    const ExceptClause* clause =
        guard->phase == Phase::body ? find_handler(in, *guard->form, raised) : nullptr;
    if (clause == nullptr) {
      finish(in, *guard);
      continue;
    }
    in.state().handled.push_back(raised);
    stack_.emplace_back(Guard{guard->form, Phase::handler, clause});
    stack_.emplace_back(Sequence{&clause->body});
    return true;
  }
  return false;
}

void Generator::give_up(std::vector<Value>& into) {
  std::move(yielded_.begin(), yielded_.end(), std::back_inserter(into));
  yielded_.clear();
  into.push_back(std::move(sent_));
  into.push_back(std::move(result_));
  for (Activation& one : stack_) {
    if (auto* loop = std::get_if<ForLoop>(&one)) {
      into.emplace_back(std::static_pointer_cast<Object>(std::move(loop->over)));
    } else if (auto* delegate = std::get_if<Delegate>(&one)) {
      into.emplace_back(std::static_pointer_cast<Object>(std::move(delegate->over)));
    }
  }
  stack_.clear();
}

}  // namespace unroll::python
