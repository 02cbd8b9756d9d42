// Owns the methods of str. Texts are UTF-8; positions count code points.
#include <algorithm>

#include "python/source_text.hpp"
#include "python/state.hpp"

namespace unroll::python {

std::vector<std::string> code_points(std::string_view text) {
  std::vector<std::string> points;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !points.empty()) {
      points.back() += c;
    } else {
      points.emplace_back(1, c);
    }
  }
  return points;
}

std::size_t code_point_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

namespace {

constexpr std::string_view blanks = " \t\n\r\f\v";

const std::string& self_text(const Value& self) { return *self.as<std::string>(); }

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) {
  return is_lower(c) || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

std::string mapped(std::string text, char (*map)(char)) {
  std::transform(text.begin(), text.end(), text.begin(), map);
  return text;
}

const std::string& need_text(Interpreter& in, const Value& value, Span at) {
  const auto* text = value.as<std::string>();
  if (text == nullptr) {
    in.raise("TypeError", "a str is needed, not " + in.type_name(value), at);
  }
  return *text;
}

const std::string& need_text(Interpreter& in, const Arguments::Given& given) {
  return need_text(in, given.value, given.span);
}

std::int64_t int_or(Interpreter& in, const Arguments::Given* given, std::int64_t otherwise) {
  return given == nullptr || given->value.is_none()
             ? otherwise
             : index_number(in, given->value, "str", given->span);
}

Taking take(Interpreter& in, std::string name, Arguments& arguments,
            std::vector<std::string_view> names) {
  Taking taking(in, std::move(name), std::move(arguments), std::move(names));
  taking.done();
  return taking;
}

template <char (*map)(char)>
Value map_method(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "str method", arguments, {});
  return mapped(self_text(self), map);
}

Value capitalize(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "capitalize", arguments, {});
  std::string text = mapped(self_text(self), lower);
  if (!text.empty()) {
    text[0] = upper(text[0]);
  }
  return text;
}

Value title(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "title", arguments, {});
  std::string text = self_text(self);
  bool inside = false;
  for (char& c : text) {
    c = inside ? lower(c) : upper(c);
    inside = is_letter(c);
  }
  return text;
}

Value swapcase(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "swapcase", arguments, {});
  return mapped(self_text(self), [](char c) { return is_upper(c) ? lower(c) : upper(c); });
}

/// strip, lstrip and rstrip.
template <bool left, bool right>
Value strip(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "strip", arguments, {"chars"});
  const Arguments::Given* chars = taking.find("chars");
  const std::string set =
      chars == nullptr || chars->value.is_none() ? std::string(blanks) : need_text(in, *chars);
  const std::vector<std::string> points = code_points(self_text(self));
  const auto is_in = [&](const std::string& point) { return set.find(point) != std::string::npos; };
  std::size_t from = 0;
  std::size_t to = points.size();
  while (left && from < to && is_in(points[from])) {
    ++from;
  }
  while (right && to > from && is_in(points[to - 1])) {
    --to;
  }
  std::string result;
  for (std::size_t i = from; i < to; ++i) {
    result += points[i];
  }
  return result;
}

std::vector<std::string> split_blanks(const std::string& text, std::int64_t most) {
  std::vector<std::string> parts;
  std::size_t at = text.find_first_not_of(blanks);
  while (at != std::string::npos) {
    if (most >= 0 && static_cast<std::int64_t>(parts.size()) == most) {
      parts.push_back(text.substr(at, text.find_last_not_of(blanks) + 1 - at));
      break;
    }
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(blanks, end);
  }
  return parts;
}

std::vector<std::string> split_at(const std::string& text, const std::string& separator,
                                  std::int64_t most) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  while (true) {
    const bool enough = most >= 0 && static_cast<std::int64_t>(parts.size()) == most;
    const std::size_t end = enough ? std::string::npos : text.find(separator, at);
    parts.push_back(text.substr(at, end == std::string::npos ? end : end - at));
    if (end == std::string::npos) {
      return parts;
    }
    at = end + separator.size();
  }
}

