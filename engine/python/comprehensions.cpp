// Owns comprehensions and generator expressions.
#include "python/passing_over.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// Puts a comprehension's scope in place of the running one while it lives.
class InScope {
 public:
  InScope(Interpreter& in, std::shared_ptr<Scope> scope)
      : frame_(*in.state().frames.back()), outer_(frame_.scope) {
    frame_.scope = std::move(scope);
  }
  ~InScope() { frame_.scope = std::move(outer_); }
  InScope(const InScope&) = delete;
  InScope& operator=(const InScope&) = delete;

 private:
  Frame& frame_;
  std::shared_ptr<Scope> outer_;
};

/// The loops of a comprehension, gone through without recursion.
class Loops {
 public:
  Loops(Interpreter& in, const Comprehension& form, Span at)
      : form_(&form), at_(at), scope_(std::make_shared<Scope>()) {
    scope_->kind = ScopeKind::comprehension;
    scope_->parent = in.state().frames.back()->scope;
    const ComprehensionClause& first = form.clauses.front();
    open_.push_back({0, in.iterator(evaluate(in, *first.source), first.source->span)});
  }

  [[nodiscard]] const std::shared_ptr<Scope>& scope() const { return scope_; }

  /// Goes on to the next round; whether there is one. To be called in the scope.
  bool advance(Interpreter& in) {
    while (!open_.empty()) {
      in.step(at_);
      const std::size_t loop = open_.back().clause;
      const ComprehensionClause& clause = form_->clauses[loop];
      auto item = open_.back().over->next(in, clause.source->span);
      if (!item) {
        open_.pop_back();
        continue;
      }
      assign(in, *clause.target, std::move(*item));
      if (enter(in, loop + 1)) {
        return true;
      }
    }
    return false;
  }

  void give_up(std::vector<Value>& into) {
    for (Loop& loop : open_) {
      into.emplace_back(std::static_pointer_cast<Object>(std::move(loop.over)));
    }
    open_.clear();
  }

 private:
  struct Loop {
    std::size_t clause;
    std::shared_ptr<Iterator> over;
  };

  /// Tests the conditions from `clause` on, up to the next loop, which it opens; whether there is
  /// none and all hold.
  bool enter(Interpreter& in, std::size_t clause) {
    for (; clause < form_->clauses.size(); ++clause) {
      const ComprehensionClause& one = form_->clauses[clause];
      const Value value = evaluate(in, *one.source);
      if (one.target) {
        open_.push_back({clause, in.iterator(value, one.source->span)});
        return false;
      }
      if (!in.truth(value, one.source->span)) {
        return false;
      }
    }
    return true;
  }

  const Comprehension* form_;
  Span at_;
  std::shared_ptr<Scope> scope_;
  std::vector<Loop> open_;
};

/// `(x for x in y)`: evaluated as it is asked for.
class GeneratorExpression : public Iterator {
 public:
  GeneratorExpression(Interpreter& in, const Comprehension& form, Span at)
      : form_(form), loops_(in, form, at) {}
  [[nodiscard]] std::string type_name() const override { return "generator"; }
  std::string repr(Interpreter&) override { return "<generator object <genexpr>>"; }

  std::optional<Value> next(Interpreter& in, Span at) override {
    if (running_) {
      in.raise("ValueError", "generator already executing", at);
    }
    const InScope here(in, loops_.scope());
    const Deeper deeper(in, at);
    running_ = true;
    try {
      auto value = loops_.advance(in) ? std::optional(evaluate(in, *form_.element)) : std::nullopt;
      running_ = false;
      return value;
    } catch (...) {
      running_ = false;
      throw;
    }
  }

  void give_up(std::vector<Value>& into) override { loops_.give_up(into); }

 private:
  const Comprehension& form_;
  Loops loops_;
  bool running_ = false;
};

void need_hashable(Interpreter& in, const Value& key, Span at) {
  if (!hashable(key)) {
    in.raise("TypeError", "unhashable type: '" + in.type_name(key) + "'", at);
  }
}

}  // namespace

Value evaluate_comprehension(Interpreter& in, const Comprehension& form, Span at) {
  if (form.clauses.empty() || !form.clauses.front().target) {
    in.raise("SyntaxError", "a comprehension begins with `for`", at);
  }
  const std::int64_t known = in.state().unknown_rounds;
  if (form.kind == ComprehensionKind::generator) {
    return std::static_pointer_cast<Object>(std::make_shared<GeneratorExpression>(in, form, at));
  }
  Loops loops(in, form, at);
  const InScope here(in, loops.scope());
  auto list = std::make_shared<List>();
  auto set = std::make_shared<Set>();
  auto dict = std::make_shared<Dict>();
  while (loops.advance(in)) {
    in.spend(sizeof(Value), at);
    Value value = evaluate(in, *form.element);
    if (form.kind == ComprehensionKind::list) {
      list->items.push_back(std::move(value));
      continue;
    }
    need_hashable(in, value, form.element->span);
    if (form.kind == ComprehensionKind::set) {
      set->add(value);
    } else {
      dict->set(value, evaluate(in, *form.value));
    }
  }
  if (in.state().unknown_rounds != known && is_data(in, list) && is_data(in, dict)) {
    return in.unknown("list(...)", "It is made of what is not here.", at);
  }
  switch (form.kind) {
    case ComprehensionKind::set:
      return set;
    case ComprehensionKind::dict:
      return dict;
    default:
      return list;
  }
}

}  // namespace unroll::python
