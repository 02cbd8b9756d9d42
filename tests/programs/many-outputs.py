import numpy as np
from tensorflow.keras.layers import Dense, Input, SimpleRNN, TimeDistributed
from tensorflow.keras.models import Model

sequence = Input(shape=(10, 20), name="sequence")
states = SimpleRNN(32, return_sequences=True, name="states")(sequence)
per_step = TimeDistributed(Dense(16), name="per_step")(states)
last = Dense(4, name="last")(states[:, -1, :])

model = Model(inputs=sequence, outputs={"per_step": per_step, "last": last})
model.summary()
result = model(np.random.rand(2, 10, 20))
for key in sorted(result):
    print(key, result[key].shape)
print(model.output_shape)
