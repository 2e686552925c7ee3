// What somebody probably meant who wrote a name that the chat does not know. Loaded by boot.js for them alone.

/** Options of OpenCopilot's embed that have no effect here. */
const IDLE =
  "bot headers queryParams debug warnBeforeClose onClose onHandoff containerProps components rootId bodyProperties advancedInitialMessages humanAgent cssOverrides".split(" ");

/**
 * What the page is told: an answer to a call of an unknown method, or, without a call, a warning of an unknown option.
 * @param {*} call the call's id
 * @param {string} name what is not known
 * @param {string} names those that are, with spaces between them
 * @param {string} place where the option stands: `user.`, or nothing
 */
export default function unknown(call, name, names, place) {
  const known = names.split(" ");
  if (call === undefined) return { t: "warn", level: "warn", text: option(place, name, known) };
  return { t: "reply", id: call, ok: false, error: method(name, known) };
}

/** What is said of an option, by where it stands (`user.` or nothing), its name and those that are known there. */
export function option(place, key, known) {
  if (!place && IDLE.includes(key)) return `the option “${key}” has no effect here.`;
  const meant = nearest(key, known);
  return meant ? `unknown option “${place}${key}”; did you mean “${place}${meant}”?` : `unknown option “${place}${key}”.`;
}

/** The same of a method of the page's API. */
export function method(name, known) {
  const meant = nearest(name, known);
  return meant ? `unknown method “${name}”; did you mean “${meant}”?` : `unknown method “${name}”; known are ${known.join(", ")}`;
}

/** The nearest of some names, where one is near enough to be meant. */
export function nearest(written, known) {
  const by = known.map((name) => [distance(written.toLowerCase(), name.toLowerCase()), name]);
  const [least] = by.sort(([one], [two]) => one - two);
  return least && least[0] <= 1 + Math.floor(least[1].length / 4) ? least[1] : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
function distance(one, two) {
  let before = [];
  let row = Array.from({ length: two.length + 1 }, (_, place) => place);
  for (let at = 0; at < one.length; at++) {
    const next = [at + 1];
    for (let place = 0; place < two.length; place++) {
      const isSame = one[at] === two[place];
      let least = Math.min(row[place] + (isSame ? 0 : 1), row[place + 1] + 1, next[place] + 1);
      if (place > 0 && one[at - 1] === two[place] && one[at] === two[place - 1]) least = Math.min(least, before[place - 1] + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row.at(-1);
}