std::vector<std::string> split_from_end(const std::string& text,
                                        const std::optional<std::string>& separator,
                                        std::int64_t most) {
  if (most < 0) {
    return separator ? split_at(text, *separator, -1) : split_blanks(text, -1);
  }
  std::vector<std::string> parts;
  std::string rest = text;
  while (static_cast<std::int64_t>(parts.size()) < most) {
    if (!separator) {
      rest.erase(rest.find_last_not_of(blanks) + 1);
    }
    const std::size_t cut = separator ? rest.rfind(*separator) : rest.find_last_of(blanks);
    if (cut == std::string::npos) {
      break;
    }
    parts.push_back(rest.substr(cut + (separator ? separator->size() : 1)));
    rest.erase(cut);
  }
  if (!separator) {
    rest.erase(rest.find_last_not_of(blanks) + 1);
  }
  if (separator || !rest.empty()) {
    parts.push_back(rest);
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

Value texts(Interpreter& in, std::vector<std::string> parts, Span at) {
  std::vector<Value> items;
  in.spend(static_cast<std::int64_t>(parts.size() * sizeof(Value)), at);
  for (std::string& part : parts) {
    items.emplace_back(std::move(part));
  }
  return make_list(std::move(items));
}

template <bool from_end>
Value split(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, from_end ? "rsplit" : "split", arguments, {"sep", "maxsplit"});
  const Arguments::Given* given = taking.find("sep");
  const std::int64_t most = int_or(in, taking.find("maxsplit"), -1);
  std::optional<std::string> separator;
  if (given != nullptr && !given->value.is_none()) {
    separator = need_text(in, *given);
    if (separator->empty()) {
      in.raise("ValueError", "empty separator", given->span);
    }
  }
  const std::string& text = self_text(self);
  if (from_end) {
    return texts(in, split_from_end(text, separator, most), taking.at());
  }
  return texts(in, separator ? split_at(text, *separator, most) : split_blanks(text, most),
               taking.at());
}

Value splitlines(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "splitlines", arguments, {"keepends"});
  const Arguments::Given* given = taking.find("keepends");
  const bool keep = given != nullptr && in.truth(given->value, given->span);
  const std::string& text = self_text(self);
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find_first_of("\n\r", at), text.size());
    std::size_t next = std::min(end + 1, text.size());
    if (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n') {
      ++next;
    }
    lines.push_back(text.substr(at, (keep ? next : end) - at));
    at = next;
  }
  return texts(in, std::move(lines), taking.at());
}

template <bool from_end>
Value partition(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "partition", arguments, {"sep"});
  const std::string& separator = need_text(in, taking.need("sep"));
  if (separator.empty()) {
    in.raise("ValueError", "empty separator", taking.at());
  }
  const std::string& text = self_text(self);
  const std::size_t at = from_end ? text.rfind(separator) : text.find(separator);
  if (at == std::string::npos) {
    return from_end ? make_tuple({std::string(), std::string(), text})
                    : make_tuple({text, std::string(), std::string()});
  }
  return make_tuple({text.substr(0, at), separator, text.substr(at + separator.size())});
}

Value join(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "join", arguments, {"iterable"});
  const Arguments::Given& over = taking.need("iterable");
  if (is_unknown(over.value)) {
    return over.value;
  }
  std::string result;
  std::size_t number = 0;
  for (const Value& item : in.iterate(over.value, over.span)) {
    const auto* text = item.as<std::string>();
    if (text == nullptr) {
      in.raise("TypeError",
               "sequence item " + std::to_string(number) + ": expected str instance, " +
                   in.type_name(item) + " found",
               over.span);
    }
    result += number++ == 0 ? "" : self_text(self);
    result += *text;
    in.spend(static_cast<std::int64_t>(text->size() + self_text(self).size()), over.span);
  }
  return result;
}

