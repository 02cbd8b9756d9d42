// Owns how layers are found in the reference. Must not know a layer, nor how one is shown.
import type { LayerClass } from '../../../bindings/requests';

/** Layers of one group, in the order of the table. */
export interface Group {
  name: string;
  layers: LayerClass[];
}

/** Layers by their groups. */
export function grouped(layers: readonly LayerClass[]): Group[] {
  const groups = new Map<string, LayerClass[]>();
  for (const layer of layers) groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]);
  return [...groups].map(([name, members]) => ({ name, layers: members }));
}

/** The layers that have every word of `text` in their name, group, sentence, paper or arguments. */
export function matching(layers: readonly LayerClass[], text: string): LayerClass[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return layers.filter(({ name, group, summary, paper, fields }) => {
    const all = [name, group, summary, paper, ...fields.map((field) => field.name)];
    const whole = all.join(' ').toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

/** The names of the arguments that every layer takes. */
export function sharedArguments(layers: readonly LayerClass[]): Set<string> {
  const [first, ...others] = layers.map(({ fields }) => fields.map(({ name }) => name));
  return new Set(first?.filter((name) => others.every((names) => names.includes(name))));
}
