// Owns what the program leaves open: unknown values, the arithmetic that is put off, and the holes
// that they become where a number is needed.
#include "python/unknown.hpp"

#include <algorithm>
#include <numeric>

#include "python/source_text.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

constexpr std::size_t longest_path = 80;

std::string shortened(std::string path) {
  if (path.size() <= longest_path) {
    return path;
  }
  return path.substr(0, cut_at(path, longest_path - 3)) + "...";
}

/// Whether its words are short to come by: an object may have its own, an array's are its numbers.
bool is_plain(const Value& value) {
  if (const auto* items = sequence_items(value)) {
    constexpr std::size_t most = 16;
    return items->size() <= most && std::none_of(items->begin(), items->end(), sequence_items) &&
           std::all_of(items->begin(), items->end(), is_plain);
  }
  return value.is_none() || value.as<bool>() != nullptr || value.as<Dim>() != nullptr ||
         value.as<Float>() != nullptr || value.as<std::string>() != nullptr;
}

std::string operand_text(Interpreter& in, const Value& value) {
  if (const auto unknown = value.object<Unknown>()) {
    return unknown->path();
  }
  return is_plain(value) ? in.repr(value) : "...";
}

/// `1:`, `:-1`
std::string slice_text(Interpreter& in, const Slice& slice) {
  const auto part = [&](const Value& value) {
    return value.is_none() ? "" : operand_text(in, value);
  };
  return part(slice.from) + ":" + part(slice.to) + (slice.by.is_none() ? "" : ":" + part(slice.by));
}

/// `len(labels)`, `load(...)`: how a call reads as a hole's name.
std::string call_path(Interpreter& in, const std::string& function, const Arguments& arguments) {
  std::string inside;
  for (const Arguments::Given& given : arguments.given) {
    inside += inside.empty() ? "" : ", ";
    inside += given.name.empty() ? "" : given.name + "=";
    inside += operand_text(in, given.value);
  }
  constexpr std::size_t longest_arguments = 32;
  return function + "(" + (inside.size() > longest_arguments ? "..." : inside) + ")";
}

/// How many values it is computed from; lists give what is in them.
std::size_t terms_of(const Value& value) {
  if (const auto* items = sequence_items(value)) {
    return std::accumulate(items->begin(), items->end(), std::size_t{0},
                           [](std::size_t sum, const Value& item) {
                             const auto unknown = item.object<Unknown>();
                             return sum + (unknown ? unknown->terms() : 0);
                           });
  }
  const auto unknown = value.object<Unknown>();
  return unknown ? unknown->terms() : 0;
}

/// Tells the hole that a given size is what it is used for.
void note_use(std::vector<Hole>& holes, const Value& value, std::string_view use) {
  const auto* size = value.as<Dim>();
  if (size == nullptr || size->ids().empty()) {
    return;
  }
  for (Hole& hole : holes) {
    const auto* given = hole.value.as<Dim>();
    if (hole.use == "value" && given != nullptr &&
        std::ranges::equal(given->ids().all(), size->ids().all())) {
      hole.use = use;
    }
  }
}

}  // namespace

Value Interpreter::unknown(std::string path, std::string reason, Span at) {
  path = shortened(std::move(path));
  if (const auto written = state_->written.find(path); written != state_->written.end()) {
    return written->second;
  }
  const auto given = given_holes.find(path);
  if (given == given_holes.end()) {
    return std::static_pointer_cast<Object>(
        std::make_shared<Unknown>(std::move(path), std::move(reason), at));
  }
  auto& holes = state_->holes;
  const auto known =
      std::find_if(holes.begin(), holes.end(), [&](const Hole& hole) { return hole.name == path; });
  if (known != holes.end()) {
    if (std::find(known->spans.begin(), known->spans.end(), at) == known->spans.end()) {
      known->spans.push_back(at);
    }
    return known->value;
  }
  Value value = data ? data(*this, given->second, at) : given->second;
  if (const auto* size = value.as<Dim>()) {
    value = size->with_ids(identities().add(IdentityKind::hole, path, at));
  }
  holes.push_back({path, value, true, "value", {at}});
  return value;
}

Value Interpreter::settle(const Value& value, std::string_view use, std::int64_t wanted, Span at) {
  const auto unknown = value.object<Unknown>();
  if (!unknown) {
    note_use(state_->holes, value, use);
    return value;
  }
  return unknown->is_derived() ? unknown->derive(*this, use, wanted, at)
                               : settle(value, use, Value(Dim(wanted)), at);
}

