# itertools, functools, collections, dataclasses, enum and contextlib.
#: import
import itertools as it
#: itertools.combinations, itertools.combinations_with_replacement, itertools.permutations
print(list(it.permutations([1, 2, 3], 2)), list(it.permutations("ab")), list(it.combinations([1, 2, 3], 2)), list(it.combinations_with_replacement("ab", 2)), list(it.combinations([], 1)), list(it.combinations("ab", 0)))
#: itertools.compress, itertools.dropwhile, itertools.filterfalse, itertools.pairwise, itertools.starmap, itertools.takewhile
print(list(it.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(it.filterfalse(lambda x: x % 2, range(5))), list(it.filterfalse(None, [0, 1])), list(it.compress("abcd", [1, 0, 1])), list(it.pairwise([1, 2, 3])), list(it.starmap(pow, [(2, 3), (3, 2)])))
#: itertools.groupby, itertools.tee
print([(k, list(g)) for k, g in it.groupby("aabbca")], [(k, list(g)) for k, g in it.groupby([1, 3, 2, 4], key=lambda x: x % 2)], [list(t) for t in it.tee([1, 2])], list(it.accumulate([1, 2, 3], lambda a, b: a * b)), list(it.accumulate([1, 2], initial=10)))
#: itertools.chain, itertools.count, itertools.cycle, itertools.islice, itertools.product, itertools.repeat, itertools.zip_longest
print(list(it.product(range(2), repeat=2)), list(it.islice(it.count(1), 2, 8, 3)), list(it.zip_longest("ab", [1])), list(it.chain("ab", [1])), list(zip(it.cycle("xy"), range(3))), list(it.repeat(0, 2)))
import functools
@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), fib.__name__)
calls = []
#: functools.cache
@functools.cache
def once(x, y=1):
    calls.append(x)
    return x * y
print(once(2), once(2), once(2, y=3), calls)
def loud(f):
    """Makes it loud."""
    @functools.wraps(f)
    def inner(*args): return f(*args).upper()
    return inner
#: decorator
@loud
def say(x):
    """Says x."""
    return x
print(say("hi"), say.__name__, say.__doc__)
#: functools.cached_property
class Area:
    def __init__(self, side): self.side = side
    @functools.cached_property
    def area(self):
        print("computed", end=" ")
        return self.side ** 2
a = Area(3); print(a.area, a.area)
#: functools.total_ordering
@functools.total_ordering
class Version:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __lt__(self, other): return self.n < other.n
#: functools.cmp_to_key
print(Version(1) <= Version(1), Version(2) > Version(1), Version(1) >= Version(2), sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)), functools.reduce(lambda a, b: a + b, [[1], [2]]), functools.partial(int, base=2)("101"))
from collections import Counter, OrderedDict, defaultdict, namedtuple
#: Counter.elements, Counter.most_common, Counter.total, collections.Counter
c = Counter("abracadabra"); print(c, c.most_common(2), c["z"], c.total(), sorted(c.elements())[:3], list(c), dict(Counter(a=2, b=1)))
#: Counter.subtract, Counter.update
c.update("aaa"); c.subtract({"b": 1}); print(c["a"], c["b"], Counter("aab") + Counter("b"), Counter("aab") - Counter("ab"), Counter("aab") | Counter("bb"), Counter("aab") & Counter("bb"), c.copy() == c, Counter())
#: collections.defaultdict
d = defaultdict(int); d["x"] += 2; print(d, d["y"], sorted(d), defaultdict(lambda: "n")["q"]); o = OrderedDict([("b", 1)]); o["a"] = 2; print(list(o.items()))
P = namedtuple("P", "x y z", defaults=[3]); p = P(1, y=2); print(p, p[0], p.z, p == (1, 2, 3), p._replace(x=9), p._asdict(), isinstance(p, tuple), P._fields, p + (4,), max(P(1, 2), P(2, 1)), hash(p) is not None)
for wrong in (lambda: P(1), lambda: P(1, 2, 3, 4), lambda: P(1, 2, w=3)):
    try: wrong()
    except TypeError as e: print("TypeError")
