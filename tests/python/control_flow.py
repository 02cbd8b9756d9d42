# if, for, while, else, break, continue, conditional expressions, boolean logic, comparisons.
#: else
for n in range(15):
    if n % 15 == 0: print("both", end=" ")
    elif n % 3 == 0: print("three", end=" ")
    elif n % 5 == 0: print("five", end=" ")
    else: print(n, end=" ")
print()
for i in range(5):
    if i == 3: break
else:
    print("not reached")
for i in range(3): pass
else: print("done", i)
i = 0
while i < 10:
    i += 1
    if i % 2: continue
    if i > 6: break
    print(i, end=" ")
else: print("no")
print(i)
#: while
while False: pass
else: print("while else")
#: continue
for i in range(3):
    for j in range(3):
        if j == 2: break
        if i == 1: continue
        print(i, j, end="; ")
print()
#: >=
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1 == 1, "a" in "abc" in ["abc"])
print(0 or "x", 1 and "y", None or 0 or [], "a" and "b" and "c", not 0, not "x", not None and True, 1 or 1 / 0, 0 and 1 / 0)
print("yes" if 1 else "no", "a" if 0 else "b" if 0 else "c", (1 if True else 2) + 3)
print(None is None, 1 is not None, [] is [], None == False, 0 == False, "" == False)
print(list(range(5)), list(range(2, 5)), list(range(0, 10, 3)), list(range(5, 0, -2)), list(range(0)), list(range(3, 1)), range(5), range(1, 5), range(0, 5, 2), len(range(0, 10, 3)), range(10)[3], range(10)[-1], 3 in range(5), 5 in range(0, 10, 2), range(10)[2:5], list(range(10))[::3], range(3) == range(3))
x = 5
#: and
if x > 3 and x < 10 or x == 100: print("in range")
#: elif, not
if not (x == 5): print("no")
elif x: print("truthy")
a, b, c = 1, 2, 3
a, b = b, a; print(a, b)
(a, b), c = [1, 2], 3; print(a, b, c)
[a, [b, c]] = 1, (2, 3); print(a, b, c)
first, *rest = range(5); print(first, rest)
#: starred unpacking
*init, last = "abc"; print(init, last)
h, *m, t = [1, 2]; print(h, m, t)
for k, (p, q) in [(1, (2, 3))]: print(k, p, q)
for k, *others in [(1, 2, 3)]: print(k, others)
x = y = z = 0; print(x, y, z)
#: annotated assignment
x: int = 5; y: "text"; print(x)
if (n := len("abc")) > 2: print(n)
#: walrus
print([last := v for v in range(3)], last)
for bad in (lambda: (lambda a, b: 0)(*[1]), ):
    try: bad()
    except TypeError as e: print(e)
try: a, b = 1, 2, 3
except ValueError as e: print(e)
try: a, b, c = 1, 2
except ValueError as e: print(e)
try: a, *b, c = [1]
except ValueError as e: print(e)
try: a, b = 5
except TypeError as e: print(e)
try:
    for q in 5: pass
except TypeError as e: print(e)
#: ..., pass
pass; ...
#: if
if True: print("one line"); print("two")
#: True, assert
assert True, "fine"
try: assert 1 == 2, "unequal"
except AssertionError as e: print("assert:", e)
#: del
del x
try: x
except NameError as e: print("gone") if False else print("NameError")
else: print("NameError")
