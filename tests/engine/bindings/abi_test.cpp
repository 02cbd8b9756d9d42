// The C boundary as a host in C++ sees it: handles, statuses, and the one answer record.
#include <doctest/doctest.h>

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/unroll.h"

namespace {

using Json = nlohmann::json;

constexpr std::string_view kProgram = R"(import keras
inputs = keras.Input((3,))
model = keras.Model(inputs, keras.layers.Dense(2, name="head")(inputs))
)";

Json json_of(const UnrollAnswer* answer) {
  return Json::parse(std::string_view{answer->text, answer->length});
}

const UnrollAnswer* open(std::int32_t handle, std::string_view program) {
  const std::string document = Json{{"program", program}}.dump();
  return unroll_open(handle, document.data(), document.size());
}

const UnrollAnswer* bind(std::int32_t handle, std::int64_t batch) {
  const std::string request = Json{{"model", 0}, {"dims", {{"B", batch}}}, {"seed", 1}}.dump();
  return unroll_bind(handle, request.data(), request.size());
}

/// A session that is closed again when a test ends.
class Handle {
 public:
  Handle() : handle_(unroll_create()) { REQUIRE(handle_ > 0); }
  ~Handle() { unroll_close(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] std::int32_t id() const { return handle_; }

 private:
  std::int32_t handle_;
};

}  // namespace

TEST_CASE("the boundary tells its version as major.minor.patch") {
  const std::string version = unroll_version();
  int dots = 0;
  for (const char letter : version) {
    CHECK((letter == '.' || (letter >= '0' && letter <= '9')));
    dots += letter == '.' ? 1 : 0;
  }
  CHECK(dots == 2);
}

TEST_CASE("the description is of this version and of the native build") {
  const Json description = json_of(unroll_describe());
  CHECK(description["version"] == unroll_version());
#ifndef __EMSCRIPTEN__
  CHECK(description["build"] == "native");
#endif
  CHECK_FALSE(description["ops"].empty());
}

TEST_CASE("a document is opened, bound, run, written and read") {
  const Handle handle;
  const UnrollAnswer* answer = open(handle.id(), kProgram);
  REQUIRE(answer->status == UNROLL_DONE);
  const Json report = json_of(answer);
  const Json model = report["models"][0];
  const auto value_id = [&](const char* side) {
    return report["values"][model[side][0].get<std::size_t>()]["id"].get<std::int32_t>();
  };

  REQUIRE(bind(handle.id(), 2)->status == UNROLL_DONE);
  const std::vector<float> inputs{1, 0, 0, 0, 1, 0};
  answer = unroll_write(handle.id(), 0, value_id("input_values"), inputs.data(), inputs.size() * 4);
  REQUIRE(answer->status == UNROLL_DONE);
  CHECK(answer->length == 0);
  for (const Json& weight : report["weights"]) {
    const bool is_kernel = weight["name"] == "kernel";
    const std::vector<float> numbers =
        is_kernel ? std::vector<float>{1, 2, 3, 4, 5, 6} : std::vector<float>{10, 20};
    answer = unroll_write(handle.id(), 1, weight["id"], numbers.data(), numbers.size() * 4);
    REQUIRE(answer->status == UNROLL_DONE);
  }

  answer = unroll_run(handle.id(), 0);
  REQUIRE(answer->status == UNROLL_DONE);
  CHECK(json_of(answer)["done"] == true);
  answer = unroll_read(handle.id(), 0, value_id("output_values"));
  REQUIRE(answer->status == UNROLL_DONE);
  CHECK(json_of(answer) == Json{{"dtype", "float32"}, {"sizes", {2, 2}}});
  REQUIRE(answer->bytes == 4 * sizeof(float));
  std::vector<float> outputs(4);
  std::memcpy(outputs.data(), answer->numbers, answer->bytes);
  CHECK(outputs == std::vector<float>{11, 22, 13, 24});
}

TEST_CASE("a model that Keras saved stands for the program, as an object or as its text") {
  const Json model = {
      {"class_name", "Sequential"},
      {"config",
       {{"name", "saved"},
        {"layers",
         {{{"module", "keras.layers"},
           {"class_name", "InputLayer"},
           {"config", {{"batch_shape", {nullptr, 3}}, {"name", "in"}}}},
          {{"module", "keras.layers"},
           {"class_name", "Dense"},
           {"config", {{"units", 2}, {"name", "head"}, {"kernel_regularizer", nullptr}}}}}}}}};
  const Handle handle;
  for (const Json& given : {model, Json(model.dump())}) {
    const std::string document = Json{{"model", given}}.dump();
    const UnrollAnswer* answer = unroll_open(handle.id(), document.data(), document.size());
    REQUIRE(answer->status == UNROLL_DONE);
    const Json report = json_of(answer);
    CHECK(report["problems"] == Json::array());
    CHECK(report["models"][0]["name"] == "saved");
    CHECK(report["models"][0]["var"] == "model");
    CHECK(report["models"][0]["params"]["total"] == 8);
    CHECK(bind(handle.id(), 2)->status == UNROLL_DONE);
    CHECK(json_of(unroll_run(handle.id(), 0))["done"] == true);
  }
  const std::string broken = R"({"model": "not JSON"})";
  const UnrollAnswer* answer = unroll_open(handle.id(), broken.data(), broken.size());
  REQUIRE(answer->status == UNROLL_DONE);
  CHECK(json_of(answer)["problems"][0]["code"] == "model_json");
  CHECK(json_of(answer)["problems"][0]["line"] == 1);
}

