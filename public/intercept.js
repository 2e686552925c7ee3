/* What the page makes of a message before it is sent, or before it is shown. */

const PATIENCE = 2000; // milliseconds for all functions together; nobody waits longer for a message

/**
 * Asks the page's functions one after the other; each gets what the one before it gave.
 *
 * @param {object} site what is shared of the chat; see panel.js
 * @param {'beforeSend' | 'beforeDisplay'} name
 * @param {object} value the message
 * @returns {Promise<{ value: object | null }>} the message as it is to be; `null` drops it. Where a function throws or does
 *   not answer in time, the message as it was.
 */
export default async function intercept(site, name, value) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    return { value: await Promise.race([asked(site.listeners[name], value), late]) };
  } catch (error) {
    console.warn(`Baton: ${name} failed, so the message stays as it was:`, error);
    return { value };
  } finally {
    clearTimeout(timer);
  }
}

async function asked(functions, value) {
  let given = structuredClone(value);
  for (const each of functions ?? []) {
    given = await each(given);
    if (given === null) return null;
    if (typeof given !== 'object') throw new TypeError('it gave neither a message nor null');
  }
  // What cannot cross to the frame fails here, where it can be said.
  return structuredClone(given);
}
