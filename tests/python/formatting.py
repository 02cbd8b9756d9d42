# f-strings, format specifications, % and str.format.
n, x, s, b = 42, 3.14159, "text", True
print(f"{n} {x} {s} {b} {None}", f"{n!r} {s!r} {s!s}", f"{{literal}}", f"{n=} {x = }", f"{s=!s}", f"{x=:.2f}")
#: f-string
print(f"{n:5}|{n:<5}|{n:>5}|{n:^5}|{n:05}|{n:+}|{n: }|{-n:05}|{n:*^9}|{n:=+6}")
print(f"{n:d} {n:b} {n:o} {n:x} {n:X} {n:#x} {n:#b} {n:#o} {255:#X} {n:c}")
print(f"{1234567:,} {1234567:_} {1234567.891:,.2f} {123:,} {-1234567:,} {0xffffff:_x} {1234:010,}")
print(f"{x:.2f} {x:.0f} {x:10.3f}| {x:<10.3f}| {x:+.1f} {x:e} {x:.3e} {x:g} {x:.3g} {x:%} {0.256:.1%} {x:08.3f}")
print(f"{1e10:g} {1e-5:g} {100000:g} {1000000:g} {0.0001:g} {123456789.0:g} {1.0:g} {1.5:G} {1e20:G}")
print(f"{1.0} {1.0:.1f} {1e20} {1e16:.1f} {2.5:.0f} {3.5:.0f} {0.5:.0f} {1.005:.2f} {1e100:.3} {123.456:.4} {1234567.0:.3} {0.0:.3} {100.0:.3}")
print(f"{s:10}| {s:>10}| {s:^10}| {s:.2}| {s:*<8}| {s:-^9}| {'é':>3}|")
print(f"{b:5} {b:d} {b!s:>6} {True:>6}")
w, p = 10, 3
print(f"{x:{w}.{p}f}|{s:>{w}}|{n:{'0'}{5}}|{x:{w}}|")
print(f"{'nested ' + 'quotes'} {[1, 2][0]} {dict(a=1)['a']} {(lambda v: v * 2)(4)} {n if b else x}")
print(f"{n}" f"{x}" "plain" f"{s}", f"""multi
{n}""", rf"\n{n}", f"{'a' 'b'}", f'{"x"}')
print(f"{[1, 'a', None]} {(1,)} {{'k': 1}} { {'k': 1} } {{1}}")
print(f"{float('nan')} {float('inf'):.2f} {float('-inf'):>8} {float('nan'):6}|")
print("%d %i %s %r %f %e %g %x %X %o %c %%" % (5, 5.7, "s", "r", 1.5, 12345.678, 0.0001, 255, 255, 8, "c"))
print("%5d|%-5d|%05d|%+d|% d|%5.2f|%-8.3f|%08.2f|%.3s|%10s|%-10s|%c" % (5, 5, 5, 5, 5, 3.14159, 3.14159, 3.14159, "abcdef", "s", "s", 65))
print("%(a)s %(b)d" % {"a": "x", "b": 2}, "%s" % [1, 2], "%s %s" % (1, (2, 3)), "%s" % (1,), "%s" % None, "100%%" % ())
print("%*d|%.*f" % (5, 3, 2, 3.14159), "%s%%" % 5, "%.2f%%" % 12.345, "%3d%%" % 7, "%#x %#o" % (255, 8), "%.3d" % 5)
print("{} {} {}".format(1, "a", None), "{0} {1} {0}".format("x", "y"), "{:>5}|{:<5}|{:^5}".format(1, 2, 3), "{:.2f} {:,}".format(3.14159, 1000000))
print("{a} {b!r} {c:.1f}".format(a=1, b="x", c=2.55), "{{}} {}".format(1), "{0:{1}}".format(5, 4), "{:{w}.{p}}".format(3.14159, w=8, p=3))
print("{0[0]} {0[1]} {1[k]}".format([1, 2], {"k": "v"}), "{:%}".format(0.5), "{!r:>6}".format("a"))
print(format(3.14159, ".2f"), format(42, "b"), format("x", ">3"), format(1234, ","), format(5), format(True))
print("total: " + str(1.0) + " " + repr("q"), "a" + f"{1}" + "%d" % 2 + "{}".format(3))
for bad in ("%d" , "%s %s", "%z"):
    try:
        print(bad % "x")
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
for make in (lambda: f"{'x':d}", lambda: f"{1:s}", lambda: f"{1:.2d}" if False else f"{1.5:d}", lambda: "{} {}".format(1), lambda: "{x}".format(y=1), lambda: "%s" % (1, 2), lambda: f"{[]:>5}"):
    try:
        print(make())
    except Exception as e:
        print(type(e).__name__, e)
class Shown:
    def __str__(self): return "str"
    def __repr__(self): return "repr"
    def __format__(self, spec): return "format:" + spec
o = Shown()
print(f"{o} {o!r} {o!s} {o:abc}", "%s %r" % (o, o), "{} {!r} {:x}".format(o, o, o), str(o), repr(o), [o], (o,), {1: o})
print(f"{1.5:#.0f} {3:#.0f} {2.0:#g} {2.0:#.3g} {1e10:#.0e}", "%#.0f" % 3.0)