Value replace(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "replace", arguments, {"old", "new", "count"});
  const std::string& from = need_text(in, taking.need("old"));
  const std::string& to = need_text(in, taking.need("new"));
  std::int64_t left = int_or(in, taking.find("count"), -1);
  const std::string& text = self_text(self);
  std::string result;
  std::size_t at = 0;
  if (from.empty()) {
    for (const std::string& point : code_points(text)) {
      result += left != 0 ? to : "";
      in.spend(left != 0 ? static_cast<std::int64_t>(to.size()) : 0, taking.at());
      left -= left > 0 ? 1 : 0;
      result += point;
    }
    return result + (left != 0 ? to : "");
  }
  while (left != 0) {
    const std::size_t found = text.find(from, at);
    if (found == std::string::npos) {
      break;
    }
    result += text.substr(at, found - at) + to;
    in.spend(static_cast<std::int64_t>(to.size()), taking.at());
    at = found + from.size();
    left -= left > 0 ? 1 : 0;
  }
  return result + text.substr(at);
}

template <bool at_end>
Value starts_or_ends(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking =
      take(in, at_end ? "endswith" : "startswith", arguments, {"prefix", "start", "end"});
  const Arguments::Given& given = taking.need("prefix");
  std::string text = self_text(self);
  if (taking.find("start") != nullptr) {
    const auto part = std::make_shared<Slice>(
        taking.find("start")->value,
        taking.find("end") == nullptr ? Value() : taking.find("end")->value, Value());
    text = *plain_item(in, self, Value(std::static_pointer_cast<Object>(part)), given.span)
                .as<std::string>();
  }
  const auto matches = [&](const Value& one) {
    const std::string& part = need_text(in, one, given.span);
    return at_end ? text.ends_with(part) : text.starts_with(part);
  };
  if (const auto* tuple = given.value.as<std::shared_ptr<Tuple>>()) {
    return std::any_of((*tuple)->items.begin(), (*tuple)->items.end(), matches);
  }
  return matches(given.value);
}

/// Where a part stands, in code points, from `start` to `end`; nothing where it does not.
std::optional<std::int64_t> position_of(Interpreter& in, const Value& self, const Taking& taking,
                                        bool last) {
  const std::string& part = need_text(in, taking.need("sub"));
  const std::string& text = self_text(self);
  const std::vector<std::string> points = code_points(text);
  const auto length = static_cast<std::int64_t>(points.size());
  const auto bound = [&](std::string_view name, std::int64_t otherwise) {
    const std::int64_t number = int_or(in, taking.find(name), otherwise);
    return std::clamp<std::int64_t>(number < 0 ? number + length : number, 0, length);
  };
  const std::int64_t from = bound("start", 0);
  const std::int64_t to = bound("end", length);
  std::string region;
  for (std::int64_t i = from; i < to; ++i) {
    region += points[static_cast<std::size_t>(i)];
  }
  const std::size_t found = last ? region.rfind(part) : region.find(part);
  if (found == std::string::npos || from > to) {
    return std::nullopt;
  }
  return from +
         static_cast<std::int64_t>(code_point_count(std::string_view(region).substr(0, found)));
}

template <bool last>
Value find(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, last ? "rfind" : "find", arguments, {"sub", "start", "end"});
  return Dim(position_of(in, self, taking, last).value_or(-1));
}

template <bool last>
Value index(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, last ? "rindex" : "index", arguments, {"sub", "start", "end"});
  const auto at = position_of(in, self, taking, last);
  if (!at) {
    in.raise("ValueError", "substring not found", taking.at());
  }
  return Dim(*at);
}

Value count(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "count", arguments, {"sub"});
  const std::string& part = need_text(in, taking.need("sub"));
  const std::string& text = self_text(self);
  if (part.empty()) {
    return Dim(static_cast<std::int64_t>(code_point_count(text)) + 1);
  }
  std::int64_t number = 0;
  for (std::size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size())) {
    ++number;
  }
  return Dim(number);
}

template <bool (*matches)(char)>
Value all_are(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "str method", arguments, {});
  const std::string& text = self_text(self);
  return !text.empty() && std::all_of(text.begin(), text.end(), matches);
}

bool is_word(char c) { return is_letter(c) || is_digit(c); }
bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

template <bool wanted_upper>
Value case_is(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "str method", arguments, {});
  const std::string& text = self_text(self);
  const bool any = std::any_of(text.begin(), text.end(), wanted_upper ? is_upper : is_lower);
  return any && std::none_of(text.begin(), text.end(), wanted_upper ? is_lower : is_upper);
}

Value isidentifier(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "isidentifier", arguments, {});
  const std::string& text = self_text(self);
  return !text.empty() && !is_digit(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '_'; });
}

