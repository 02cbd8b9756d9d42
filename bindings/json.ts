// Owns what is asked of JSON before it is read: files and links hold what anybody may have written. Must
// not know what it is to be.

/** Whether a JSON value is an object: names with values. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
