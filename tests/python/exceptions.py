# try, except, else, finally, raise, custom exceptions, chaining, with.
def run(fn):
    try:
        r = fn()
    except ZeroDivisionError:
        return "zero"
    except (TypeError, ValueError) as e:
        return f"{type(e).__name__}: {e}"
    except Exception as e:
        return "other " + repr(e)
    else:
        return r
    finally:
        print("finally", end=" ")
print(run(lambda: 1 / 0), run(lambda: int("x")), run(lambda: 1 + ""), run(lambda: {}["k"]), run(lambda: 5), run(lambda: [][1]))
class MyError(Exception):
    def __init__(self, code, message="msg"):
        super().__init__(message)
        self.code = code
class Sub(MyError): pass
class Plain(ValueError): pass
try: raise Sub(5, "text")
except MyError as e: print(e.code, e, e.args, repr(e), isinstance(e, Exception))
try: raise Plain("a", 1)
except ValueError as e: print(e, e.args, repr(e))
try: raise ValueError
except ValueError as e: print(repr(e), str(e) == "")
try: raise KeyError("k")
except KeyError as e: print(e, str(e))
try: raise KeyError("k")
except LookupError as e: print(type(e).__name__)
#: raise from
def nested():
    try:
        try: raise ValueError("inner")
        except ValueError as e: raise RuntimeError("outer") from e
    except RuntimeError as e: return str(e)
print(nested())
try:
    try: raise ValueError("again")
    except ValueError: raise
except ValueError as e: print("reraised", e)
def order():
    out = []
    try:
        out.append("try")
        try: raise ValueError("x")
        finally: out.append("inner finally")
    except ValueError: out.append("except")
    else: out.append("else")
    finally: out.append("finally")
    return out
print(order())
def returns():
    try: return "try"
    finally: print("cleanup", end=" ")
print(returns())
#: finally
def overrides():
    try: return 1
    finally: return 2
print(overrides())
def loop():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print(i, end=" ")
        finally: print("f", end=" ")
    return i
print(loop())
try: pass
except: print("never")
else: print("else")
try: undefined = [1][3]
except: print("bare")
class Ctx:
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self): print("in", end=" "); return "value"
    def __exit__(self, t, v, tb): print("out", t.__name__ if t else None, end=" "); return self.swallow
#: False, with
with Ctx(False) as v: print(v)
with Ctx(True): raise KeyError("gone")
try:
    with Ctx(False): raise KeyError("kept")
except KeyError as e: print("got", e)
def in_with():
    with Ctx(False): return "returned"
print(in_with())
try: raise "text"
except TypeError as e: print(e)
try: raise NotImplementedError("later")
except RuntimeError as e: print(type(e).__name__, e)
try: assert [], "empty"
except AssertionError as e: print(e)
try: assert 0
except AssertionError as e: print(repr(e))
print([issubclass(a, b) for a, b in [(KeyError, LookupError), (IndexError, LookupError), (ZeroDivisionError, ArithmeticError), (FileNotFoundError, OSError), (ModuleNotFoundError, ImportError), (RecursionError, RuntimeError), (UnboundLocalError, NameError), (Exception, BaseException)]])
try: next(iter([]))
except StopIteration: print("stop", next(iter([]), "default"))
e = ValueError("kept", 2); print(e.args, str(e))
def gen_raises():
    yield 1
    raise ValueError("in generator")
g = gen_raises(); print(next(g))
#: except, try
try: next(g)
except ValueError as e: print(e)
try:
    try: 1 / 0
    except ZeroDivisionError as e: error = e
    print(error)
    e
except NameError: print("unbound e")
