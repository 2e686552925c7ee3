/** Time, as a parameter: tests move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `wake` after so many milliseconds. The function it returns stops that. */
  after(ms: number, wake: () => void): () => void;
}

/** The machine's. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

/** A timer that holds one appointment at a time. */
export class Alarm {
  #stop: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** Makes an appointment, in place of any other. */
  set(ms: number, wake: () => void): void {
    this.clear();
    this.#stop = this.clock.after(ms, () => {
      this.#stop = undefined;
      wake();
    });
  }

  /** Takes it back. */
  clear(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
