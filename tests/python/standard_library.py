# The parts of the standard library that model code leans on.
from collections import defaultdict, Counter, namedtuple, OrderedDict
import argparse, copy, dataclasses, functools, itertools, string, sys
from dataclasses import dataclass, field
from typing import List, Optional
d = defaultdict(list); d["a"].append(1); print(d["a"], d["b"], len(d))
c = Counter("hello"); print(c["l"], c["z"], sorted(c.items()))
#: collections.namedtuple
P = namedtuple("P", "x y"); p = P(1, y=2); print(p, p.x, p[1], list(p), len(p)); a, b = p; print(a, b)
#: functools.partial, functools.reduce
print(functools.reduce(lambda x, y: x * y, [1, 2, 3, 4]), functools.partial(pow, 2)(5), functools.partial(print, "a", sep="-")("b"))
#: itertools.accumulate
print(list(itertools.chain([1], "ab")), list(itertools.product([1, 2], "ab")), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.combinations("abc", 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.zip_longest([1], [2, 3], fillvalue=0)), list(itertools.chain.from_iterable([[1], [2]])), list(itertools.repeat(1, 2)), list(itertools.islice(itertools.cycle("ab"), 3)))
#: copy.copy, copy.deepcopy
x = [[1], {"a": [2]}]; y = copy.deepcopy(x); y[0].append(5); z = copy.copy(x); z[1]["a"].append(9); print(x, y, z)
#: argparse.ArgumentParser
ap = argparse.ArgumentParser(description="d"); ap.add_argument("--hidden-size", "-u", type=int, default=64); ap.add_argument("-v", "--verbose", action="store_true"); ap.add_argument("--rate", type=float, default="0.5"); ap.add_argument("--none")
args = ap.parse_args([]); print(args.hidden_size, args.verbose, args.rate, args.none)
@dataclass
class Config:
    units: int = 32
    layers: List[int] = field(default_factory=lambda: [1, 2])
    name: Optional[str] = None
@dataclass(frozen=False)
class Sub(Config):
    extra: float = 0.5
print(Config(), Config(5, name="q"), Sub(extra=1.0), Config() == Config(), Config().layers, dataclasses.asdict(Config(1)))
#: string.ascii_lowercase, string.printable, string.punctuation, sys.version_info
print(string.ascii_lowercase, len(string.printable), sys.version_info[0], string.punctuation)
#: functools.lru_cache
@functools.lru_cache(maxsize=None)
def f(n): return n
print(f(3))
#: functools.wraps
@functools.wraps(f)
def g(): return 1
print(g())
#: string.ascii_letters, string.ascii_uppercase, string.digits, string.hexdigits, string.octdigits, string.whitespace
print(string.ascii_uppercase, string.ascii_letters[:3], string.digits, string.octdigits, string.hexdigits, repr(string.whitespace))
#: sys.argv, sys.maxsize, sys.path, sys.platform, sys.version
print(len(sys.argv) > 0, type(sys.path).__name__, sys.maxsize == 2 ** 62 + (2 ** 62 - 1), sys.version[:2], type(sys.platform).__name__, sys.version_info >= (3, 8), sys.version_info.major)
#: sys.exit
try: sys.exit("over")
except SystemExit: print("exit")
#: exit
try: exit()
except SystemExit: print("exit")
#: sys.stdout
print(args); print(sys.stdout.write("written\n")); sys.stdout.flush(); print("to", "stdout", file=sys.stdout)
