// Owns the run of the model that is looked at, and the tensors read out of it. Values are asked for
// lazily and kept until the next run. Must not know how they are drawn.
import type { Client, RunRequest } from '../../../bindings/client';
import { reasonOf, Superseded } from '../../../bindings/client';
import type { Bound, TensorData } from '../../../bindings/requests';
import type { TracedModel } from '../document/traced-model';

export type TensorKind = 'value' | 'weight';

export class Running {
  /** Counts the runs that are done; values of an earlier one are out of date. */
  runs = $state(0);
  bound = $state.raw<Bound | null>(null);
  /** Milliseconds of the last run. */
  time = $state<number | null>(null);
  /** Why there are no values, as a sentence for the reader. */
  problem = $state<string | null>(null);
  /** Parts of a long run that are done, 0 to 1; null when none is under way. */
  progress = $state<number | null>(null);

  /** Set while the engine holds another program than the one that ran: nothing more is read of that. */
  frozen = false;
  readonly #client: Client;
  #model: TracedModel | null = null;
  #started = 0;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- looked up, never watched
  #read = new Map<string, Promise<TensorData>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Runs a model; a later start supersedes this one. */
  async start(traced: TracedModel, how: Omit<RunRequest, 'model'>): Promise<void> {
    const started = ++this.#started;
    // The draft is no model of the report: the engine calls it -1.
    const model = traced.report.models.indexOf(traced.model);
    try {
      const { time, ...bound } = await this.#client.run({ model, ...how }, (progress) => {
        if (started !== this.#started) return;
        this.progress = progress.steps > 0 ? progress.step / progress.steps : null;
      });
      if (started !== this.#started) return;
      this.#model = traced;
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- as above
      this.#read = new Map();
      this.bound = bound;
      this.time = time;
      this.problem = null;
      this.progress = null;
      this.runs += 1;
    } catch (error) {
      if (started !== this.#started || error instanceof Superseded) return;
      this.#model = null;
      this.bound = null;
      this.progress = null;
      this.problem = reasonOf(error);
    }
  }

  /** The numbers that a value's axes are bound to, where this model was the one that ran. */
  sizes(traced: TracedModel | null, value: number): number[] | undefined {
    const id = traced?.value(value)?.id;
    if (traced === null || id === undefined || !this.ranFor(traced)) return undefined;
    return this.bound?.sizes[id];
  }

  /** Whether the values at hand are this trace's. */
  ranFor(traced: TracedModel): boolean {
    return (
      this.runs > 0 && this.#model?.report === traced.report && this.#model.model === traced.model
    );
  }

  /** A tensor of the last run. Rejects where the run was superseded meanwhile. */
  read(kind: TensorKind, id: number): Promise<TensorData> {
    const key = `${kind} ${id}`;
    let reading = this.#read.get(key);
    if (reading === undefined) {
      if (this.frozen) return Promise.reject(new Superseded());
      reading = this.#client.read(kind, id);
      this.#read.set(key, reading);
    }
    return reading;
  }
}

/**
 * A tensor that a component shows. It is read again after each run; until it arrives, the one before
 * it stays if it was the same place's (`key`), else there is none.
 */
export class ShownTensor {
  data = $state.raw<TensorData | null>(null);
  /** Why it cannot be read, as a sentence for the reader. */
  problem = $state<string | null>(null);
  #key = '';

  /** Call while a component is made. `wanted` is null where nothing is to be shown. */
  constructor(
    running: Running,
    wanted: () => { key: string; kind: TensorKind; id: number; traced: TracedModel } | null,
  ) {
    $effect(() => {
      const want = wanted();
      if (want === null || want.key !== this.#key) {
        this.data = null;
        this.problem = null;
      }
      this.#key = want?.key ?? '';
      if (want === null || running.runs === 0 || !running.ranFor(want.traced)) return;
      let live = true;
      running.read(want.kind, want.id).then(
        (data) => {
          if (!live) return;
          this.data = data;
          this.problem = null;
        },
        (error: unknown) => {
          if (!live || error instanceof Superseded) return;
          this.data = null;
          this.problem = reasonOf(error);
        },
      );
      return () => (live = false);
    });
  }
}