from dataclasses import dataclass, field, asdict, astuple, fields, is_dataclass, replace
@dataclass
class Layer:
    units: int
    name: str = "lstm"
    extra: dict = field(default_factory=dict, repr=False)
    built: bool = field(default=False, init=False)
    def __post_init__(self): self.built = self.units > 0
#: dataclasses.field
@dataclass(frozen=True, order=True)
class Point:
    x: int
    y: int = 0
    label: str = field(default="", compare=False)
#: None, dataclasses.dataclass
@dataclass
class Stack:
    layers: list
    top: Layer = None
#: dataclasses.asdict, dataclasses.astuple, dataclasses.fields, dataclasses.is_dataclass, dataclasses.replace
l = Layer(3); print(l, l.built, asdict(l), astuple(Point(1)), replace(l, units=4), [f.name for f in fields(l)], is_dataclass(l), is_dataclass(3), l == Layer(3), l != Layer(4))
print(asdict(Stack([Point(1), 2], Layer(1))), Point(1, 2) < Point(2), sorted([Point(2), Point(1)]), Point(1, label="a") == Point(1))
try: Point(1).x = 5
except AttributeError as e: print(type(e).__name__, e)
try: Layer()
except TypeError as e: print(e)
from enum import Enum, IntEnum, auto, unique

class Cell(Enum):
    LSTM = "lstm"
    GRU = "gru"
    OTHER = LSTM
    def upper(self): return self.value.upper()
#: enum.IntEnum, enum.auto, enum.unique
@unique
class Size(IntEnum):
    SMALL = 16
    LARGE = auto()
#: enum.Enum
class Mode(str, Enum):
    A = "a"
print(Cell.LSTM, repr(Cell.GRU), Cell("gru"), Cell["LSTM"].name, list(Cell), len(Cell), Cell.OTHER is Cell.LSTM, Cell.LSTM == Cell.GRU, Cell.LSTM.upper(), isinstance(Cell.LSTM, Cell), {Cell.LSTM: 1}[Cell.LSTM])
print(Size.LARGE + 1, Size.SMALL == 16, Size.SMALL < Size.LARGE, Size(16).name, [s.value for s in Size], Mode.A == "a", Mode("a").value)
try: Cell("none")
except ValueError as e: print(e)
import contextlib
#: contextlib.contextmanager
@contextlib.contextmanager
def tag(name):
    print("<" + name, end="> ")
    try: yield name.upper()
    except KeyError: print("swallowed", end=" ")
    finally: print("</" + name + ">")
with tag("a") as x, tag("b"): print(x, end=" ")
with tag("c"): raise KeyError
#: contextlib.suppress
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
#: contextlib.nullcontext
with contextlib.nullcontext(5) as five: print(five)
class Door:
    def close(self): print("closed")
#: contextlib.closing
with contextlib.closing(Door()) as door: print(type(door).__name__)
import random
#: <=, random.choice, random.choices, random.gauss, random.getrandbits, random.normalvariate, random.randint, random.random, random.randrange, random.sample, random.seed, random.uniform
random.seed(3); x = random.random(); print(0 <= x < 1, 1 <= random.randint(1, 3) <= 3, random.choice([5]), len(random.sample(range(10), 3)), sorted(random.sample([1, 2, 3], 3)), 2 <= random.uniform(2, 3) <= 3, random.randrange(0, 10, 5) in (0, 5), random.randrange(3) in (0, 1, 2), len(random.choices([1, 2], k=4)), random.choices("ab", weights=[0, 1], k=3), 0 <= random.getrandbits(4) < 16, type(random.gauss(0, 1)).__name__, type(random.normalvariate(0, 1)).__name__)
#: random.shuffle
l = [1, 2, 3]; random.shuffle(l); print(sorted(l))
from enum import StrEnum
#: enum.StrEnum
class Kind(StrEnum):
    ONE = "one"
#: ==
print(Kind.ONE == "one", Kind("one").name, Kind.ONE.value)
from typing import TypedDict
#: typing.TypedDict
class Options(TypedDict):
    units: int
print(Options(units=3), Options(units=3)["units"])
