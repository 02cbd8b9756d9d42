# Literals, escapes, joining, indexing, slicing and comparison of texts.
print('single', "double", '''triple
lines''', """more "quotes" 'here'""")
print("a" "b" 'c', "tab\there", "new\\n", r"raw\n", "\x41\u00e9\U0001F600", "\101", 'it\'s', "say \"x\"")
s = "hello world"
print(s[0], s[-1], s[2:5], s[:5], s[6:], s[::2], s[::-1], s[-5:-2], s[20:], s[5:2])
print(len(s), "world" in s, "x" not in s, s + "!", s * 2, 3 * "ab", "" * 5, "a" * -1)
print("héllo wörld"[1], len("héllo"), "日本語"[1:], len("😀x"), "😀x"[0], "日本語"[::-1])
#: !=, <
print("a" < "b", "abc" < "abd", "Z" < "a", "" < "a", "abc" == "abc", "abc" != "abd", "10" < "9")
print(repr("it's"), repr('say "x"'), repr("both ' and \""), repr("a\tb\n\\"), repr("é"), repr(""), repr("\x00\x7f"))
print("line one\
 continued")
for c in "abc":
    print(c, end="-")
print()
print(*"xyz", sep=",")
print(ord("a"), ord("é"), ord("😀"), chr(97), chr(233), chr(128512))
print(str(None), str(True), str([1, "a"]), str({"k": "v"}), str((1,)), str({1}), str(1.5))
print("a,b,,c".split(","), " a  b ".split(), "abc".split("x"), "a-b-c".split("-", 1), "a-b-c".rsplit("-", 1), "".split(), "".split(","))
print("-".join(["a", "b"]), "".join("abc"), ", ".join(str(i) for i in range(3)), "x".join([]))
print("%s" % "x" + "y", "abc".upper().lower().title())
try:
    "abc"[5]
except IndexError as e:
    print(e)
try:
    "abc"["a"]
except TypeError as e:
    print(e)
try:
    ",".join([1])
except TypeError as e:
    print(e)
try:
    s[0] = "x"
except TypeError as e:
    print(e)
try:
    len(5)
except TypeError as e:
    print(e)
try:
    "abc".nothing
except AttributeError as e:
    print(e)
doc = """
indented
  text
"""
print(doc.strip().splitlines())
