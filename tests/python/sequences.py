# Lists and tuples: displays, items, slices, methods, sorting, nesting.
a = [3, 1, 2]
#: list.extend, list.insert
a.append(4); a.extend([5, 6]); a.insert(0, 0); a.insert(-1, 9); a.insert(100, 7)
#: list.count, list.index, list.pop, not in, tuple.count, tuple.index
print(a, len(a), a.pop(), a.pop(0), a.pop(-2), a, a.index(1), a.count(1), 3 in a, 10 not in a)
#: list.remove, list.reverse, list.sort
a.remove(3); a.reverse(); print(a); a.sort(); print(a); a.sort(reverse=True); print(a)
#: list.clear, list.copy, or
b = a.copy(); b.clear(); print(a, b, [] or "empty", bool([]), bool([0]))
c = list(range(10))
#: slice
print(c[2:5], c[:3], c[7:], c[::3], c[::-1], c[-3:], c[1:-1:2], c[8:2:-2], c[-100:100], c[5:5])
c[2:5] = ["x"]; print(c); c[::2] = [0] * len(c[::2]); print(c); c[1:1] = [7, 8]; print(c); c[:] = [1, 2, 3]; print(c)
del c[0]; print(c); del c[:1]; print(c)
d = list(range(10)); del d[::2]; print(d); del d[-1]; print(d)
print([1, 2] + [3], [1] * 3, 2 * [1, 2], [[0] * 2] * 2, [1, [2, [3]]], (1, 2) + (3,), (1,) * 3, (), (1,), tuple([1, 2]))
print([1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], (1, 2) == (1, 2), (1, 2) < (2,), [] == (), [1, 2] != [2, 1], [1.0] == [1])
grid = [[0] * 3 for _ in range(2)]; grid[0][1] = 5; print(grid)
shared = [[0]] * 2; shared[0].append(1); print(shared)
#: assignment, is
e = [1, 2]; f = e; f += [3]; print(e, e is f); f = f + [4]; print(e, f)
print(sorted([3, 1, 2]), sorted("hello"), sorted([1, -3, 2], key=abs), sorted(["b", "A"], key=str.lower), sorted([(1, "b"), (1, "a"), (0, "z")]), sorted({3: 1, 1: 2}), sorted([1, 2, 3], reverse=True))
print(sorted([("a", 2), ("b", 1), ("c", 2)], key=lambda p: p[1], reverse=True))
print(list(reversed([1, 2, 3])), max([1, 5, 3]), min(4, 2, 8), max("abc"), sum([1, 2, 3]), sum([[1], [2]], []), sum([0.1] * 3), max([1, -5], key=abs), min([], default=0), max((1, 2), (1, 3)))
print(list(zip([1, 2, 3], "ab")), list(enumerate("ab", 1)), list(map(lambda v: v * 2, [1, 2])), list(filter(None, [0, 1, "", "a"])), list(map(lambda p, q: p + q, [1, 2], [3, 4])))
print(all([1, 1]), any([0, 0]), all([]), any([]), list("abc"), list((1, 2)), list({1: 2}), tuple("ab"), [*range(3), *"ab"], (*[1], 2))
t = 1, 2, 3
print(t, t[0], t[-1], t[1:], t.index(2), t.count(1), len(t), 2 in t)
print([None, True, 1.0, "s", (1, [2]), {"k": [1]}])
#: list.append
x = [1]; x.append(x); print(x)
for bad in (lambda: [1][5], lambda: [].pop(), lambda: [1].index(9), lambda: [1].remove(9), lambda: (1,)[3], lambda: [1]["a"], lambda: sorted([1, "a"]), lambda: [1] + (2,), lambda: max([])):
    try:
        bad()
    except Exception as err:
        print(type(err).__name__, err)
try:
    t[0] = 5
except TypeError as err:
    print(err)
items = [1, 2, 3]
for i in items:
    if i < 3:
        items.append(i + 10)
print(items)
print([1, 2, 3][True], "abc"[False], [0] * True)