template <char align>
Value justify(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "justify", arguments, {"width", "fillchar"});
  const std::int64_t width = int_or(in, &taking.need("width"), 0);
  const Arguments::Given* given = taking.find("fillchar");
  const std::string fill = given == nullptr ? " " : need_text(in, *given);
  const std::string& text = self_text(self);
  const auto length = static_cast<std::int64_t>(code_point_count(text));
  if (width <= length) {
    return text;
  }
  in.spend(width, taking.at());
  const std::int64_t missing = width - length;
  // Python puts the odd one of `center` to the left when the width is odd.
  const std::int64_t before = align == '<'   ? 0
                              : align == '>' ? missing
                                             : missing / 2 + (missing & width & 1);
  std::string result;
  for (std::int64_t i = 0; i < before; ++i) {
    result += fill;
  }
  result += text;
  for (std::int64_t i = before; i < missing; ++i) {
    result += fill;
  }
  return result;
}

Value zfill(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "zfill", arguments, {"width"});
  const std::int64_t width = int_or(in, &taking.need("width"), 0);
  std::string text = self_text(self);
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const auto length = static_cast<std::int64_t>(code_point_count(text));
  if (width > length) {
    in.spend(width, taking.at());
    text.insert(sign, static_cast<std::size_t>(width - length), '0');
  }
  return text;
}

Value expandtabs(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "expandtabs", arguments, {"tabsize"});
  const std::int64_t size =
      std::clamp<std::int64_t>(int_or(in, taking.find("tabsize"), 8), 0, 1000);
  std::string result;
  std::int64_t column = 0;
  for (const std::string& point : code_points(self_text(self))) {
    if (point == "\t") {
      const std::int64_t spaces = size == 0 ? 0 : size - column % size;
      result.append(static_cast<std::size_t>(spaces), ' ');
      column += spaces;
      in.spend(spaces, taking.at());
    } else {
      result += point;
      column = point == "\n" ? 0 : column + 1;
    }
  }
  return result;
}

template <bool at_end>
Value remove_affix(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "remove affix", arguments, {"affix"});
  const std::string& affix = need_text(in, taking.need("affix"));
  std::string text = self_text(self);
  if (at_end && text.ends_with(affix)) {
    text.resize(text.size() - affix.size());
  } else if (!at_end && text.starts_with(affix)) {
    text.erase(0, affix.size());
  }
  return text;
}

template <bool (*holds)(char)>
Value all_bytes(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "str method", arguments, {});
  return std::all_of(self_text(self).begin(), self_text(self).end(), holds);
}
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_printable(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }

Value istitle(Interpreter& in, const Value& self, Arguments& arguments) {
  take(in, "istitle", arguments, {});
  bool inside = false;
  bool any = false;
  for (const char c : self_text(self)) {
    if ((is_upper(c) && inside) || (is_lower(c) && !inside)) {
      return false;
    }
    inside = is_letter(c);
    any |= inside;
  }
  return any;
}

/// The table that `translate` reads: by code points, as `ord` gives them.
Value maketrans(Interpreter& in, const Value&, Arguments& arguments) {
  const Taking taking = take(in, "maketrans", arguments, {"x", "y", "z"});
  auto table = std::make_shared<Dict>();
  const auto code = [&](const Value& value) -> Value {
    const auto* text = value.as<std::string>();
    return text == nullptr ? value : Value(Dim(code_of(*text)));
  };
  const Value& first = taking.need("x").value;
  if (taking.find("y") == nullptr) {
    const auto* dict = first.as<std::shared_ptr<Dict>>();
    if (dict == nullptr) {
      in.raise("TypeError", "if you give only one argument to maketrans it must be a dict",
               taking.at());
    }
    for (const auto& entry : (*dict)->entries()) {
      in.spend(2 * sizeof(Value), taking.at());
      table->set(code(entry.key), entry.value);
    }
    return table;
  }
  const auto from = code_points(need_text(in, taking.need("x")));
  const auto to = code_points(need_text(in, taking.need("y")));
  if (from.size() != to.size()) {
    in.raise("ValueError", "the first two maketrans arguments must have equal length", taking.at());
  }
  in.spend(static_cast<std::int64_t>(2 * from.size() * sizeof(Value)), taking.at());
  for (std::size_t i = 0; i < from.size(); ++i) {
    table->set(code(from[i]), code(to[i]));
  }
  if (const Arguments::Given* gone = taking.find("z")) {
    for (const std::string& one : code_points(need_text(in, *gone))) {
      in.spend(2 * sizeof(Value), taking.at());
      table->set(code(one), None{});
    }
  }
  return table;
}

