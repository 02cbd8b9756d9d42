// The C boundary of the engine: every function that a host (page, worker, Node, ...) may call.
// It knows plain C types only; what the calls mean lies behind it, in engine/session.
// Each exported declaration starts its line with UNROLL_EXPORT: the build reads the list of exports
// from here.
#ifndef UNROLL_BINDINGS_UNROLL_H
#define UNROLL_BINDINGS_UNROLL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define UNROLL_EXPORT extern "C"
#else
#define UNROLL_EXPORT extern
#endif

/// How a call went. Above UNROLL_MORE the answer's text is `{"code", "message"}` (JSON).
enum UnrollStatus {
  /// Done; the text is the answer.
  UNROLL_DONE = 0,
  /// A run used up its budget: call `unroll_run` again.
  UNROLL_MORE = 1,
  /// The request cannot be met: the message says why.
  UNROLL_REFUSED = 2,
  /// Memory is exhausted.
  UNROLL_NO_MEMORY = 3,
  /// A fault of the engine's own. Close the session and open the document anew.
  UNROLL_FAULT = 4
};

/// The answer to a call: one record of five 32-bit words in WASM. There is one, and the next call
/// writes over it and over what it points to.
struct UnrollAnswer {
  /// An UnrollStatus.
  int32_t status;
  /// UTF-8, `length` bytes, not ended by a zero byte.
  const char* text;
  size_t length;
  /// A tensor's numbers, row-major: float32, int32, or one byte each for bool. Null except after
  /// `unroll_read`.
  const void* numbers;
  size_t bytes;
};

/// The engine's version, major.minor.patch: a string that ends with a zero byte and lives for ever.
UNROLL_EXPORT const char* unroll_version();

/// The table of ops, the limits, and which build this is: Description in requests.ts.
UNROLL_EXPORT const struct UnrollAnswer* unroll_describe();

/// A new session's handle, above 0; 0 if memory is exhausted. `unroll_close` ends it.
UNROLL_EXPORT int32_t unroll_create();

/// Traces a document (Document, JSON in UTF-8) in place of the session's former one: Report.
UNROLL_EXPORT const struct UnrollAnswer* unroll_open(int32_t handle, const char* document,
                                                     size_t length);

/// Binds sizes and plans a run: BindRequest -> Bound.
UNROLL_EXPORT const struct UnrollAnswer* unroll_bind(int32_t handle, const char* request,
                                                     size_t length);

/// Goes on with the bound run for about `budget` milliseconds (to its end if 0 or below): Progress,
/// and UNROLL_MORE while there is more to do.
UNROLL_EXPORT const struct UnrollAnswer* unroll_run(int32_t handle, double budget);

/// A tensor as the run left it: `{"sizes", "dtype"}` and its numbers. `kind`: 0 a value, 1 a
/// weight, 2 a value of a layer's step, recorded for every step (BindRequest's `record`).
UNROLL_EXPORT const struct UnrollAnswer* unroll_read(int32_t handle, int32_t kind, int32_t id);

/// Replaces the numbers of a model's input or of a weight; `bytes` must be exactly its size. The
/// answer's text is empty.
UNROLL_EXPORT const struct UnrollAnswer* unroll_write(int32_t handle, int32_t kind, int32_t id,
                                                      const void* numbers, size_t bytes);

/// Text edits for a change asked in the engine's terms: EditRequest -> EditAnswer.
UNROLL_EXPORT const struct UnrollAnswer* unroll_edit(int32_t handle, const char* request,
                                                     size_t length);

/// A model of the open document in another form, as text: ExportRequest -> Exported.
UNROLL_EXPORT const struct UnrollAnswer* unroll_export(int32_t handle, const char* request,
                                                       size_t length);

/// Completions at an offset of the program, in UTF-16 code units: Completion[].
UNROLL_EXPORT const struct UnrollAnswer* unroll_complete(int32_t handle, int32_t offset);

/// Ends a session and frees what it holds. A handle that is not open is passed over.
UNROLL_EXPORT void unroll_close(int32_t handle);

/// Memory for a request's bytes, aligned for any number; null if there is none. `unroll_free` gives
/// it back.
UNROLL_EXPORT void* unroll_alloc(size_t bytes);

/// Gives back what `unroll_alloc` gave; null is passed over.
UNROLL_EXPORT void unroll_free(void* memory);

#endif
