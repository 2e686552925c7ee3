// What the rounds came to, for people: three tables, and the bars.

import { BARS, judge, shown } from '../bars.mjs';
import { median, print, spread } from './table.mjs';

const KB = 1_000;

/**
 * Prints everything and says whether every bar holds. `results` is `[{ target, cold, cached, left }]` with a list of visits
 * for each way; ours is the first, the empty page the last.
 */
export function report(results, weight) {
  const [ours] = results;
  print(
    'Cold: milliseconds since the navigation, the launcher clicked as soon as it is there',
    ['', 'opened', 'usable', 'acknowledged', 'answered', 'long tasks', 'times ours'],
    results.map(({ target, cold }) => [
      title(target),
      ...times(cold),
      spread(of(cold, 'blocked')),
      compared(cold, ours.cold),
    ]),
  );
  print(
    'From the cache: the same once more in the same browser',
    ['', 'opened', 'usable', 'acknowledged', 'answered', 'times ours'],
    results.map(({ target, cached }) => [title(target), ...times(cached), compared(cached, ours.cached)]),
  );
  print(
    'What it takes: kilobytes on the wire with page and answer, memory after a collection; and before anybody opens it',
    ['', 'kB', 'requests', 'heap kB', 'WASM kB', 'before: kB', 'requests', 'long tasks ms', 'layout shift'],
    results.map(({ target, cold, left }) => [
      title(target),
      ...['bytes', 'requests', 'heap', 'wasm'].map((key) => spread(of(cold, key, key === 'requests' ? 1 : KB))),
      spread(of(left, 'bytes', KB)),
      spread(of(left, 'requests')),
      spread(of(left, 'blocked')),
      shown(Math.max(...of(left, 'shift'))),
    ]),
  );
  return bars(results, weight);
}

const title = ({ name, version }) => `${name} ${version}`.trim();
const of = (visits, key, unit = 1) => visits.map((visit) => visit[key] && visit[key] / unit);
const times = (visits) => ['opened', 'usable', 'acknowledged', 'answered'].map((key) => spread(of(visits, key)));
const usable = (visits) => median(of(visits, 'usable'));
const compared = (visits, ours) => (usable(visits) / usable(ours)).toFixed(2);

/**
 * Prints a line for each bar; whether all hold. A machine that is busy with other things makes long tasks of an empty
 * page's: those count for nobody.
 */
function bars(results, weight) {
  const [ours, ...others] = results;
  const empty = others.at(-1);
  const peers = others.slice(0, -1);
  const beyond = (way, key) => Math.max(0, median(of(ours[way], key)) - median(of(empty[way], key)));
  /** The page itself and the loader are no more than was asked for. */
  const expected = 2;
  const verdicts = [
    judge(BARS.loader, weight.loader.bytes),
    judge(BARS.chat, weight.chat.bytes),
    judge(BARS.requests, Math.max(...of(ours.left, 'requests')) - expected),
    judge(BARS.tasks, beyond('left', 'tasks')),
    judge(BARS.shift, Math.max(...of(ours.left, 'shift'))),
    judge(BARS.memory, median(ours.cold.map(({ heap, wasm }) => heap + wasm))),
    judge(BARS.blocked, beyond('cold', 'blocked')),
    ...peers.map(({ target, cold }) => judge(before(target), usable(ours.cold) / usable(cold))),
  ];
  console.log('\nBars');
  console.log(`apart   what only few visitors need and fetch when they do: ${shown(weight.rare.bytes, 'B')}`);
  for (const { line } of verdicts) console.log(line);
  return verdicts.every(({ holds }) => holds);
}

/** To be usable before a peer. */
const before = (peer) => ({ what: `usable before ${title(peer)}, as a part of its time`, unit: '', bar: 1 });
