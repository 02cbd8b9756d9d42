// Owns the colours of values: stops out of the tokens, mixed in OKLab, and the limit of a scale. Must
// not know what the values are.

type Triple = [number, number, number];

/** Steps of a scale that is mixed in advance. */
const STEPS = 256;

const linear = (channel: number): number =>
  channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
const gamma = (channel: number): number =>
  channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055;

/** OKLab of a colour written as `#rrggbb`. */
function toOklab(hex: string): Triple {
  const [r, g, b] = [1, 3, 5].map((at) =>
    linear(parseInt(hex.slice(at, at + 2), 16) / 255),
  ) as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgb([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((channel) => Math.round(255 * gamma(Math.min(1, Math.max(0, channel))))) as Triple;
}

/** A symmetric scale around zero, mixed in advance. */
export class ColourScale {
  readonly #steps: Triple[];

  constructor(stops: readonly string[]) {
    const mixed = stops.map(toOklab);
    this.#steps = Array.from({ length: STEPS }, (_, step) => {
      const at = (step / (STEPS - 1)) * (mixed.length - 1);
      const low = mixed[Math.min(mixed.length - 2, Math.floor(at))] ?? [0, 0, 0];
      const high = mixed[Math.min(mixed.length - 1, Math.floor(at) + 1)] ?? low;
      const part = at - Math.min(mixed.length - 2, Math.floor(at));
      return toRgb([0, 1, 2].map((i) => low[i]! + (high[i]! - low[i]!) * part) as Triple);
    });
  }

  /** The colour of a value between `-limit` and `limit`, as bytes. */
  rgb(value: number, limit: number): Triple {
    const part = (Math.min(1, Math.max(-1, value / limit)) + 1) / 2;
    return this.#steps[Math.round(part * (STEPS - 1))] ?? [0, 0, 0];
  }

  css(value: number, limit: number): string {
    return `rgb(${this.rgb(value, limit).join(' ')})`;
  }
}

const known = new Map<string, ColourScale>();

/** The scale for signed values that the tokens around an element give. */
export function signedScale(element: Element): ColourScale {
  const style = getComputedStyle(element);
  const stops = [1, 2, 3, 4, 5].map((stop) => style.getPropertyValue(`--signed-${stop}`).trim());
  const key = stops.join();
  const scale = known.get(key) ?? new ColourScale(stops);
  known.set(key, scale);
  return scale;
}

/** Rounds up to two significant digits: 1.18 gives 1.2. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(2));
}

/**
 * The limit of a tensor's scale: its largest size rounded up, or the 99.5th percentile so rounded where
 * the largest is over 4 times it. Sizes close below 1 (a tanh's) get 1.
 */
export function limitOf(data: ArrayLike<number>): number {
  const sizes: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (Number.isFinite(size)) sizes.push(size);
  }
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  if (largest === 0) return 1;
  if (largest > 0.9 && largest <= 1) return 1;
  sizes.sort((a, b) => a - b);
  const high = sizes[Math.floor(0.995 * (sizes.length - 1))] ?? largest;
  return roundedUp(high > 0 && largest > 4 * high ? high : largest);
}
