// The engine as a contender in a benchmark of peers: a workload's layers as a Keras program, with the
// workload's weights, behind the npm package's own client. Must not know the peers.
import { DirectClient } from '../../bindings/direct-client';
import { wasm } from '../../bindings/load';
import { weightsOf } from '../../bindings/models';

interface Weights {
  kernel: Float32Array;
  recurrent?: Float32Array;
  bias: Float32Array;
}

/** One layer of a workload; weights are laid out as Keras does. */
interface WorkloadLayer {
  type: 'SimpleRNN' | 'LSTM' | 'GRU' | 'Dense' | 'Bidirectional' | 'MeanTime';
  units: number;
  cell?: string;
  timeDistributed?: boolean;
  weights?: Weights;
  forward?: Weights;
  backward?: Weights;
}

export interface Workload {
  /** (batch, time, features) */
  inShape: [number, number, number];
  layers: WorkloadLayer[];
}

export interface Contender {
  run(input: Float32Array): Promise<Float32Array>;
  dispose(): void;
}

function layerText({ type, units, cell, timeDistributed }: WorkloadLayer): string {
  switch (type) {
    case 'Dense':
      return timeDistributed
        ? `layers.TimeDistributed(layers.Dense(${units}))`
        : `layers.Dense(${units})`;
    case 'Bidirectional':
      return `layers.Bidirectional(layers.${cell}(${units}, return_sequences=True))`;
    case 'MeanTime':
      return 'layers.GlobalAveragePooling1D()';
    default:
      return `layers.${type}(${units}, return_sequences=True)`;
  }
}

function programOf({ inShape: [batch, time, features], layers }: Workload): string {
  const lines = layers.map((layer) => `    ${layerText(layer)},`);
  return [
    'import keras',
    'from keras import layers',
    'model = keras.Sequential([',
    `    keras.Input(batch_shape=(${batch}, ${time}, ${features})),`,
    ...lines,
    '])',
  ].join('\n');
}

/** In the order of Keras's `model.weights`. */
function numbersOf({ weights, forward, backward }: WorkloadLayer): Float32Array[] {
  return [weights, forward, backward].flatMap((each) =>
    each ? [each.kernel, ...(each.recurrent ? [each.recurrent] : []), each.bias] : [],
  );
}

/** Opens the workload; `run` answers with the output's numbers. */
export async function load(workload: Workload): Promise<Contender> {
  const client = new DirectClient(wasm());
  const report = await client.open({ program: programOf(workload) });
  const [model] = report.models;
  if (!model) throw new Error(`no model: ${report.problems.map((each) => each.message).join(' ')}`);
  const numbers = workload.layers.flatMap(numbersOf);
  const weights = weightsOf(report, model);
  if (weights.length !== numbers.length) throw new Error('the weights differ in number');
  for (const [index, { id }] of weights.entries()) {
    await client.write('weight', id, numbers[index]!);
  }
  return {
    async run(input) {
      const { outputs } = await client.run({ model: 0, dims: {}, seed: 0, inputs: [input] });
      const { data } = await client.read('value', outputs[0]!);
      return data as Float32Array;
    },
    dispose: () => client.close(),
  };
}
