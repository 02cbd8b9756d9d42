// Owns what a card draws on each lane, from the engine's events alone. Must not know a layer.
import type { AxisEvent, Call, Port } from '../../../bindings/report';
import type { TracedModel } from '../document/traced-model';
import { laneKeys } from './lanes';

/** What happens to a lane within a card. */
export type Mark =
  /** The line goes through. */
  | { kind: 'through'; lane: string }
  /** One axis ends in a dot, another begins in a ring. */
  | { kind: 'replaced'; lane: string }
  /** A bar closes the line. */
  | { kind: 'ended'; lane: string }
  /** A ring opens the line. */
  | { kind: 'added'; lane: string }
  /** The line goes on in another lane. */
  | { kind: 'moved'; lane: string; to: string }
  /** Brackets: a wrapper puts the axis aside and back. */
  | { kind: 'aside'; lane: string; count: string }
  /** Needed and not there. */
  | { kind: 'missing'; lane: string }
  /** Comes in, and is not used because the layer failed. */
  | { kind: 'stopped'; lane: string };

/** What a call does to the lane of the mask; null where none comes in or goes out. */
export function maskMark(traced: TracedModel, call: Call): 'through' | 'added' | 'ended' | null {
  const carried = (ports: readonly Port[]): boolean =>
    ports.some(({ value }) => traced.value(value)?.mask !== undefined);
  const before = carried(traced.inputsOf(call));
  const after = carried(call.outputs);
  if (before) return after ? 'through' : 'ended';
  return after ? 'added' : null;
}

const port = (event: AxisEvent, side: 'from' | 'to'): number => event[side]?.[0] ?? 0;

/** The marks of a call between its first input and its first output. */
export function marksOf(traced: TracedModel, call: Call): Mark[] {
  const input = call.inputs[0] && traced.value(call.inputs[0].value);
  const output = call.outputs[0] && traced.value(call.outputs[0].value);
  const ins = laneKeys(input?.shape ?? []);
  const outs = laneKeys(output?.shape ?? []);
  const marks = new Map<string, Mark>();
  const covered = new Set<string>();
  const put = (mark: Mark): void => {
    if (!marks.has(mark.lane)) marks.set(mark.lane, mark);
  };
  for (const event of call.events) {
    if (port(event, 'from') !== 0 || port(event, 'to') !== 0) continue;
    const from = event.from ? ins[event.from[1]] : undefined;
    const to = event.to ? outs[event.to[1]] : undefined;
    if (to !== undefined) covered.add(to);
    if (event.kind === 'set_aside' && from !== undefined) {
      const count = input?.shape[event.from?.[1] ?? 0]?.text ?? '';
      put({ kind: 'aside', lane: from, count });
    } else if (event.kind === 'missing') {
      put({ kind: 'missing', lane: event.role });
    } else if (event.kind === 'ended' && from !== undefined) {
      put({ kind: 'ended', lane: from });
    } else if (event.kind === 'added' && to !== undefined) {
      put({ kind: 'added', lane: to });
    } else if (event.kind === 'kept' && from !== undefined && to !== undefined) {
      put(from === to ? { kind: 'through', lane: from } : { kind: 'moved', lane: from, to });
    } else if (event.kind === 'replaced') {
      if (from !== undefined && from === to) put({ kind: 'replaced', lane: from });
      else {
        if (from !== undefined) put({ kind: 'ended', lane: from });
        if (to !== undefined) put({ kind: 'added', lane: to });
      }
    }
  }
  // An axis without an event: what its two ends say.
  for (const key of outs) {
    if (covered.has(key)) continue;
    // Another input's axis comes out on the lane of one that ended.
    if (marks.get(key)?.kind === 'ended') marks.set(key, { kind: 'replaced', lane: key });
    else put(ins.includes(key) ? { kind: 'through', lane: key } : { kind: 'added', lane: key });
  }
  for (const key of ins) {
    if (!marks.has(key)) put({ kind: output ? 'ended' : 'stopped', lane: key });
  }
  return [...marks.values()];
}
