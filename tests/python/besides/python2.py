# Python 2's spellings, which are understood and told of.
#: print statement
print "a", 1
print "no end",
print "b"
#: raw_input
name = raw_input("Who? ")
#: dict.iteritems, dict.iterkeys, dict.itervalues
d = {"a": 1}
for k, v in d.iteritems(): print(k, v)
print(list(d.iterkeys()), list(d.itervalues()))
try: 1 / 0
except ZeroDivisionError, e: print e
print 5L, u"text", 1 <> 2
