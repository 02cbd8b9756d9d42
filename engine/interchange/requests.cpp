// Owns the JSON of requests. Must not know how they are met.
#include "interchange/requests.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

/// Deeper than any document nests, and far less than a stack holds.
constexpr int deepest = 256;

Json parse_object(std::string_view text, const char* what) {
  const auto bounded = [&](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    if (depth <= deepest) return true;
    throw Error("bad_request", std::string(what) + " nests its values too deep");
  };
  Json json = Json::parse(text, bounded, false);
  if (json.is_discarded() || !json.is_object()) {
    throw Error("bad_request", std::string(what) + " is no JSON object");
  }
  return json;
}

std::optional<std::uint64_t> seed_of(const Json& json) {
  const auto found = json.find("seed");
  if (found == json.end() || !found->is_number()) return std::nullopt;
  if (found->is_number_integer()) return found->get<std::uint64_t>();
  constexpr double whole = 0x1p53;  // as far as JavaScript's numbers are whole
  const auto number = found->get<double>();
  return number >= 0 && number < whole ? static_cast<std::uint64_t>(number) : 0;
}

/// A text field, or nothing where it is missing or of another kind.
std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t integer_of(const Json& json, const char* name, std::int64_t otherwise) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

python::Value hole_value(const Json& json);

std::vector<python::Value> hole_items(const Json& json) {
  std::vector<python::Value> items;
  for (const Json& item : json) items.push_back(hole_value(item));
  return items;
}

/// An object that has the attributes given: what stands for `args` or for a data array.
python::Value hole_object(const std::string& type, const Json& attributes) {
  auto instance = std::make_shared<python::Instance>(std::make_shared<python::Class>(type));
  for (const auto& [name, value] : attributes.items())
    instance->attributes[name] = hole_value(value);
  return std::static_pointer_cast<python::Object>(instance);
}

/// The forms of tests/snippets/README.md.
python::Value hole_value(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return Dim(json.get<std::int64_t>());
  if (json.is_number()) return python::Float{json.get<double>(), {}};
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) return python::make_list(hole_items(json));
  if (!json.is_object()) return python::None{};
  if (json.contains("__tuple__")) return python::make_tuple(hole_items(json["__tuple__"]));
  if (json.contains("__attrs__")) return hole_object("Namespace", json["__attrs__"]);
  const auto count = [&](const char* key) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(integer_of(json, key, 0), 0, 1 << 20));
  };
  if (json.contains("__len__")) {
    return python::make_list(std::vector<python::Value>(count("__len__"), python::Value(Dim(0))));
  }
  if (json.contains("__dict__")) {
    std::vector<std::pair<python::Value, python::Value>> items;
    for (std::size_t i = 0; i < count("__dict__"); ++i) {
      items.emplace_back("key" + std::to_string(i), Dim(static_cast<std::int64_t>(i)));
    }
    return python::make_dict(std::move(items));
  }
  if (json.contains("__array__")) {
    const auto sizes = hole_items(json["__array__"]);
    auto instance = std::make_shared<python::Instance>(std::make_shared<python::Class>("ndarray"));
    instance->attributes["shape"] = python::make_tuple(sizes);
    instance->attributes["ndim"] = Dim(std::ssize(sizes));
    return std::static_pointer_cast<python::Object>(instance);
  }
  return python::None{};
}

}  // namespace

DocumentRequest parse_document(std::string_view text) {
  const Json json = parse_object(text, "the document");
  const auto program = json.find("program");
  const auto model = json.find("model");
  DocumentRequest request;
  if (model != json.end() && (model->is_string() || model->is_object())) {
    request.model = model->is_string() ? model->get<std::string>() : model->dump();
  } else if (program != json.end() && program->is_string()) {
    request.program = program->get<std::string>();
  } else {
    throw Error("bad_request", "the document has neither a `program` nor a `model`");
  }
  if (const auto holes = json.find("holes"); holes != json.end() && holes->is_object()) {
    for (const auto& [name, value] : holes->items()) request.holes[name] = hole_value(value);
  }
  request.seed = seed_of(json).value_or(0);
  if (text_of(json, "keras") == "3.16") request.keras = "3.16";
  const auto view = json.find("view");
  if (view != json.end() && view->is_object() && view->contains("opened")) {
    for (const Json& name : (*view)["opened"]) {
      if (name.is_string()) request.opened.insert(name.get<std::string>());
    }
  }
  return request;
}

