# Definitions, defaults, every kind of parameter, closures, lambdas, recursion, decorators, scopes.
def f(a, b=2, *args, c, d=4, **kw):
    "doc string"
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2], **{"c": 3, "z": 1}), f(c=0, a=1), f.__name__, f.__doc__)
#: positional-only parameter
def g(a, /, b, *, c=3): return a + b + c
print(g(1, 2), g(1, b=2, c=4))
#: **kwargs
def h(*args, **kwargs): return args, kwargs
print(h(), h(1, x=2), h(*(1, 2), *[3], **{"a": 1}, **{"b": 2}))
#: def
def nothing(): pass
print(nothing(), (lambda: None)(), (lambda x, y=2, *z, **k: (x, y, z, k))(1, 3, 4, q=5))
def mutable(x, acc=[]):
    acc.append(x)
    return acc
print(mutable(1), mutable(2), mutable(3, []))
#: nonlocal
def outer(n):
    total = 0
    def inner(k):
        nonlocal total
        total += k * n
        return total
    return inner
add = outer(10); print(add(1), add(2), outer(1)(5))
counter = 0
#: global
def bump():
    global counter
    counter += 1
bump(); bump(); print(counter)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print([fib(i) for i in range(10)])
def twice(fn):
    def wrapper(*args, **kwargs):
        return fn(fn(*args, **kwargs))
    return wrapper
@twice
def inc(x): return x + 1
print(inc(5))
def tag(name):
    def deco(fn):
        return lambda *a: f"<{name}>{fn(*a)}</{name}>"
    return deco
@tag("b")
@tag("i")
def hi(who): return "hi " + who
print(hi("you"))
#: list comprehension
fs = [lambda: i for i in range(3)]; print([q() for q in fs])
fs = [lambda i=i: i for i in range(3)]; print([q() for q in fs])
print(list(map(lambda x: x ** 2, filter(lambda x: x % 2, range(6)))))
def multi(): return 1, [2], {"k": 3}
a, b, c = multi(); print(a, b, c)
def annotated(x: int, y: "str" = "d", *args: float, **kw: dict) -> list: return [x, y]
print(annotated(1))
x = "global"
def scope():
    x = "local"
    def inner(): return x
    return inner()
print(scope(), x)
#: return
def shadow(list): return list
print(shadow(5), list("ab"))
def early(x):
    for i in range(10):
        if i == x: return "found"
    return "none"
print(early(3), early(99))
def compose(*fns):
    def run(v):
        for fn in fns: v = fn(v)
        return v
    return run
#: lambda
print(compose(str, len)(12345), callable(f), callable(5), callable(int), callable(lambda: 0))
def f2(a, b): return a
for call in (lambda: f2(), lambda: f2(1), lambda: f2(1, 2, 3), lambda: f2(1, c=2), lambda: f2(1, a=2), lambda: f(1), lambda: nothing(1), lambda: g(a=1, b=2), lambda: 5(), lambda: (lambda x: x)(), lambda: f2(**{1: 2})):
    try: call()
    except TypeError as e: print(e)
def unbound():
    print(later)
    later = 1
try: unbound()
except UnboundLocalError as e: print(e)
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print(deep(90))
#: keyword-only parameter
def kwonly(*, a, b): return a - b
print(kwonly(b=1, a=5))
try: kwonly(1)
except TypeError as e: print(e)
try: kwonly()
except TypeError as e: print(e)
f.attr = 5; print(f.attr)
print((lambda *a: sum(a))(*range(4)), max(*[1, 2, 3]), print("x", end="") is None)
