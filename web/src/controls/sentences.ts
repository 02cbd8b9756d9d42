// Owns small rules of written English on the page: first sentences, plurals, numbers. Must not
// know what the sentences are about.

/** A text cut after its first sentence. */
export function firstSentence(text: string): { first: string; rest: string } {
  const end = text.search(/[.:] (?=[A-Z`"(])/);
  return end < 0
    ? { first: text, rest: '' }
    : { first: text.slice(0, end + 1), rest: text.slice(end + 2) };
}

/** Words as a sentence: a capital first, a full stop last. */
export function asSentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** `1 problem`, `2 problems`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A whole number with commas: `1,696`. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** A measured number with a true minus, to be read: `−0.3386`. */
export function signed(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 0.5 * 10 ** -digits || size >= 1e6)
      ? size.toExponential(Math.max(0, digits - 1))
      : size.toFixed(digits);
  return (value < 0 ? '−' : '') + text.replace('e-', 'e−');
}

/** Milliseconds as they are read: `0.3 ms`, `1.2 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** Bytes as they are read: `2.1 GB`. */
export function byteSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