BindRequest parse_bind(std::string_view text) {
  const Json json = parse_object(text, "the request");
  BindRequest request;
  request.model = integer_of(json, "model", 0);
  request.seed = seed_of(json);
  if (const auto dims = json.find("dims"); dims != json.end() && dims->is_object()) {
    for (const auto& [name, size] : dims->items()) {
      if (!size.is_number_integer() || size.get<std::int64_t>() < 1) {
        throw Error("bad_request", "the size of " + name + " must be a positive whole number");
      }
      request.dims[name] = size.get<std::int64_t>();
    }
  }
  if (const auto masks = json.find("input_masks"); masks != json.end() && masks->is_array()) {
    for (const Json& mask : *masks) request.input_masks.push_back(mask == true);
  }
  const auto is_set = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && *found == true;
  };
  request.keep_states = is_set("keep_states");
  request.own_data = is_set("own_data");
  if (const auto record = json.find("record"); record != json.end() && record->is_array()) {
    for (const Json& layer : *record) {
      if (!layer.is_number_integer()) {
        throw Error("bad_request", "`record` lists layers by their ids");
      }
      request.record.push_back(layer.get<std::int64_t>());
    }
  }
  return request;
}

EditRequest parse_edit(std::string_view text) {
  const Json json = parse_object(text, "the request");
  return {text_of(json, "kind"), integer_of(json, "layer", -1), text_of(json, "name"),
          text_of(json, "value"), text_of(json, "at") == "call"};
}

ExportRequest parse_export(std::string_view text) {
  const Json json = parse_object(text, "the request");
  const std::string as = text_of(json, "as");
  if (as != "json" && as != "program") {
    throw Error("bad_request",
                "a model is exported as `json` or as `program`, not as `" + as + '`');
  }
  return {integer_of(json, "model", 0), as == "json" ? ExportForm::json : ExportForm::program};
}

std::string exported_text(const Exported& exported) {
  return Json{{"text", exported.text}, {"left_out", exported.left_out}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

namespace {

Json records_json(const std::vector<StepRecord>& records) {
  Json list = Json::array();
  for (const StepRecord& each : records) {
    list.push_back({{"layer", each.layer},
                    {"call", each.call},
                    {"cell", each.cell},
                    {"name", each.name},
                    {"value", each.value},
                    {"before", each.before == no_id ? Json() : Json(each.before)},
                    {"sizes", each.sizes}});
  }
  return list;
}

}  // namespace

std::string bound_text(const Bound& bound) {
  Json by_id = Json::object();
  for (const auto& [id, numbers] : bound.sizes) by_id[std::to_string(id)] = numbers;
  const auto masks = [](const std::vector<ValueId>& ids) {
    Json list = Json::array();
    for (const ValueId id : ids) list.push_back(id == no_id ? Json() : Json(id));
    return list;
  };
  return Json{{"bytes", bound.bytes},
              {"flops", bound.flops},
              {"sizes", std::move(by_id)},
              {"inputs", bound.inputs},
              {"input_masks", masks(bound.input_masks)},
              {"outputs", bound.outputs},
              {"output_masks", masks(bound.output_masks)},
              {"records", records_json(bound.records)},
              {"kept", bound.kept}}
      .dump();
}

std::string edits_text(const std::vector<TextEdit>& edits, const std::string& effect) {
  Json json = Json::array();
  for (const TextEdit& edit : edits)
    json.push_back(Json::array({edit.span.from, edit.span.to, edit.insert}));
  return Json{{"edits", std::move(json)}, {"effect", effect}}.dump();
}

std::string completions_text(const std::vector<Completion>& completions) {
  Json json = Json::array();
  for (const Completion& each : completions) {
    json.push_back({{"label", each.label},
                    {"kind", each.kind},
                    {"detail", each.detail},
                    {"of", each.of.empty() ? Json() : Json(each.of)}});
  }
  return json.dump();
}

}  // namespace unroll
