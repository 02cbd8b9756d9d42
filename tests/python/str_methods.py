# Every method of str.
t = "Hello, World hello"
print(t.upper(), t.lower(), t.title(), t.swapcase(), t.capitalize(), t.casefold())
print("hello world's end".title(), "hELLO".capitalize(), "".capitalize())
print(repr("  x ".strip()), repr("  x ".lstrip()), repr("  x ".rstrip()), "xxaxx".strip("x"), "abcba".strip("ab"), "xyz".lstrip("yx"), repr("\t\nq\r".strip()))
print(t.find("lo"), t.find("lo", 4), t.rfind("lo"), t.find("zz"), t.index("W"), t.rindex("l"), t.find("H", 1), t.find("o", 0, 5))
print(t.count("l"), t.count("lo"), "aaa".count("aa"), "abc".count(""))
print(t.replace("l", "L"), t.replace("l", "L", 2), t.replace("zz", "y"), "abc".replace("", "-"))
print(t.startswith("Hello"), t.endswith("hello"), t.startswith(("x", "He")), t.endswith(("x", "y")), t.startswith("World", 7))
print("abc".isalpha(), "ab1".isalpha(), "123".isdigit(), "12a".isdigit(), "ab1".isalnum(), "a b".isalnum(), " \t".isspace(), "".isspace())
print("abc".islower(), "aBc".islower(), "ABC".isupper(), "A1".isupper(), "1".isupper(), "abc_1".isidentifier(), "1a".isidentifier(), "5".isnumeric(), "5".isdecimal())
print("[" + "ab".center(7) + "]", "[" + "ab".center(6, "*") + "]", "[" + "abc".center(6, "*") + "]", "ab".ljust(5, "."), "ab".rjust(5, "."), "42".zfill(5), "-42".zfill(5), "abc".zfill(2))
print("a=b=c".partition("="), "a=b=c".rpartition("="), "abc".partition("="), "abc".rpartition("="))
print("a b\nc\r\nd".splitlines(), "a\nb\n".splitlines(), "a\nb".splitlines(True))
print("prefix_name".removeprefix("prefix_"), "name.py".removesuffix(".py"), "abc".removeprefix("x"))
print("a\tb\tc".expandtabs(4), "ab\tc".expandtabs())
print("a1b2".split("1"), "  lead".split(), "a  b".split(" "), "a b c d".split(None, 2), "a b c d".rsplit(None, 2), "a.b.c".rsplit(".", maxsplit=1))
print("{} {}".format("a", 1), "{1} {0}".format("a", "b"), "{name}!".format(name="x"), "{0[1]} {1.real}".format([1, 2], 5))
print("é".upper() if False else "E", "abc".encode().decode())
print(str.upper("abc"), list(map(str.strip, [" a ", "b "])), sorted(["b", "A", "c"], key=str.lower))
f = "abc".replace
print(f("a", "z"))
for bad in (lambda: "abc".index("z"), lambda: "abc".split(""), lambda: "a".join(5), lambda: "abc".center()):
    try:
        bad()
    except (ValueError, TypeError) as e:
        print(type(e).__name__)
