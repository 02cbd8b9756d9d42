# match: literals, captures, sequences, mappings, classes, alternatives and guards.
def kind(x):
    match x:
        case 0: return "zero"
        case -1: return "minus one"
        case 1.5: return "float"
        case "a" | "b": return "letter"
        case None: return "none"
        case True: return "true"
        case []: return "empty"
        case [one]: return f"one {one}"
        case [first, *rest] if len(rest) > 2: return f"long {first} {rest}"
        case (a, b): return f"two {a} {b}"
        case [_, _, third]: return f"third {third}"
        case {"type": "lstm", "units": units, **rest}: return f"lstm {units} {rest}"
        case {"type": str(name)}: return f"type {name}"
        case int(n) | float(n): return f"number {n}"
        case str() as text: return f"text {text}"
        case _: return "other"
for x in (0, -1, 1.5, "a", "b", None, True, [], [7], [1, 2, 3, 4], (1, 2), [1, 2, 3], {"type": "lstm", "units": 5, "x": 1}, {"type": "gru"}, {}, 9, 2.5, "text", {1}):
    print(kind(x), end="; ")
print()
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Colors:
    RED = 1
def where(p):
    match p:
        case Point(0, 0): return "origin"
        case Point(x=0, y=y): return f"on y at {y}"
        case Point(x, y) if x == y: return f"diagonal {x}"
        case Point(): return "somewhere"
        case Colors.RED: return "red"
print(where(Point(0, 0)), where(Point(0, 3)), where(Point(2, 2)), where(Point(1, 2)), where(1), where(2))
match 1, 2:
    case 1, y: print("tuple", y)
match = 5; case = 6; print(match, case)
match ([[1, 2], {"a": [3]}]):
    case [[a, *_], {"a": [b]}]: print(a, b)
