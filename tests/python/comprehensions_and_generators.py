# Comprehensions, generator expressions, generators, iterators.
print([x * 2 for x in range(4)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(2) for y in "ab"], [[j for j in range(i)] for i in range(3)])
#: dict comprehension, set comprehension
print({x: y for x, y in zip("ab", [1, 2])}, {len(w) for w in ["a", "bb", "cc"]}, {k: [v] for k, v in {"a": 1}.items() if v})
print(sum(x * x for x in range(4)), list(x for x in "abc"), max((len(w) for w in ["a", "bbb"]), default=0), ",".join(str(i) for i in range(3)), any(x > 2 for x in range(5)), all(x < 2 for x in range(5)))
#: call
x = "outer"; ys = [x for x in range(3)]; print(x, ys)
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(list(count(3)), [v for v in count(2)], sum(count(5)), tuple(count(2)), *count(3))
def infinite():
    n = 0
    while True:
        yield n
        n += 1
g = infinite(); print(next(g), next(g), next(g))
#: >, break
for v in infinite():
    if v > 3: break
print(v)
#: *args, yield from
def chain(*its):
    for it in its: yield from it
print(list(chain([1], "ab", range(2))))
def order():
    print("start", end=" "); yield 1
    print("middle", end=" "); yield 2
    print("end", end=" ")
for v in order(): print("got", v, end=" ")
print()
def cond(n):
    for i in range(n):
        if i % 2 == 0:
            yield i
        else:
            try:
                yield -i
            finally:
                print("f", end=" ")
    else: yield "end"
print(list(cond(4)))
#: yield
def ret():
    yield 1
    return
    yield 2
print(list(ret()))
def batches(data, size):
    for i in range(0, len(data), size): yield data[i:i + size]
for b in batches([1, 2, 3, 4, 5], 2): print(b, end=" ")
print()
def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
#: list
out = []
for f in fibonacci():
    if f > 50: break
    out.append(f)
print(out)
it = iter([1, 2, 3]); print(next(it), list(it), list(it), next(it, "none"))
e = enumerate(["a", "b"]); print(next(e), list(e))
z = zip([1, 2], infinite()); print(list(z))
m = map(lambda a: a + 1, infinite()); print(next(m), next(m))
print(list(filter(lambda v: v % 2, count(6))), list(reversed(range(3))), dict(enumerate("ab")))
d = {"b": 1, "a": 2}; print(sorted(d), [k for k in d], sorted(d.items(), key=lambda t: t[1]), list(d.values()))
#: nested function
def outer():
    def inner():
        yield "inner"
    yield from inner()
    yield "outer"
print(list(outer()))
class Tree:
    def __init__(self, v, kids=()): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
print(list(Tree(1, [Tree(2, [Tree(3)]), Tree(4)])))
matrix = [[1, 2], [3, 4]]; print([[r[i] for r in matrix] for i in range(2)], [v for r in matrix for v in r], list(zip(*matrix)))
#: generator expression
gen = (n * n for n in range(3)); print(next(gen), list(gen), list(gen))
def with_send():
    got = yield 1
    print("got", got)
    yield 2
w = with_send(); print(next(w), next(w))
lazy = (print("evaluated", i) or i for i in range(2)); print("before"); print(list(lazy))
