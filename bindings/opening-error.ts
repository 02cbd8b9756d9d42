// Owns the error of what cannot be opened.

/** A file or text that cannot be opened; the message goes on "... cannot be opened: ". */
export class OpeningError extends Error {
  override name = 'OpeningError';
}
