import keras
from keras import layers

model = keras.Sequential([keras.Input((10, 20)), layers.SimpleRNN(32, return_sequences=True), layers.Dense(16)])
model.summary(line_length=60)
model.summary(line_length=100)
lines = []
model.summary(print_fn=lambda text, line_break=True: lines.append(text))
print(len(lines), lines[0].count("\n"))
print(model.summary())
