// The headless client from its sources, and what its tests give it: a time that they move, chance from a seed.

import { buildSync } from 'esbuild';
import { fileURLToPath } from 'node:url';

const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** A module of the client, as it is in `packages/baton-client/src`. */
export function sourceOf(name) {
  const { outputFiles } = buildSync({
    entryPoints: [file(`packages/baton-client/src/${name}.ts`)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** Lets everything that was begun come to its end: promises, and what they start. */
export async function settle() {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A time that stands still until it is moved. */
export class TestClock {
  #now = 1_790_000_000_000;
  #appointments = [];

  now = () => this.#now;

  after = (ms, wake) => {
    const appointment = { at: this.#now + ms, wake };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((each) => each !== appointment);
    };
  };

  /** Moves on, and wakes whoever is due, the earliest first. */
  async advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const [due] = this.#appointments.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (!due) break;
      this.#appointments = this.#appointments.filter((each) => each !== due);
      this.#now = Math.max(this.#now, due.at);
      due.wake();
    }
    this.#now = end;
  }
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
