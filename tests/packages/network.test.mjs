// Any order of sending, cutting, losing, doubling and reloading ends with the log, each message once and in order.

import assert from 'node:assert/strict';
import test from 'node:test';
import { chance, settle, sourceOf, TestClock } from './client.mjs';
import { PlayedRelay } from './relay.mjs';

const { Client, memoryStorage } = await sourceOf('index');
const { Log } = await sourceOf('log');

/** The first of the seeds; another one is given by `BATON_SEED`. */
const SEED = Number(process.env.BATON_SEED ?? 20261127);
const ROUNDS = 150;

class Play {
  constructor(seed) {
    this.seed = seed;
    this.random = chance(seed);
    this.clock = new TestClock();
    this.relay = new PlayedRelay(this.clock);
    this.storage = memoryStorage();
    this.said = [];
    this.desk = 0;
    this.problems = [];
    this.begin();
  }

  begin() {
    const { clock, relay, storage, random } = this;
    this.client = new Client({ apiUrl: 'https://relay.example', token: 'shop', storage, clock, random, ...relay });
    this.client.subscribe(() => this.look());
    this.client.connect();
  }

  /** What must hold in every state on the way. */
  look() {
    const { lines } = this.client.getState();
    const seqs = lines.map(({ seq }) => seq);
    if (new Set(seqs).size !== seqs.length) this.problems.push(`a line stands twice: ${seqs}`);
  }

  steps = {
    send: () => {
      const text = `message ${this.said.length + 1}`;
      this.said.push(text);
      this.client.send(text);
    },
    bot: () => this.relay.stage === 'bot' && this.relay.commit({ bot: { turn: `t${this.relay.log.length}`, blocks: [] } }),
    agent: () => {
      this.desk += 1;
      this.relay.commit({ agent: { desk_at: Math.floor(this.random() * 10), desk_id: `m${this.desk}`, blocks: [] } });
    },
    handoff: () => void this.client.handoff(),
    cancel: () => void this.client.cancel(),
    cut: () => this.relay.cut(),
    gone: () => {
      this.relay.isReachable = !this.relay.isReachable;
      if (!this.relay.isReachable) this.relay.cut();
    },
    restored: () => {
      this.relay.generation += 'x';
      this.relay.log = this.relay.log.map((event) => ({ ...event, id: `${this.relay.generation}-e${event.seq}` }));
      this.relay.cut();
    },
    forgotten: () => this.relay.sessions.clear(),
    patience: () => {
      this.relay.answer = ({ send }) => {
        if (!send) return undefined;
        this.relay.answer = () => undefined;
        return { refused: { id: send.id, code: 'budget_spent', retry_after_ms: 3000 } };
      };
    },
    reload: async () => {
      await settle(); // what was sent in the last moment is kept by then
      this.client.close();
      this.begin();
    },
    wait: () => this.clock.advance(Math.floor(this.random() * 20_000)),
    turn: () => settle(),
  };

  async run(length) {
    const names = Object.keys(this.steps);
    this.relay.copies = () => {
      const drawn = this.random();
      return drawn < 0.06 ? 0 : drawn < 0.12 ? 2 : 1;
    };
    for (let step = 0; step < length; step += 1) await this.steps[names[Math.floor(this.random() * names.length)]]();
    this.relay.copies = () => 1;
    this.relay.isReachable = true;
    // A cut after the last loss, as every network has one sooner or later, and time for all that waits.
    await settle();
    this.relay.cut();
    await this.clock.advance(300_000);
  }

  check() {
    const { relay, client } = this;
    const state = client.getState();
    const why = `seed ${this.seed}`;
    assert.deepEqual(this.problems, [], why);
    assert.deepEqual(state.unsent, [], why);
    const said = relay.log.filter(({ body }) => body.visitor).map(({ body }) => body.visitor.text);
    assert.deepEqual(said, this.said, `${why}: each message once, in order`);
    if (state.connection === 'idle') return; // a session was lost with nothing to say: nobody reads
    const log = new Log('any', 1, 'bot');
    relay.log.forEach((event) => log.apply(event));
    assert.equal(state.connection, 'open', why);
    assert.deepEqual(state.lines, log.lines, why);
    assert.equal(state.stage, relay.stage, why);
  }
}

test('any order of sending, cutting, losing, doubling and reloading ends with the log', async () => {
  console.log(`seeds ${SEED} to ${SEED + ROUNDS - 1}`);
  let lines = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const play = new Play(SEED + round);
    await play.run(40);
    play.check();
    lines += play.relay.log.length;
    play.client.close();
  }
  assert.ok(lines > ROUNDS * 5, 'something was said');
});
