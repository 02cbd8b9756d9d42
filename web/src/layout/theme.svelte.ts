// Owns light and dark: the reader's choice, else the system's. Must not know a colour.

export type ThemeChoice = 'system' | 'light' | 'dark';

const STORED = 'unroll.theme';

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(STORED);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

export class Theme {
  choice = $state<ThemeChoice>(stored());
  #dark = $state(false);

  constructor() {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    this.#dark = query.matches;
    query.addEventListener('change', (event) => (this.#dark = event.matches));
  }

  /** What is in force. */
  get current(): 'light' | 'dark' {
    if (this.choice !== 'system') return this.choice;
    return this.#dark ? 'dark' : 'light';
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    try {
      if (choice === 'system') localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, choice);
    } catch {
      // Storage may be refused; the choice then lasts as long as the page.
    }
  }

  toggle(): void {
    this.choose(this.current === 'dark' ? 'light' : 'dark');
  }
}
