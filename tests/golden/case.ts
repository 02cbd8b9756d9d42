// Owns the format of the golden files (README.md beside this file) as types.
import type { KerasShape } from '../../bindings/report';
import type { Tensor } from '../../bindings/tensor-json';
import type { FaultyLayer } from '../runner/refusals';

export interface GoldenFile {
  group: string;
  atol: number;
  rtol: number;
  cases: Case[];
}

/** What a model answers when it is called. */
export interface Answers {
  outputs: Tensor[];
  /** Absent where no output has one. */
  output_masks?: (Tensor | null)[];
}

export interface Call extends Answers {
  inputs: (Tensor & { name?: string })[];
  input_masks?: (Tensor | null)[];
  /** The states are zeros again before this call. */
  reset_before?: boolean;
  /** What Keras answers up to 3.15, where that differs. */
  until_3_15?: Answers;
}

export interface GoldenLayer {
  name: string;
  class: string;
  params: number;
  /** A list of output shapes for each call. */
  out: KerasShape[][];
}

/** One case of any group: which of the keys are there says of which. */
export interface Case extends Partial<Call> {
  name: string;
  source?: string;
  model?: { class_name: string; config?: unknown };
  layers?: GoldenLayer[];
  params?: number;
  weights?: (Omit<Tensor, 'data'> & { path: string; data?: Tensor['data'] })[];
  input_shapes?: KerasShape[];
  output_shapes?: KerasShape[];
  symbolic_shape_wrong?: unknown;
  ran_with?: number;
  more_calls?: Call[];
  error?: { type: string; message: string };
  line?: number;
  layer?: FaultyLayer | null;
  accepted?: true;
  run_error?: { layer: FaultyLayer | null };
}
