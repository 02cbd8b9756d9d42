# Dicts and sets: displays, keys of every kind, order, methods, views.
d = {"a": 1, "b": 2}
#: dict.get
d["c"] = 3; d["a"] = 10; print(d, len(d), d["a"], "b" in d, "z" in d, list(d), d.get("z"), d.get("z", 0), d.get("a"))
#: dict.items, dict.keys, dict.values
print(d.keys(), d.values(), d.items(), list(d.keys()), list(d.values()), list(d.items()), dict(d), {**d, "a": 0, "e": 5})
#: dict.popitem, dict.setdefault
print(d.pop("a"), d.pop("zz", None), d.setdefault("b", 9), d.setdefault("n", 7), d, d.popitem(), d)
#: dict.clear, dict.copy, dict.update, set.clear, set.copy, set.update
d.update({"x": 1}); d.update(y=2, b=0); d.update([("p", 1)]); print(d); del d["x"]; print(d); e = d.copy(); d.clear(); print(d, e)
k = {1: "int", 1.5: "float", "s": "str", (1, 2): "tuple", None: "none", True: "bool"}
print(k, k[1], k[(1, 2)], k[None], k[1.0], len(k))
print(dict(a=1, b=2), dict([("a", 1)]), dict(zip("ab", [1, 2])), dict.fromkeys("ab", 0), dict.fromkeys([1]), {}, dict())
print({x: x * x for x in range(3)}, {v: key for key, v in {"a": 1}.items()}, {1: 2} == {1: 2}, {1: 2, 3: 4} == {3: 4, 1: 2}, {1: 2} != {1: 3})
for key in e: print(key, end=" ")
for key, v in e.items(): print(key, v, end=";")
print()
nested = {"a": {"b": [1, {"c": 2}]}}; nested["a"]["b"][1]["c"] += 5; print(nested, nested["a"]["b"][1]["c"])
#: dict
counts = {}
for ch in "hello": counts[ch] = counts.get(ch, 0) + 1
print(counts, sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])), max(counts, key=counts.get), sum(counts.values()))
print({"a": 1} | {"b": 2}, list(reversed(list({"a": 1, "b": 2}))), bool({}), bool({0: 0}), "a" in {"a": 1}.keys(), 1 in {"a": 1}.values(), ("a", 1) in {"a": 1}.items())
for bad in (lambda: {}["q"], lambda: {[1]: 2}, lambda: {}.pop("q"), lambda: {}.popitem(), lambda: {1: 2}[3], lambda: hash([1])):
    try:
        bad()
    except Exception as err:
        print(type(err).__name__, err)
#: set
s = {3, 1, 2}
#: set.add, set.discard, set.remove
s.add(4); s.add(1); s.discard(9); s.remove(3)
print(sorted(s), len(s), 1 in s, set(), {1} | {2}, {1, 2} & {2, 3}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} <= {1, 2}, {1, 2} > {1}, {1} == {1}, set([1, 1]))
#: set.difference, set.intersection, set.isdisjoint, set.issubset, set.issuperset, set.symmetric_difference, set.union
print(sorted({1, 2}.union([3], [4])), {1, 2}.intersection([2]), {1, 2}.difference([2]), {1}.issubset([1, 2]), {1, 2}.issuperset([1]), {1}.isdisjoint([2]), sorted({1, 2}.symmetric_difference([2, 3])))
s.update([7, 8]); s -= {7}; s |= {9}; print(sorted(s)); s.clear(); print(s, bool(s))
#: frozenset
print(frozenset([1]), frozenset(), {frozenset([1]): "f"}[frozenset([1])], isinstance(frozenset(), frozenset), sorted(set("hello")), {x % 3 for x in range(9)} == {0, 1, 2})
try:
    {1}.remove(5)
except KeyError as err:
    print(type(err).__name__, err)
try:
    {[1]}
except TypeError as err:
    print(err)
config = {"units": 32, "rate": 0.5}
#: default argument
def show(units, rate=0): print(units, rate)
#: **arguments
show(**config); show(**{**config, "units": 1})
#: set.difference_update, set.intersection_update, set.symmetric_difference_update
s = {1, 2, 3}; s.difference_update([1]); print(s); s.intersection_update({2, 9}, [2, 3]); print(s); s.symmetric_difference_update([5]); print(sorted(s))
d = {"a": 1}
try:
    for k in d: d["b"] = 2
except RuntimeError as e: print(e)
#: dict.pop, for, set.pop
for k in list(d): d.pop(k)
print(d)
#: from import
from collections import OrderedDict
#: collections.OrderedDict, dict.move_to_end
o = OrderedDict([("a", 1), ("b", 2), ("c", 3)]); o.move_to_end("a"); print(list(o)); o.move_to_end("c", last=False); print(list(o))