Value Interpreter::settle(const Value& value, std::string_view use, const Value& wanted, Span at) {
  const auto unknown = value.object<Unknown>();
  if (!unknown) {
    return value;
  }
  if (unknown->is_derived()) {
    const auto number = plain_number(wanted).value_or(1);
    return unknown->derive(*this, use, static_cast<std::int64_t>(std::max(number, 1.0)), at);
  }
  auto& holes = state_->holes;
  const auto known = std::find_if(holes.begin(), holes.end(),
                                  [&](const Hole& hole) { return hole.name == unknown->path(); });
  if (known != holes.end()) {
    if (std::find(known->spans.begin(), known->spans.end(), unknown->span()) ==
        known->spans.end()) {
      known->spans.push_back(unknown->span());
    }
    if (known->use == "value" && use != "value") {
      known->use = use;
    }
    return known->value;
  }
  const auto* size = wanted.as<Dim>();
  const Value guessed = size == nullptr
                            ? wanted
                            : Value(size->with_ids(identities().add(
                                  IdentityKind::hole, unknown->path(), unknown->span())));
  holes.push_back({unknown->path(), guessed, false, std::string(use), {unknown->span()}});
  return guessed;
}

Derivation follow(std::vector<Value> operands, Derivation::Derive derive) {
  constexpr std::size_t most_terms = 200;
  std::size_t terms = 1;
  for (const Value& operand : operands) terms += terms_of(operand);
  if (terms > most_terms) {
    return {};
  }
  return {std::move(derive), std::move(operands), terms};
}

Value derived(std::string path, const std::string& reason, Derivation from, Span at) {
  return std::static_pointer_cast<Object>(
      std::make_shared<Unknown>(shortened(std::move(path)), reason, at, std::move(from)));
}

Unknown::~Unknown() { release(std::move(from_.operands)); }

std::string Unknown::base() const {
  return !is_derived() ? path_ : variable_.empty() ? "(" + path_ + ")" : variable_;
}

Value Unknown::named(Interpreter& in, const std::string& variable) {
  if (is_derived()) {
    auto same = std::make_shared<Unknown>(path_, reason_, span_, from_);
    same->variable_ = variable;
    return std::static_pointer_cast<Object>(same);
  }
  if (path_.find('(') == std::string::npos) {
    return std::static_pointer_cast<Object>(shared_from_this());
  }
  return in.unknown(variable, reason_, span_);
}

std::optional<Value> Unknown::attribute(Interpreter& in, const std::string& name, Span at) {
  if (name.starts_with("__") && name.ends_with("__") && name != "__version__") {
    return std::nullopt;
  }
  return in.unknown(base() + "." + name, reason_, at);
}

void Unknown::set_attribute(Interpreter& in, const std::string& name, Value value, Span at) {
  in.skip(at, reason_);
  in.state().written[shortened(base() + "." + name)] = std::move(value);
}

Value Unknown::call(Interpreter& in, Arguments arguments) {
  in.state().open = true;
  in.skip(arguments.call, reason_);
  return in.unknown(call_path(in, base(), arguments), reason_, arguments.call);
}

Value Unknown::item(Interpreter& in, const Value& index, Span at) {
  in.state().open = true;
  // `X.shape[1:][0]` is `X.shape[1]`.
  if (const auto number = plain_int(index); whole_ && number && *number >= 0) {
    return whole_->item(in, Dim(offset_ + *number), at);
  }
  if (const auto slice = index.object<Slice>()) {
    const std::int64_t from = plain_int(slice->from).value_or(0);
    auto part = std::make_shared<Unknown>(shortened(base() + "[" + slice_text(in, *slice) + "]"),
                                          reason_, at);
    if (from >= 0 && slice->by.is_none()) {
      part->whole_ = whole_ ? whole_ : std::static_pointer_cast<Unknown>(shared_from_this());
      part->offset_ = offset_ + from;
      part->from_.terms = part->whole_->terms();
    }
    if (in.given_holes.contains(part->path_)) {
      return in.unknown(part->path_, reason_, at);
    }
    return std::static_pointer_cast<Object>(part);
  }
  return in.unknown(base() + "[" + operand_text(in, index) + "]", reason_, at);
}

void Unknown::set_item(Interpreter& in, const Value& index, Value value, Span at) {
  in.skip(at, reason_);
  // A setting by its name; what is written by numbers is data.
  if (index.as<std::string>() != nullptr) {
    in.state().written[shortened(base() + "[" + in.repr(index) + "]")] = std::move(value);
  }
}

