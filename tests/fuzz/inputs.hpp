// Owns what is done with one hostile input: what a page or a command line would do with it. Shared
// by the fuzzers and by the test that tries again what they found. Whatever comes, nothing may be
// thrown but `Error`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "error.hpp"
#include "session.hpp"

namespace unroll::fuzz {

/// Asks an open session all that a person can ask of it, with small sizes.
inline void ask_all(Session& session, const nlohmann::json& report, std::int32_t length) {
  const auto refused = [](const auto& ask) {
    try {
      ask();
    } catch (const Error&) {  // a request that cannot be met is an answer
    }
  };
  refused([&] { static_cast<void>(session.complete(length)); });
  refused([&] { static_cast<void>(session.complete(length / 2)); });
  const std::size_t models = std::min<std::size_t>(report["models"].size(), 3);
  for (std::size_t model = 0; model < models; ++model) {
    for (const char* as : {"json", "program"}) {
      refused([&] {
        static_cast<void>(
            session.export_model(nlohmann::json{{"model", model}, {"as", as}}.dump()));
      });
    }
    refused([&] {
      const nlohmann::json dims{{"B", 2}, {"T", 3}};
      const auto bound = nlohmann::json::parse(
          session.bind(nlohmann::json{{"model", model}, {"dims", dims}}.dump()));
      constexpr double most_flops = 1e6;  // what the sanitizers compute in a moment
      if (bound["flops"].get<double>() < most_flops) session.run(0);
    });
  }
}

/// Opens a document given as text.
inline void open_document(std::string_view text) {
  try {
    Session session;
    const auto report = nlohmann::json::parse(session.open(text));
    ask_all(session, report, static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4096)));
  } catch (const Error&) {  // no document
  }
}

/// A text as it stands in a document under `name`; bytes that are no UTF-8 are replaced, as a page
/// does.
inline std::string document_with(const char* name, std::string_view text) {
  return nlohmann::json{{name, text}}.dump(-1, ' ', false,
                                           nlohmann::json::error_handler_t::replace);
}

/// The source text of a program.
inline void open_program(std::string_view text) { open_document(document_with("program", text)); }

/// A model as Keras saves it.
inline void open_model(std::string_view text) { open_document(document_with("model", text)); }

}  // namespace unroll::fuzz
