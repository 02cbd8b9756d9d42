// The native build as a program: calls of the C boundary over standard input and output, so that
// the same client and runners that drive the WASM builds can drive this one. Must not know what a
// document, a report or a request holds.
//
// A request is a line `NAME A B C BYTES` and then that many bytes; A, B and C are the call's
// numbers (0 where it takes fewer). An answer is a line `STATUS LENGTH BYTES`, the text and the
// numbers. `create` answers with the handle as its text.
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "bindings/unroll.h"

namespace {

struct Request {
  std::string name;
  double a = 0;
  double b = 0;
  double c = 0;
  std::vector<char> payload;
};

bool read_request(Request& request) {
  char name[32];
  std::size_t bytes = 0;
  if (std::scanf("%31s %lf %lf %lf %zu", name, &request.a, &request.b, &request.c, &bytes) != 5) {
    return false;
  }
  if (std::getchar() != '\n') return false;
  request.name = name;
  request.payload.resize(bytes);
  return bytes == 0 || std::fread(request.payload.data(), 1, bytes, stdin) == bytes;
}

void write_answer(const UnrollAnswer& answer) {
  std::printf("%d %zu %zu\n", answer.status, answer.length, answer.bytes);
  std::fwrite(answer.text, 1, answer.length, stdout);
  if (answer.bytes > 0) std::fwrite(answer.numbers, 1, answer.bytes, stdout);
  std::fflush(stdout);
}

UnrollAnswer text_answer(UnrollStatus status, const std::string& text) {
  return {status, text.data(), text.size(), nullptr, 0};
}

void answer(const Request& request) {
  const auto a = static_cast<std::int32_t>(request.a);
  const auto b = static_cast<std::int32_t>(request.b);
  const auto c = static_cast<std::int32_t>(request.c);
  const char* text = request.payload.data();
  const std::size_t length = request.payload.size();
  if (request.name == "describe") return write_answer(*unroll_describe());
  if (request.name == "open") return write_answer(*unroll_open(a, text, length));
  if (request.name == "bind") return write_answer(*unroll_bind(a, text, length));
  if (request.name == "run") return write_answer(*unroll_run(a, request.b));
  if (request.name == "read") return write_answer(*unroll_read(a, b, c));
  if (request.name == "write") return write_answer(*unroll_write(a, b, c, text, length));
  if (request.name == "edit") return write_answer(*unroll_edit(a, text, length));
  if (request.name == "export") return write_answer(*unroll_export(a, text, length));
  if (request.name == "complete") return write_answer(*unroll_complete(a, b));
  if (request.name == "create") {
    return write_answer(text_answer(UNROLL_DONE, std::to_string(unroll_create())));
  }
  if (request.name == "close") {
    unroll_close(a);
    return write_answer(text_answer(UNROLL_DONE, ""));
  }
  write_answer(text_answer(UNROLL_REFUSED,
                           R"({"code":"call","message":"The boundary has no such function."})"));
}

}  // namespace

int main() {
  Request request;
  while (read_request(request)) answer(request);
  return std::feof(stdin) != 0 && std::ferror(stdin) == 0 ? 0 : 1;
}