std::optional<Value> Unknown::binary(Interpreter& in, Operator op, const Value& other,
                                     bool reflected, Span at) {
  const Value self = std::static_pointer_cast<Object>(shared_from_this());
  const Value left = reflected ? other : self;
  const Value right = reflected ? self : other;
  // A choice: `config == "lstm"` takes what it is compared with, so that the first branch is shown.
  if (op == Operator::equal || op == Operator::not_equal) {
    if (const auto* text = other.as<std::string>()) {
      return in.choose(self, *text, at) == *text ? op == Operator::equal
                                                 : op == Operator::not_equal;
    }
    if (const bool* truth = other.as<bool>()) {
      return (in.choose_truth(self, at, *truth) == *truth) == (op == Operator::equal);
    }
    if (other.is_none()) {
      return op == Operator::not_equal;
    }
  }
  const bool number =
      plain_number(other).has_value() || is_unknown(other) || other.as<Dim>() != nullptr;
  if (!number) {
    return in.unknown(
        operand_text(in, left) + " " + std::string(symbol(op)) + " " + operand_text(in, right),
        reason_, at);
  }
  const std::string sign(op == Operator::power ? "**" : symbol(op));
  return derived(operand_text(in, left) + " " + sign + " " + operand_text(in, right), reason_,
                 follow({left, right},
                        [op](Interpreter& inner, const std::vector<Value>& operands,
                             std::string_view use, std::int64_t wanted, Span place) {
                          const Value b = inner.settle(operands[1], use, wanted, place);
                          // What is taken away is there before: `len(data) - window`.
                          const auto taken = op == Operator::subtract ? plain_int(b) : std::nullopt;
                          const Value a = inner.settle(
                              operands[0], use,
                              wanted + std::max<std::int64_t>(0, taken.value_or(0)), place);
                          return inner.binary(op, a, b, place);
                        }),
                 at);
}

std::optional<Value> Unknown::unary(Interpreter& /*in*/, Operator op, Span at) {
  const Value self = std::static_pointer_cast<Object>(shared_from_this());
  return derived(std::string(symbol(op)) + path_, reason_,
                 follow({self},
                        [op](Interpreter& inner, const std::vector<Value>& operands,
                             std::string_view use, std::int64_t wanted, Span place) {
                          return inner.unary(op, inner.settle(operands[0], use, wanted, place),
                                             place);
                        }),
                 at);
}

std::vector<Value> Unknown::iterate(Interpreter& in, Span at) {
  in.skip(at, reason_);
  ++in.state().unknown_rounds;
  in.state().open = true;
  return {in.unknown(base() + "[0]", reason_, at)};
}

std::shared_ptr<Iterator> Unknown::iterator(Interpreter& in, Span at) {
  return Object::iterator(in, at);
}

std::int64_t Unknown::length(Interpreter& in, Span at) {
  constexpr std::int64_t usual_length = 10;
  const Value value =
      in.settle(in.unknown("len(" + (is_derived() ? base() : path_) + ")", reason_, at), "value",
                usual_length, at);
  return plain_int(value).value_or(usual_length);
}

bool Unknown::truth(Interpreter& in, Span at) {
  if (!is_derived()) {
    return in.choose_truth(Value(std::static_pointer_cast<Object>(shared_from_this())), at);
  }
  constexpr std::int64_t usual_value = 32;
  return in.truth(derive(in, "value", usual_value, at), at);
}

std::optional<bool> Unknown::contains(Interpreter&, const Value&, Span) { return false; }

std::string Unknown::repr(Interpreter& in) {
  for (const Hole& hole : in.holes()) {
    if (hole.name == path_) {
      return in.repr(hole.value);
    }
  }
  return "<" + path_ + ">";
}

std::string Unknown::str(Interpreter& in) {
  for (const Hole& hole : in.holes()) {
    if (hole.name == path_) {
      return in.str(hole.value);
    }
  }
  return repr(in);
}

void Unknown::give_up(std::vector<Value>& into) {
  std::move(from_.operands.begin(), from_.operands.end(), std::back_inserter(into));
  from_ = {};
  if (whole_) {
    into.emplace_back(std::static_pointer_cast<Object>(std::move(whole_)));
  }
}

std::string Interpreter::choose(const Value& value, const std::string& wanted, Span at) {
  const auto unknown = value.object<Unknown>();
  if (!unknown || unknown->is_derived()) {
    return wanted;
  }
  auto& holes = state_->holes;
  const auto known = std::find_if(holes.begin(), holes.end(),
                                  [&](const Hole& hole) { return hole.name == unknown->path(); });
  if (known != holes.end()) {
    const auto* text = known->value.as<std::string>();
    return text == nullptr ? str(known->value) : *text;
  }
  static_cast<void>(at);
  holes.push_back({unknown->path(), wanted, false, "choice", {unknown->span()}});
  return wanted;
}

bool Interpreter::choose_truth(const Value& value, Span at, bool wanted) {
  const auto unknown = value.object<Unknown>();
  if (!unknown) {
    return truth(value, at);
  }
  auto& holes = state_->holes;
  const auto known = std::find_if(holes.begin(), holes.end(),
                                  [&](const Hole& hole) { return hole.name == unknown->path(); });
  if (known != holes.end()) {
    return truth(known->value, at);
  }
  if (unknown->is_derived()) {
    return unknown->truth(*this, at);
  }
  // What a call was to answer is nothing that a reader could say.
  if (unknown->path().find('(') == std::string::npos) {
    holes.push_back({unknown->path(), wanted, false, "choice", {unknown->span()}});
  }
  return wanted;
}

}  // namespace unroll::python
