// Owns what is said to who does not see the page: one polite sentence after the last edit. Must not know
// how the page looks.
import { shapeSpoken } from '../axes/axes';
import { counted, grouped } from '../controls/sentences';
import type { Playground } from '../document/playground.svelte';

/** Milliseconds without a new answer before it is told. */
const DELAY = 600;

export class Announcer {
  /** The sentence of the live region. */
  text = $state('');
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- remembered, never watched
  #layers = new Map<string, string>();
  #problems = '';

  /** Call while a component is made. */
  constructor(page: Playground) {
    $effect(() => {
      const { report } = page;
      if (report === null) return;
      const timer = setTimeout(() => (this.text = this.#news(page) || this.text), DELAY);
      return () => clearTimeout(timer);
    });
  }

  /** What changed since it was last told: the problems, else the layer that is looked at. */
  #news(page: Playground): string {
    const problems = page.problems
      .filter(({ severity }) => severity === 'error')
      .map(({ line, message }) => `Line ${line}: ${message.replaceAll('`', '')}`);
    const told = problems.join(' ');
    const changed = told !== this.#problems;
    this.#problems = told;
    if (changed && told !== '') return `${counted(problems.length, 'problem')}. ${told}`;
    const { layer, traced } = page;
    if (!layer || !traced) return '';
    const value = layer.nodes[0]?.outputs[0]?.value;
    const shape = value === undefined ? '' : shapeSpoken(traced.value(value)?.shape ?? []);
    const now = `${shape} ${layer.params}`;
    const before = this.#layers.get(layer.name);
    this.#layers.set(layer.name, now);
    if (before === undefined || before === now) return changed ? 'No problems.' : '';
    return `${layer.name} output is now ${shape}. ${grouped(layer.params)} parameters.`;
  }
}
