// Every row of the table of the language that is understood has cases in tests/python, or in its
// folder besides/ where CPython has no such thing: a section that begins with a line `#: ROW, ROW`
// and ends at the next one. Every row that is lacking is told of by its name. The sections' output
// is compared with CPython's in programs_test.cpp.
#include "python/language.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/python/run.hpp"
#include "python/state.hpp"

namespace unroll::python {
namespace {

/// The sections' texts by the rows that they are cases of.
std::multimap<std::string, std::string> sections() {
  std::multimap<std::string, std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/python")) {
    if (entry.path().extension() != ".py") continue;
    std::ifstream file(entry.path());
    std::vector<std::string> rows;
    std::string text;
    const auto close = [&] {
      for (const std::string& row : rows) found.emplace(row, text);
      rows.clear();
      text.clear();
    };
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("#: ")) {
        text += line + "\n";
        continue;
      }
      close();
      std::istringstream names(line.substr(3) + ", ");
      for (std::string name; std::getline(names, name, ',');) {
        name.erase(0, name.find_first_not_of(' '));
        if (!name.empty()) rows.push_back(name);
      }
    }
    close();
  }
  return found;
}

/// `upper` of `str.upper`.
std::string last_name(const std::string& row) { return row.substr(row.rfind('.') + 1); }

TEST_CASE("each row of the language has its cases") {
  Ran ran("");
  const auto rows = language_rows(ran.in.state().modules);
  const auto found = sections();
  std::string without;
  for (const LanguageRow& row : rows) {
    const auto [from, to] = found.equal_range(row.name);
    const bool named =
        row.kind == LanguageKind::construct || std::any_of(from, to, [&](const auto& section) {
          return section.second.find(last_name(row.name)) != std::string::npos;
        });
    if (row.understood && (from == to || !named)) without += row.name + "\n";
    if (!row.understood && from != to) without += row.name + " is lacking, and has cases\n";
  }
  CHECK(without == "");
  std::string unknown;
  for (const auto& [name, text] : found) {
    if (std::none_of(rows.begin(), rows.end(),
                     [&](const LanguageRow& row) { return row.name == name; })) {
      unknown += name + "\n";
    }
  }
  CHECK(unknown == "");
}

/// A program that uses what a lacking row names.
std::string use_of(const LanguageRow& row) {
  static const std::map<std::string, std::string> constructs = {
      {"async def", "async def f(): pass\n"},
      {"async for", "async for x in y: pass\n"},
      {"async with", "async with x: pass\n"},
      {"await", "x = await y\n"},
      {"except*", "try:\n  pass\nexcept* ValueError:\n  pass\n"},
      {"complex numbers", "x = 3j\n"},
      {"octal in Python 2's spelling", "x = 0777\n"},
      {"exec statement", "exec \"x = 1\"\n"},
      {"print >>", "print >>x, 1\n"},
      {"raise Error, value", "raise ValueError, 'x'\n"},
  };
  if (row.kind == LanguageKind::construct) {
    const auto known = constructs.find(row.name);
    return known == constructs.end() ? "" : known->second;
  }
  const std::string name = last_name(row.name);
  const std::string of = row.name.substr(0, row.name.find('.'));
  if (row.kind == LanguageKind::builtin) return name + "(1)\n";
  if (row.kind == LanguageKind::member)
    return "import " + of + "\nx = " + row.name + "\nprint(x)\n";
  return std::string(of == "int" ? "(5)" : "(0.5)") + "." + name + "()\n";
}

TEST_CASE("what is lacking is told of by its name") {
  Ran table("");
  for (const LanguageRow& row : language_rows(table.in.state().modules)) {
    if (row.understood) continue;
    CAPTURE(row.name);
    const Ran ran(use_of(row));
    std::string told = ran.problems();
    for (const Skipped& skipped : ran.in.skipped()) told += skipped.reason;
    // A member of a module may be passed over as long as nothing depends on it.
    if (row.kind == LanguageKind::member) {
      CHECK(ran.console().find(row.name) != std::string::npos);
      continue;
    }
    const std::string word = row.name.substr(0, row.name.find_first_of(" *"));
    CHECK(told.find(row.kind == LanguageKind::construct ? word : last_name(row.name)) !=
          std::string::npos);
    CHECK(told.find("not understood here") != std::string::npos);
  }
}

}  // namespace
}  // namespace unroll::python
