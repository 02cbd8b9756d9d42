# Classes: members, inheritance, super, properties, static and class methods, dunder methods, order.
#: classmethod, staticmethod
class Point:
    """A point."""
    dim = 2
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    def __repr__(self): return f"Point({self.x}, {self.y})"
    def __add__(self, o): return Point(self.x + o.x, self.y + o.y)
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return Point(self.x * k, self.y * k)
    def __rmul__(self, k): return self * k
    def __neg__(self): return Point(-self.x, -self.y)
    def __eq__(self, o): return isinstance(o, Point) and (self.x, self.y) == (o.x, o.y)
    def __lt__(self, o): return self.x < o.x
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __iter__(self): return iter((self.x, self.y))
    def __contains__(self, v): return v in (self.x, self.y)
    def __call__(self, k): return k * self.x
    def __bool__(self): return bool(self.x)
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    @property
    def double(self): return self.x * 2
    @double.setter
    def double(self, v): self.x = v // 2
    @staticmethod
    def origin(): return Point(0, 0)
    @classmethod
    def diagonal(cls, k): return cls(k, k)
p = Point(3, 4)
print(p, p.norm(), p + p, p * 2, 2 * p, -p, sum([p, p]), p == Point(3, 4), p != Point(0), p < Point(9), len(p), p[0], list(p), 4 in p, p(10), bool(p), bool(Point(0)), p.double)
p.double = 20; print(p.x, Point.origin(), Point.diagonal(1), p.origin(), Point.dim, p.dim, Point.__name__, Point.__doc__, type(p) is Point, type(p).__name__)
#: attribute
p.dim = 5; print(p.dim, Point.dim); Point.dim = 7; print(Point(0).dim, sorted([Point(2), Point(1)]), max(Point(1), Point(5)))
#: tuple, unpacking
x, y = p; print(x, y, [*p], hasattr(p, "x"), hasattr(p, "zz"), getattr(p, "y"), getattr(p, "zz", "default"))
#: setattr
setattr(p, "z", 9); print(p.z, p.__dict__, vars(p)); del p.z; print(hasattr(p, "z"))
class Base:
    def __init__(self, name, **kwargs):
        self.name = name; self.extra = kwargs
    def who(self): return "base " + self.name
    def call(self): return self.who()
class Child(Base):
    def __init__(self, name, age, **kwargs):
        super().__init__(name, **kwargs)
        self.age = age
    def who(self): return super().who() + " child"
class Old(Base):
    def __init__(self, *a): super(Old, self).__init__(*a)
    def who(self): return "old " + super(Old, self).who()
print(Child("n", 5, k=1).who(), Child("n", 5, k=1).extra, Child("m", 1).call(), Old("o").who(), isinstance(Child("a", 1), Base), issubclass(Child, Base), issubclass(Base, Child), isinstance(5, (str, int)))
class A:
    def f(self): return "A"
#: super
class B(A):
    def f(self): return "B" + super().f()
class C(A):
    def f(self): return "C" + super().f()
class D(B, C):
    def f(self): return "D" + super().f()
print(D().f(), [k.__name__ for k in D.__mro__])
class Counter:
    count = 0
    def __init__(self): Counter.count += 1; self.__class__.count += 0
    def __enter__(self): print("enter"); return self
    def __exit__(self, *exc): print("exit", exc[0] is None); return True
with Counter() as c1, Counter(): print("body", Counter.count)
#: raise
with Counter(): raise ValueError("swallowed")
class Stack:
    def __init__(self): self.items = []
    def push(self, v): self.items.append(v); return self
    def __len__(self): return len(self.items)
    def __getitem__(self, k): return self.items[k]
    def __setitem__(self, k, v): self.items[k] = v
    def __delitem__(self, k): del self.items[k]
    def __str__(self): return "Stack" + str(self.items)
st = Stack().push(1).push(2).push(3); st[0] = 10; del st[1]; print(st, len(st), [v for v in st], st[-1], st[0:2], 3 in st, str(st), "%s" % st)
class Range:
    def __init__(self, n): self.n = n; self.i = 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
print(list(Range(3)), sum(Range(4)), [v * 2 for v in Range(2)])
class Lazy:
    def __getattr__(self, name): return "attr " + name
    def method(self): return self.missing
print(Lazy().anything, Lazy().method())
class Empty: pass
e = Empty(); e.v = 1; print(e.v, Empty.__name__)
class Outer:
    class Inner:
        v = 3
    make = lambda self: self.Inner()
print(Outer.Inner.v, Outer().make().v)
#: inheritance
class Sub(int): pass
class WithDefault:
    table = {k: k * 2 for k in range(3)}
    def __init__(self, size=len("abc")): self.size = size
print(WithDefault.table, WithDefault().size)
print(str(type(5)), type("s"), type(None), type([]), type(p), int, Point.norm(Point(3, 4)))
#: property
class Temp:
    def __init__(self): self._t = 1
    @property
    def t(self): return self._t
try: Temp().t = 5
except AttributeError as err: print(type(err).__name__)
for bad in (lambda: Point(), lambda: p.nothing, lambda: Empty(1), lambda: Point(1) + 5, lambda: Point(1)["a"] if False else Empty()[0], lambda: Empty() < Empty(), lambda: len(Empty()), lambda: Empty()(), lambda: list(Empty()), lambda: Point.nothing):
    try: bad()
    except Exception as err: print(type(err).__name__, err)
m = p.norm; print(m(), Point.norm(p), m.__name__, m.__self__ is p)
class Meta:
    def __init_subclass__(cls, **kw): pass
    def __setattr__(self, k, v): object.__setattr__(self, k, v) if False else super().__setattr__(k, v * 2)
mm = Meta(); mm.v = 5; print(mm.v)
class Eq:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __hash__(self): return hash(self.v)
print(Eq(1) == Eq(1), Eq(1) != Eq(2), Eq(1) in [Eq(1)], [Eq(1)].index(Eq(1)))
class Num:
    def __init__(self, v): self.v = v
    def __float__(self): return float(self.v)
    def __int__(self): return int(self.v)
    def __index__(self): return self.v
    def __abs__(self): return abs(self.v)
    def __round__(self, n=None): return 7
    def __floordiv__(self, o): return self.v // o
    def __truediv__(self, o): return self.v / o
    def __mod__(self, o): return self.v % o
    def __pow__(self, o): return self.v ** o
    def __sub__(self, o): return self.v - o
    def __rsub__(self, o): return o - self.v
    def __matmul__(self, o): return "mm"
    def __and__(self, o): return "and"
    def __invert__(self): return "inv"
    def __pos__(self): return "pos"
    def __ge__(self, o): return "ge"
    def __iadd__(self, o): self.v += o; return self
#: @
v = Num(-5); print(float(v), int(v), [1, 2, 3][Num(1)], abs(v), round(v), v // 2, v / 2, v % 3, v ** 2, v - 1, 1 - v, v @ v, v & 1, ~v, +v, v >= 1, 1 <= v)
#: +, augmented assignment
v += 3; print(v.v)
