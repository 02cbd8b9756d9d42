from keras.layers import Input, SimpleRNN, Dense, TimeDistributed, Layer
from keras.models import Model
from keras import ops
import numpy as np
w = 6                                   ; z = w*2
class meanTime(Layer):
	def call(self, Z):
		return ops.mean(Z, 1)
IN = Input((3, w)); R = SimpleRNN(z, 'relu', return_sequences = True)(IN); D = TimeDistributed(Dense(z // 4))(R)
A = meanTime()(D)
NET = Model(IN, A); NET.summary()
print ("A:", tuple(NET(np.ones([5,3,w])).shape))
