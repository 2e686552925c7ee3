/** How long to wait before coming back: full jitter, so that a relay that restarts is not met by everyone at once. */

/** Ceiling of the first wait, in milliseconds. */
const FIRST_MS = 500;
/** Ceiling of every wait, in milliseconds. */
const MOST_MS = 30_000;

/** The waits of one run of failures. */
export class Backoff {
  #failures = 0;

  /** `random` gives a number from 0 to below 1. */
  constructor(private readonly random: () => number) {}

  /** The next wait in milliseconds: anything up to a ceiling that doubles with each failure. */
  next(): number {
    const ceiling = Math.min(FIRST_MS * 2 ** Math.min(this.#failures, 6), MOST_MS);
    this.#failures += 1;
    return Math.round(this.random() * ceiling);
  }

  /** Begins anew, after a connection that held. */
  calm(): void {
    this.#failures = 0;
  }

  /** Whether something has failed since the last calm. */
  get isCounting(): boolean {
    return this.#failures > 0;
  }
}