Value translate(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "translate", arguments, {"table"});
  const auto* table = plain_value(taking.need("table").value).as<std::shared_ptr<Dict>>();
  if (table == nullptr) {
    in.raise("TypeError", "`translate` needs a dict", taking.at());
  }
  std::string result;
  for (const std::string& point : code_points(self_text(self))) {
    const Value* other = (*table)->find(Dim(code_of(point)));
    const std::size_t before = result.size();
    if (other == nullptr) {
      result += point;
    } else if (const auto* text = other->as<std::string>()) {
      result += *text;
    } else if (const auto number = plain_int(*other);
               number && *number >= 0 && *number < 0x110000) {
      append_utf8(result, static_cast<char32_t>(*number));
    }
    in.spend(static_cast<std::int64_t>(result.size() - before), taking.at());
  }
  return result;
}

Value format_map(Interpreter& in, const Value& self, Arguments& arguments) {
  const Taking taking = take(in, "format_map", arguments, {"mapping"});
  Arguments named;
  named.call = taking.at();
  const auto* dict = plain_value(taking.need("mapping").value).as<std::shared_ptr<Dict>>();
  if (dict == nullptr) {
    in.raise("TypeError", "`format_map` needs a dict", taking.at());
  }
  for (const auto& entry : (*dict)->entries()) {
    if (const auto* name = entry.key.as<std::string>()) {
      named.given.push_back({*name, entry.value, taking.at()});
    }
  }
  return format_method(in, self_text(self), named, taking.at());
}

Value format(Interpreter& in, const Value& self, Arguments& arguments) {
  return format_method(in, self_text(self), arguments, arguments.call);
}

Value encode(Interpreter&, const Value& self, Arguments&) { return self; }

}  // namespace

const std::vector<MethodRow>& str_methods() {
  static const std::vector<MethodRow> rows = {
      {"capitalize", capitalize},
      {"casefold", map_method<lower>},
      {"center", justify<'^'>},
      {"count", count},
      {"decode", encode},
      {"encode", encode},
      {"endswith", starts_or_ends<true>},
      {"expandtabs", expandtabs},
      {"find", find<false>},
      {"format", format},
      {"format_map", format_map},
      {"index", index<false>},
      {"isalnum", all_are<is_word>},
      {"isalpha", all_are<is_letter>},
      {"isascii", all_bytes<is_ascii>},
      {"isdecimal", all_are<is_digit>},
      {"isdigit", all_are<is_digit>},
      {"isidentifier", isidentifier},
      {"islower", case_is<false>},
      {"isnumeric", all_are<is_digit>},
      {"isprintable", all_bytes<is_printable>},
      {"isspace", all_are<is_blank>},
      {"istitle", istitle},
      {"isupper", case_is<true>},
      {"join", join},
      {"ljust", justify<'<'>},
      {"lower", map_method<lower>},
      {"lstrip", strip<true, false>},
      {"maketrans", maketrans},
      {"partition", partition<false>},
      {"removeprefix", remove_affix<false>},
      {"removesuffix", remove_affix<true>},
      {"replace", replace},
      {"rfind", find<true>},
      {"rindex", index<true>},
      {"rjust", justify<'>'>},
      {"rpartition", partition<true>},
      {"rsplit", split<true>},
      {"rstrip", strip<false, true>},
      {"split", split<false>},
      {"splitlines", splitlines},
      {"startswith", starts_or_ends<false>},
      {"strip", strip<true, true>},
      {"swapcase", swapcase},
      {"title", title},
      {"translate", translate},
      {"upper", map_method<upper>},
      {"zfill", zfill},
  };
  return rows;
}

}  // namespace unroll::python
