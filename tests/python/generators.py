# Generators that are sent to, thrown into and closed, and what they return.
def talk():
    x = yield 1
    print("got", x)
    y = yield 2
    return ("done", y)
it = talk()
print(next(it), it.send("hi"))
try: it.send("end")
except StopIteration as e: print(e.value)
print(next(it, "over"))
def inner():
    got = yield "inner"
    print("inner got", got)
    return "from inner"
def outer():
    result = yield from inner()
    yield result
    return 5
o = outer()
print(next(o), o.send("a"), list(o))
def guarded():
    try:
        yield 1
        yield 2
    except ValueError as e:
        yield "caught " + str(e)
    finally:
        print("closed")
g = guarded()
print(next(g), g.throw(ValueError("x")), list(g))
g = guarded(); print(next(g)); g.close(); print(list(g))
g = guarded(); g.close(); print("never begun")
g = guarded(); next(g)
try: g.throw(KeyError("k"))
except KeyError as e: print("through", e)
try: guarded().send(1)
except TypeError as e: print(e)
def stubborn():
    while True:
        try: yield 1
        except GeneratorExit: yield 2
s = stubborn(); next(s)
try: s.close()
except RuntimeError as e: print(e)
def early(n):
    for i in range(10):
        if i == n: return "early"
        yield i
def of_early():
    print((yield from early(2)))
print(list(of_early()))
#: match
def choose(kind):
    match kind:
        case "a": yield 1
        case _: yield 2
print(list(choose("a")), list(choose("b")))
def raises():
    yield 1
    raise StopIteration
try: print(list(x for x in iter([1, 2])), next(iter([])))
except StopIteration as e: print("stop", e.value)
print(list(iter(lambda c=[0]: (c.append(1), len(c))[1], 4)))
