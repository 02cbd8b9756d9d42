// Owns what differs from one machine to the next.

/** Whether the machine names its main modifier key Command. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** The main modifier key, as it is printed: `Ctrl` or `⌘`. */
export const modifier = isApple ? '⌘' : 'Ctrl';
