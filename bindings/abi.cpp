// The C boundary's functions: handles to sessions, and the one answer record.
// Lets no C++ exception out. Must not know what a document, a report or a request holds.
#include <exception>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "bindings/unroll.h"
#include "error.hpp"
#include "session.hpp"

namespace {

using unroll::Session;

/// All that outlives a call: the open sessions, and the answer with the text it points to.
struct Registry {
  std::map<std::int32_t, Session> sessions;
  std::int32_t last_handle = 0;
  UnrollAnswer answer{};
  std::string text;
};

// The one owned object with a long life: a C interface has nowhere else to keep its handles. One
// thread calls (a WASM module has one); the engine behind it has no such state.
Registry& registry() {
  static Registry instance;
  return instance;
}

const UnrollAnswer* answer_text(UnrollStatus status, std::string text) {
  Registry& shared = registry();
  shared.text = std::move(text);
  shared.answer = {status, shared.text.data(), shared.text.size(), nullptr, 0};
  return &shared.answer;
}

/// Allocates nothing, so that it works when memory is exhausted.
const UnrollAnswer* answer_constant(UnrollStatus status, std::string_view text) {
  Registry& shared = registry();
  shared.answer = {status, text.data(), text.size(), nullptr, 0};
  return &shared.answer;
}

const UnrollAnswer* answer_error(UnrollStatus status, std::string_view code,
                                 std::string_view message) {
  const nlohmann::json body{{"code", code}, {"message", message}};
  return answer_text(status, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

const UnrollAnswer* no_memory() {
  return answer_constant(
      UNROLL_NO_MEMORY,
      R"({"code":"no_memory","message":"Memory is exhausted. Make the model or its sizes smaller."})");
}

/// Calls `body`, which gives an answer, and turns whatever it throws into one.
template <class Body>
const UnrollAnswer* guarded(const Body& body) {
  try {
    try {
      return body();
    } catch (const unroll::Error& error) {
      return answer_error(UNROLL_REFUSED, error.code(), error.what());
    } catch (const nlohmann::json::exception& error) {
      return answer_error(UNROLL_REFUSED, "json", error.what());
    } catch (const std::bad_alloc&) {
      return no_memory();
    } catch (const std::exception& error) {
      return answer_error(UNROLL_FAULT, "fault", error.what());
    } catch (...) {
      return answer_error(UNROLL_FAULT, "fault", "The engine failed without saying why.");
    }
  } catch (...) {  // Telling the error ran out of memory.
    return no_memory();
  }
}

Session& session(std::int32_t handle) {
  const auto found = registry().sessions.find(handle);
  if (found == registry().sessions.end()) {
    throw unroll::Error("handle", "No session has the handle " + std::to_string(handle) +
                                      ". Create one, and close it once.");
  }
  return found->second;
}

std::string_view text_of(const char* text, std::size_t length) {
  return length == 0 ? std::string_view{} : std::string_view{text, length};
}

unroll::TensorKind kind_of(std::int32_t kind) {
  using unroll::TensorKind;
  for (const TensorKind known : {TensorKind::value, TensorKind::weight, TensorKind::record}) {
    if (kind == static_cast<std::int32_t>(known)) return known;
  }
  throw unroll::Error("kind", "A tensor is a value (0), a weight (1) or a record (2), got " +
                                  std::to_string(kind) + ".");
}

}  // namespace

const char* unroll_version() { return "0.1.0"; }

const UnrollAnswer* unroll_describe() {
  return guarded([] { return answer_text(UNROLL_DONE, Session::describe()); });
}

std::int32_t unroll_create() {
  try {
    Registry& shared = registry();
    shared.sessions.try_emplace(shared.last_handle + 1);
    return ++shared.last_handle;
  } catch (...) {
    return 0;
  }
}

const UnrollAnswer* unroll_open(std::int32_t handle, const char* document, std::size_t length) {
  return guarded(
      [&] { return answer_text(UNROLL_DONE, session(handle).open(text_of(document, length))); });
}

const UnrollAnswer* unroll_bind(std::int32_t handle, const char* request, std::size_t length) {
  return guarded(
      [&] { return answer_text(UNROLL_DONE, session(handle).bind(text_of(request, length))); });
}

const UnrollAnswer* unroll_run(std::int32_t handle, double budget) {
  return guarded([&] {
    const unroll::Progress progress = session(handle).run(budget);
    const nlohmann::json body{{"done", progress.done},
                              {"step", progress.step},
                              {"steps", progress.steps},
                              {"time", progress.time}};
    return answer_text(progress.done ? UNROLL_DONE : UNROLL_MORE, body.dump());
  });
}

const UnrollAnswer* unroll_read(std::int32_t handle, std::int32_t kind, std::int32_t id) {
  return guarded([&] {
    const unroll::ConstTensorView view = session(handle).read(kind_of(kind), id);
    const nlohmann::json body{{"dtype", unroll::dtype_name(view.dtype())}, {"sizes", view.sizes()}};
    answer_text(UNROLL_DONE, body.dump());
    UnrollAnswer& answer = registry().answer;
    answer.numbers = view.bytes().data();
    answer.bytes = static_cast<std::size_t>(view.count() * unroll::element_bytes(view.dtype()));
    return static_cast<const UnrollAnswer*>(&answer);
  });
}

const UnrollAnswer* unroll_write(std::int32_t handle, std::int32_t kind, std::int32_t id,
                                 const void* numbers, std::size_t bytes) {
  return guarded([&] {
    session(handle).write(kind_of(kind), id, {static_cast<const std::byte*>(numbers), bytes});
    return answer_constant(UNROLL_DONE, "");
  });
}

const UnrollAnswer* unroll_edit(std::int32_t handle, const char* request, std::size_t length) {
  return guarded(
      [&] { return answer_text(UNROLL_DONE, session(handle).edit(text_of(request, length))); });
}

const UnrollAnswer* unroll_export(std::int32_t handle, const char* request, std::size_t length) {
  return guarded([&] {
    return answer_text(UNROLL_DONE, session(handle).export_model(text_of(request, length)));
  });
}

const UnrollAnswer* unroll_complete(std::int32_t handle, std::int32_t offset) {
  return guarded([&] { return answer_text(UNROLL_DONE, session(handle).complete(offset)); });
}

void unroll_close(std::int32_t handle) { registry().sessions.erase(handle); }

void* unroll_alloc(std::size_t bytes) { return ::operator new(bytes, std::nothrow); }

void unroll_free(void* memory) { ::operator delete(memory); }
