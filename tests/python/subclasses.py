# Classes that derive from Python's own types, and what is told to a class as it is made.
class Settings(dict):
    def __getattr__(self, name):
        try: return self[name]
        except KeyError: raise AttributeError(name)
    def __setattr__(self, name, value): self[name] = value
s = Settings(units=5); s.rate = 0.5; s["name"] = "x"
print(s.units, s.rate, s, len(s), list(s), "name" in s, s.get("none", 1), isinstance(s, dict), {**s}, dict(s), s == {"units": 5, "rate": 0.5, "name": "x"})
print((lambda **k: k)(**s), sorted(s.items()), hasattr(s, "nothing"), "%(units)d" % s)
class Quick(dict):
    __getattr__ = dict.get
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__
q = Quick(a=1); q.b = 2; print(q.a, q.b, q.c, q)
class Own(dict):
    def __init__(self, *args, **kwargs):
        super(Own, self).__init__(*args, **kwargs)
        self.__dict__ = self
o = Own(units=3); o.layers = 2; print(o.units, o["layers"], o)
class Stack(list):
    def push(self, x): self.append(x); return self
    def top(self): return self[-1]
    def __repr__(self): return "Stack" + super().__repr__()
t = Stack([1]).push(2); print(t, t.top(), len(t), t + [3], t[0], t[:1], [x for x in t], bool(Stack()), sum(t), sorted(t, reverse=True))
class Counted(dict):
    def __missing_name(self): return 1
    def __getitem__(self, key): return super().__getitem__(key) * 2
    def __setitem__(self, key, value): super().__setitem__(key, value + 1)
c = Counted(); c["a"] = 1; print(c["a"], c)
class Name(str):
    def loud(self): return self.upper() + "!"
n = Name("abc"); print(n.loud(), n + "d", len(n), n[0], n, n == "abc")
class Metre(float): pass
print(Metre(2.5) * 2, Metre("1.5"))
from typing import NamedTuple
#: typing.NamedTuple
class Config(NamedTuple):
    units: int
    rate: float = 0.5
    def twice(self): return self.units * 2
k = Config(3); u, r = k; print(k, k.units, k[1], u, r, k.twice(), k == (3, 0.5), k._replace(units=4), k._asdict(), isinstance(k, tuple), len(k), Config._fields, Config._make([1, 2]))
class Single:
    made = None
    def __new__(cls, *args):
        if cls.made is None: cls.made = super().__new__(cls)
        return cls.made
    def __init__(self, x): self.x = x
print(Single(1) is Single(2), Single(3).x)
class Typed:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, owner): return obj.__dict__.get("_" + self.name, 0) if obj else self
    def __set__(self, obj, value): setattr(obj, "_" + self.name, int(value))
class Uses:
    size = Typed()
w = Uses(); print(w.size); w.size = "7"; print(w.size, vars(w))
class Base:
    known = []
    def __init_subclass__(cls, **kwargs): Base.known.append(cls.__name__)
class One(Base): pass
class Two(One): pass
print(Base.known)
print(hasattr([], "__len__"), hasattr(5, "__len__"), hasattr("", "__iter__"), [1, 2].__len__(), {"a": 1}.__contains__("a"), list[int] is not None)
class Holder:
    def __class_getitem__(cls, item): return f"{cls.__name__} of {item.__name__}"
#: item
print(Holder[int])