TEST_CASE("a document that nests without end is refused") {
  const Handle handle;
  const std::string deep = R"({"model": {"a": )" + std::string(100'000, '[');
  const UnrollAnswer* answer = unroll_open(handle.id(), deep.data(), deep.size());
  CHECK(answer->status != UNROLL_DONE);
  CHECK(json_of(answer)["code"] == "bad_request");
}

TEST_CASE("a request that is no JSON is refused with a code and a message") {
  const Handle handle;
  const std::string_view half = R"({"program": )";
  for (const UnrollAnswer* answer :
       {unroll_open(handle.id(), half.data(), half.size()),
        unroll_bind(handle.id(), half.data(), half.size()),
        unroll_edit(handle.id(), half.data(), half.size()), unroll_open(handle.id(), nullptr, 0)}) {
    CHECK(answer->status == UNROLL_REFUSED);
    const Json error = json_of(answer);
    CHECK_FALSE(error["code"].get<std::string>().empty());
    CHECK_FALSE(error["message"].get<std::string>().empty());
  }
  CHECK(open(handle.id(), kProgram)->status == UNROLL_DONE);
}

TEST_CASE("only open handles are known, and each only until it is closed") {
  const std::int32_t first = unroll_create();
  const std::int32_t second = unroll_create();
  CHECK(first > 0);
  CHECK(second != first);
  unroll_close(first);
  unroll_close(first);
  for (const std::int32_t handle : {0, -1, first}) {
    const UnrollAnswer* answer = open(handle, kProgram);
    CHECK(answer->status == UNROLL_REFUSED);
    CHECK(json_of(answer)["code"] == "handle");
  }
  CHECK(open(second, kProgram)->status == UNROLL_DONE);
  unroll_close(second);
}

TEST_CASE("the steps of a layer are recorded when asked for, those inside a wrapper too") {
  const Handle handle;
  const Json report = json_of(open(handle.id(), R"(import keras
from keras import layers
x = keras.Input((5, 2))
y = layers.Bidirectional(layers.LSTM(3, return_sequences=True), name="both")(x)
z = layers.TimeDistributed(layers.Dense(4))(y)
z = layers.RNN([layers.GRUCell(4), layers.LSTMCell(2)], name="stack")(z)
model = keras.Model(x, z)
)"));
  std::map<std::string, std::int32_t> layers;
  for (const char* list : {"operations", "inner_layers"}) {
    for (const Json& layer : report["models"][0][list]) layers[layer["name"]] = layer["id"];
  }
  const auto records_of = [&](const Json& asked) {
    const std::string request =
        Json{{"model", 0}, {"dims", {{"B", 2}}}, {"seed", 1}, {"record", asked}}.dump();
    const UnrollAnswer* answer = unroll_bind(handle.id(), request.data(), request.size());
    REQUIRE(answer->status == UNROLL_DONE);
    return json_of(answer)["records"];
  };
  const auto names = [](const Json& records) {
    std::string text;
    for (const Json& record : records) text += record["name"].get<std::string>() + ' ';
    return text;
  };
  CHECK(records_of(Json::array()).empty());
  CHECK(names(records_of({layers["stack"]})) == "z r candidate h i f candidate o c h ");
  const Json records = records_of({layers["both"]});
  CHECK(names(records) == "i f candidate o c h i f candidate o c h ");
  CHECK(records[0]["layer"] != records[6]["layer"]);
  CHECK(records[0]["cell"] != records[6]["cell"]);
  CHECK(records[0]["sizes"] == Json{2, 5, 3});
  CHECK(records[4]["before"].is_null());

  REQUIRE(unroll_run(handle.id(), 0)->status == UNROLL_DONE);
  for (const Json& record : records) {
    const UnrollAnswer* answer = unroll_read(handle.id(), 2, record["value"]);
    REQUIRE(answer->status == UNROLL_DONE);
    CHECK(answer->bytes == 2 * 5 * 3 * sizeof(float));
  }
  CHECK(unroll_read(handle.id(), 0, records[0]["value"])->status == UNROLL_REFUSED);
  const float number = 0;
  CHECK(unroll_write(handle.id(), 2, records[0]["value"], &number, 4)->status == UNROLL_REFUSED);
  const std::string wrong = R"({"model": 0, "dims": {"B": 2}, "seed": 1, "record": [1000]})";
  CHECK(unroll_bind(handle.id(), wrong.data(), wrong.size())->status == UNROLL_REFUSED);
}

TEST_CASE("a tensor of another kind, another id or another size is refused") {
  const Handle handle;
  const Json report = json_of(open(handle.id(), kProgram));
  REQUIRE(bind(handle.id(), 2)->status == UNROLL_DONE);
  CHECK(unroll_read(handle.id(), 3, 0)->status == UNROLL_REFUSED);
  CHECK(unroll_read(handle.id(), 0, -1)->status == UNROLL_REFUSED);
  CHECK(unroll_read(handle.id(), 1, 1000)->status == UNROLL_REFUSED);
  const std::vector<float> short_of(5);
  const auto input =
      report["values"][report["models"][0]["input_values"][0].get<std::size_t>()]["id"]
          .get<std::int32_t>();
  const UnrollAnswer* answer =
      unroll_write(handle.id(), 0, input, short_of.data(), short_of.size() * 4);
  CHECK(answer->status == UNROLL_REFUSED);
}

TEST_CASE("memory for a request is given and taken back, also none") {
  void* memory = unroll_alloc(1000);
  REQUIRE(memory != nullptr);
  std::memset(memory, 7, 1000);
  unroll_free(memory);
  void* nothing = unroll_alloc(0);
  CHECK(nothing != nullptr);
  unroll_free(nothing);
  unroll_free(nullptr);
}
