// Owns the texts and walks of arguments. Must not know Python values.
#include "layers/datum.hpp"

#include <algorithm>
#include <charconv>

namespace unroll {

Datum Datum::of_list(std::vector<Datum> items, bool tuple) {
  return std::make_shared<const DatumList>(DatumList{std::move(items), tuple});
}

Datum Datum::of_tensors(const std::vector<ValueId>& ids) {
  std::vector<Datum> items;
  items.reserve(ids.size());
  for (const ValueId id : ids) items.emplace_back(TensorRef{id});
  return of_list(std::move(items));
}

namespace {

std::string number_text(double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string text(buffer.data(), end.ptr);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string joined(const std::vector<Datum>& items) {
  std::string text;
  for (const Datum& item : items) {
    if (!text.empty()) text += ", ";
    text += python_text(item);
  }
  return text;
}

struct Text {
  std::string operator()(std::monostate /*none*/) const { return "None"; }
  std::string operator()(bool value) const { return value ? "True" : "False"; }
  std::string operator()(const Dim& value) const { return value.text(); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(const std::string& value) const { return '\'' + value + '\''; }
  std::string operator()(const TensorRef& /*tensor*/) const { return "<tensor>"; }
  std::string operator()(const LayerRef& /*layer*/) const { return "<layer>"; }
  std::string operator()(const Initializer& /*initializer*/) const { return "<initializer>"; }
  std::string operator()(const std::shared_ptr<const DatumList>& list) const {
    if (!list->tuple) return '[' + joined(list->items) + ']';
    return '(' + joined(list->items) + (list->items.size() == 1 ? ",)" : ")");
  }
  std::string operator()(const std::shared_ptr<const DatumDict>& dict) const {
    std::string text;
    for (const auto& [key, value] : dict->items) {
      if (!text.empty()) text += ", ";
      text += '\'' + key + "': " + python_text(value);
    }
    return '{' + text + '}';
  }
  std::string operator()(const std::shared_ptr<const DatumSlice>& slice) const {
    const auto part = [](const Datum& bound) { return bound.is_none() ? "" : python_text(bound); };
    return part(slice->from) + ':' + part(slice->to) +
           (slice->by.is_none() ? "" : ':' + part(slice->by));
  }
  std::string operator()(DatumEllipsis /*rest*/) const { return "..."; }
  std::string operator()(const Opaque& opaque) const { return opaque.text; }
};

}  // namespace

std::string python_text(const Datum& datum) { return std::visit(Text{}, datum.held); }

void collect_tensors(const Datum& datum, std::vector<ValueId>& into) {
  if (const auto* tensor = datum.as<TensorRef>()) into.push_back(tensor->id);
  if (const DatumList* list = datum.list()) {
    for (const Datum& item : list->items) collect_tensors(item, into);
  }
  if (const DatumDict* dict = datum.dict()) {
    auto items = dict->items;
    std::sort(items.begin(), items.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, value] : items) collect_tensors(value, into);
  }
}

std::vector<ValueId> tensors_of(const Datum& datum) {
  std::vector<ValueId> ids;
  collect_tensors(datum, ids);
  return ids;
}

Datum replace_tensors(const Datum& datum, const std::function<ValueId(ValueId)>& replacement) {
  if (const auto* tensor = datum.as<TensorRef>()) return TensorRef{replacement(tensor->id)};
  if (const DatumList* list = datum.list()) {
    std::vector<Datum> items;
    for (const Datum& item : list->items) items.push_back(replace_tensors(item, replacement));
    return Datum::of_list(std::move(items), list->tuple);
  }
  if (const DatumDict* dict = datum.dict()) {
    DatumDict copy;
    for (const auto& [key, value] : dict->items) {
      copy.items.emplace_back(key, replace_tensors(value, replacement));
    }
    return std::make_shared<const DatumDict>(std::move(copy));
  }
  return datum;
}

}  // namespace unroll
