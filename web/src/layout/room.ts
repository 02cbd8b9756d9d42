// Owns which layout a width gets. Must not know what is laid out.

/**
 * `wide`: code, flow and inspector side by side. `middle`: the inspector is a drawer over the flow.
 * `narrow`: one pane at a time and a sheet. `phone`: the same with the choice at the bottom.
 */
export type Room = 'wide' | 'middle' | 'narrow' | 'phone';

/** The layout for a width in CSS pixels. */
export function roomFor(width: number): Room {
  if (width >= 1280) return 'wide';
  if (width >= 900) return 'middle';
  return width >= 600 ? 'narrow' : 'phone';
}
