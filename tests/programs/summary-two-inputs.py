import numpy as np
from tensorflow.keras.layers import Dense, Input, SimpleRNN, TimeDistributed
from tensorflow.keras.models import Model

left = Input(shape=(5, 3), name="left")
right = Input(shape=(5, 3))
h_left = SimpleRNN(4, return_sequences=True)(left)
h_right = SimpleRNN(4, return_sequences=True)(right)
both = h_left + h_right
per_step = TimeDistributed(Dense(2), name="per_step_scores")(both)
model = Model(inputs=[left, right], outputs=[per_step, both])
model.summary()
y, z = model([np.zeros((2, 5, 3)), np.ones((2, 5, 3))])
print(y.shape, z.shape)
