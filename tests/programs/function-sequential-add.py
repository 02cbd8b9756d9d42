import numpy as np
import tensorflow as tf
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import SimpleRNN, Dense, TimeDistributed


def get_model(n_steps, n_features, n_units=50, many_to_many=False):
    """Return a compiled model."""
    model = Sequential()
    if many_to_many:
        model.add(SimpleRNN(n_units, activation='relu', return_sequences=True, input_shape=(n_steps, n_features)))
        model.add(TimeDistributed(Dense(1)))
    else:
        model.add(SimpleRNN(n_units, activation='relu', input_shape=(n_steps, n_features)))
        model.add(Dense(1))
    model.compile(optimizer='adam', loss='mse')
    return model


for flag in [False, True]:
    model = get_model(3, 1, many_to_many=flag)
    model.summary()
    yhat = model.predict(np.array([[[70.], [80.], [90.]]]), verbose=0)
    print('%s -> %s' % (model.input_shape, yhat.shape))
