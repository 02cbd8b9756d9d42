# Every method of str.
t = "Hello, World hello"
#: str.capitalize, str.casefold, str.lower, str.swapcase, str.title, str.upper
print(t.upper(), t.lower(), t.title(), t.swapcase(), t.capitalize(), t.casefold())
print("hello world's end".title(), "hELLO".capitalize(), "".capitalize())
#: str.lstrip, str.rstrip, str.strip
print(repr("  x ".strip()), repr("  x ".lstrip()), repr("  x ".rstrip()), "xxaxx".strip("x"), "abcba".strip("ab"), "xyz".lstrip("yx"), repr("\t\nq\r".strip()))
#: str.find, str.index, str.rfind, str.rindex
print(t.find("lo"), t.find("lo", 4), t.rfind("lo"), t.find("zz"), t.index("W"), t.rindex("l"), t.find("H", 1), t.find("o", 0, 5))
#: str.count
print(t.count("l"), t.count("lo"), "aaa".count("aa"), "abc".count(""))
print(t.replace("l", "L"), t.replace("l", "L", 2), t.replace("zz", "y"), "abc".replace("", "-"))
#: str.endswith, str.startswith
print(t.startswith("Hello"), t.endswith("hello"), t.startswith(("x", "He")), t.endswith(("x", "y")), t.startswith("World", 7))
#: str.isalnum, str.isalpha, str.isdigit, str.isspace
print("abc".isalpha(), "ab1".isalpha(), "123".isdigit(), "12a".isdigit(), "ab1".isalnum(), "a b".isalnum(), " \t".isspace(), "".isspace())
#: str.isdecimal, str.isidentifier, str.islower, str.isnumeric, str.isupper
print("abc".islower(), "aBc".islower(), "ABC".isupper(), "A1".isupper(), "1".isupper(), "abc_1".isidentifier(), "1a".isidentifier(), "5".isnumeric(), "5".isdecimal())
#: str.center, str.ljust, str.rjust, str.zfill
print("[" + "ab".center(7) + "]", "[" + "ab".center(6, "*") + "]", "[" + "abc".center(6, "*") + "]", "ab".ljust(5, "."), "ab".rjust(5, "."), "42".zfill(5), "-42".zfill(5), "abc".zfill(2))
#: str.partition, str.rpartition
print("a=b=c".partition("="), "a=b=c".rpartition("="), "abc".partition("="), "abc".rpartition("="))
#: str.splitlines
print("a b\nc\r\nd".splitlines(), "a\nb\n".splitlines(), "a\nb".splitlines(True))
#: str.removeprefix, str.removesuffix
print("prefix_name".removeprefix("prefix_"), "name.py".removesuffix(".py"), "abc".removeprefix("x"))
#: str.expandtabs
print("a\tb\tc".expandtabs(4), "ab\tc".expandtabs())
#: str.rsplit, str.split
print("a1b2".split("1"), "  lead".split(), "a  b".split(" "), "a b c d".split(None, 2), "a b c d".rsplit(None, 2), "a.b.c".rsplit(".", maxsplit=1))
#: str.format
print("{} {}".format("a", 1), "{1} {0}".format("a", "b"), "{name}!".format(name="x"), "{0[1]} {1.real}".format([1, 2], 5))
#: conditional expression, str.decode, str.encode
print("é".upper() if False else "E", "abc".encode().decode())
print(str.upper("abc"), list(map(str.strip, [" a ", "b "])), sorted(["b", "A", "c"], key=str.lower))
#: str.replace
f = "abc".replace
print(f("a", "z"))
#: str.join
for bad in (lambda: "abc".index("z"), lambda: "abc".split(""), lambda: "a".join(5), lambda: "abc".center()):
    try:
        bad()
    except (ValueError, TypeError) as e:
        print(type(e).__name__)
#: str.isascii, str.isprintable, str.istitle
print("Ab Cd".istitle(), "Ab cd".istitle(), "abc".isascii(), "é".isascii(), "a b".isprintable(), "a\n".isprintable(), "".isprintable())
#: str.maketrans, str.translate
print("hello".translate(str.maketrans("el", "ip")), "a.b,c".translate(str.maketrans("", "", ".,")), "abc".translate({ord("a"): "X", ord("b"): None, 99: 100}), "x".translate(str.maketrans({"x": "yy"})))
#: str.format_map
print("{a} {b:>3}".format_map({"a": 1, "b": 2}), "日本".translate({ord("日"): "x"}), "%a" % "é", "%a|%6a" % ("日", "é"))
