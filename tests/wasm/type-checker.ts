// Holds JSON values to the TypeScript types that describe them: unknown keys, missing keys and values
// of another type are told with their place. Must not know what the types are about.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Checks values against the exported types of one file. */
export class TypeChecker {
  readonly #checker: ts.TypeChecker;
  readonly #exports: Map<string, ts.Symbol>;

  constructor(file: URL) {
    const path = fileURLToPath(file);
    const program = ts.createProgram([path], {
      strict: true,
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      types: [],
    });
    const source = program.getSourceFile(path);
    this.#checker = program.getTypeChecker();
    const module = source && this.#checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${path} exports nothing.`);
    const symbols = this.#checker.getExportsOfModule(module);
    this.#exports = new Map(symbols.map((symbol) => [symbol.name, this.#declared(symbol)]));
  }

  /** What an export from another file stands for. */
  #declared(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  /** Where a value is not of the type of that name; nothing if it is. */
  mismatches(value: unknown, name: string): string[] {
    const symbol = this.#exports.get(name);
    if (!symbol) throw new Error(`There is no type ${name}.`);
    return this.#check(value, this.#checker.getDeclaredTypeOfSymbol(symbol), name);
  }

  #check(value: unknown, type: ts.Type, path: string): string[] {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
    if (type.isUnion()) return this.#checkUnion(value, type, path);
    // `string & {}`: any string, in a union that also lists the known ones.
    if (type.isIntersection()) return this.#check(value, type.types[0]!, path);
    if (this.#isPrimitive(value, type)) return [];
    if (value === null || typeof value !== 'object' || !(type.flags & ts.TypeFlags.Object)) {
      return [`${path}: ${brief(value)} is not ${this.#checker.typeToString(type)}`];
    }
    if (this.#checker.isTupleType(type)) return this.#checkTuple(value, type, path);
    if (this.#checker.isArrayType(type)) return this.#checkArray(value, type, path);
    return this.#checkObject(value as Record<string, unknown>, type, path);
  }

  #isPrimitive(value: unknown, type: ts.Type): boolean {
    if (value === null) return Boolean(type.flags & ts.TypeFlags.Null);
    if (type.isStringLiteral() || type.isNumberLiteral()) return type.value === value;
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return typeof value === 'boolean' && this.#checker.typeToString(type) === String(value);
    }
    const flags = {
      string: ts.TypeFlags.String,
      number: ts.TypeFlags.Number,
      boolean: ts.TypeFlags.Boolean,
    };
    const kind = typeof value;
    return kind in flags && Boolean(type.flags & flags[kind as keyof typeof flags]);
  }

  /** Tells what is wrong for the member that comes nearest. */
  #checkUnion(value: unknown, type: ts.UnionType, path: string): string[] {
    const tries = type.types.map((member) => this.#check(value, member, path));
    if (tries.some((found) => found.length === 0)) return [];
    const inside = tries.filter((found) => found.some((place) => !place.startsWith(`${path}:`)));
    const nearest = inside.sort((one, other) => one.length - other.length)[0];
    return nearest ?? [`${path}: ${brief(value)} is not ${this.#checker.typeToString(type)}`];
  }

  #checkTuple(value: object, type: ts.Type, path: string): string[] {
    const members = this.#checker.getTypeArguments(type as ts.TypeReference);
    if (!Array.isArray(value) || value.length !== members.length) {
      return [`${path}: ${brief(value)} is not ${this.#checker.typeToString(type)}`];
    }
    return members.flatMap((member, index) =>
      this.#check(value[index], member, `${path}[${index}]`),
    );
  }

  #checkArray(value: object, type: ts.Type, path: string): string[] {
    if (!Array.isArray(value)) return [`${path}: ${brief(value)} is not a list`];
    const [member] = this.#checker.getTypeArguments(type as ts.TypeReference);
    return value.flatMap((item, index) => this.#check(item, member!, `${path}[${index}]`));
  }

  #checkObject(value: Record<string, unknown>, type: ts.Type, path: string): string[] {
    if (Array.isArray(value)) return [`${path}: a list is not ${this.#checker.typeToString(type)}`];
    const found: string[] = [];
    const known = new Set<string>();
    for (const property of type.getProperties()) {
      known.add(property.name);
      const place = `${path}.${property.name}`;
      if (property.name in value) {
        found.push(
          ...this.#check(value[property.name], this.#checker.getTypeOfSymbol(property), place),
        );
      } else if (!(property.flags & ts.SymbolFlags.Optional)) {
        found.push(`${place}: missing`);
      }
    }
    const [index] = this.#checker.getIndexInfosOfType(type);
    for (const [key, item] of Object.entries(value)) {
      if (known.has(key)) continue;
      if (index) found.push(...this.#check(item, index.type, `${path}.${key}`));
      else found.push(`${path}.${key}: not in the type`);
    }
    return found;
  }
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
