# What a notebook, a console and the machine have, and a page has not: passed over.
#: magic
%matplotlib inline
!pip install keras
print("after magics")
#: input, open
answer = input("Who? ")
with open("config.json") as f: text = f.read()
print("after files")
#: tuple.as_list
print((1, 2).as_list())
#: quit, exit
if answer == "never": exit()
quit()
print("never printed")
