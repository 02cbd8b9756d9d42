# The built-in functions.
#: abs, all, any, bin, bool, callable, chr, divmod, float, format
print(abs(-1), all([1]), any([0, 1]), bin(5), bool(""), callable(len), chr(65), divmod(9, 4), float("1"), format(1.5, ".2f"))
#: hash, hex, id, isinstance, issubclass
print(hash(5) == hash(5), hash("a") == hash("a"), hex(16), id(1) == id(1), int("7"), isinstance(1, int), isinstance(True, int), isinstance(1.0, int), isinstance("s", (int, str)), issubclass(bool, int))
#: list, max, min, oct, ord, pow, range, repr, round, set, sorted, str, sum, tuple, type, zip
print(len([1, 2]), list("ab"), max(1, 2), min([3, 1]), oct(8), ord("A"), pow(2, 3), range(3), repr("x"), round(1.234, 1), set([1]), sorted([2, 1]), str(1), sum([1, 2], 10), tuple([1]), type(1), list(zip("ab", "cd")))
print(print("inner") is None, print("a", "b", sep="-", end="!\n"), print(), print(None), print(1, [2], (3,), {"k": 4}, "s", 1.0, True))
#: *arguments, keyword argument, print, string literal
print("x", end=""); print("y"); print("a\nb"); print(*[1, 2, 3]); print(*[1, 2], sep="\n"); print("a", "b", sep=""); print(sep="x")
#: filter, map
print(list(map(int, "123")), list(map(str, [1, 2])), list(map(max, [1, 5], [3, 2])), list(filter(str.isdigit, "a1b2")))
#: dict, getattr, is not, object
print(getattr([], "append") is not None, hasattr("", "upper"), hasattr(5, "nope"), isinstance([], list), isinstance({}, dict), isinstance((), tuple), isinstance(set(), set), isinstance(None, type(None)), isinstance(print, object))
print(type(1) == int, type("") is str, type([]) == list, type(1.0).__name__, type(len).__name__, type(lambda: 0).__name__, type(None).__name__, type(range(1)).__name__)
print(min("b", "a"), max([[1, 2], [1, 3]]), min({"a": 1, "b": 0}, key=lambda k: {"a": 1, "b": 0}[k]), sum(range(101)), sum([1.5, 2.5]), sum([True, True]))
#: enumerate, reversed
print(list(enumerate("ab")), list(enumerate("ab", start=5)), sorted("bca", reverse=True), sorted([[2], [1]]), list(reversed("abc")), list(zip()), list(zip([1])), list(zip([1, 2], [3, 4], [5, 6])))
print(bool(0.0), bool("0"), bool([0]), bool(None), bool({}), bool(()), int(True), float(True), str(b"x") is not None, list(range(3))[::-1])
#: slice
print(dict(a=1), dict({"a": 1}, b=2), list(dict(a=1)), slice(1, 2), slice(3), [0, 1, 2, 3][slice(1, 3)], NotImplemented, Ellipsis, ...)
#: int, len
print(__name__, (lambda: 0).__name__, len.__name__, int.__name__)
#: iter, next
for bad in (lambda: int([]), lambda: len(5), lambda: ord("ab"), lambda: chr(-1), lambda: min(), lambda: sum(["a"]), lambda: abs("x"), lambda: next([]), lambda: round("x"), lambda: range("a"), lambda: range(1, 2, 0), lambda: list(5), lambda: dict([1]), lambda: isinstance(1, 5), lambda: float([]), lambda: print(1, foo=2), lambda: sorted(5), lambda: iter(5), lambda: int("5", x=1), lambda: zip(5), lambda: enumerate()):
    try: print(bad())
    except Exception as e: print(type(e).__name__)
#: ascii, dir, globals, in
print(ascii("é日"), ascii("a\n"), globals()["__name__"], "sorted" in dir(), "x_of_no_one" in globals())
#: locals
def has_locals(a, b=2):
    c = a + b
    return locals()
#: int literal
print(has_locals(1))
#: class
class Gone: pass
#: delattr, hasattr, vars
g = Gone(); g.x = 1; delattr(g, "x"); print(hasattr(g, "x"), dir(g)[:0], vars(g))
try: list(zip([1, 2], [3], strict=True))
except ValueError as e: print("ValueError")
print(list(zip([1], [2], strict=True)))
