// A sound for something new. Loaded by boot.js when there is something to be heard.

/** The two notes, in hertz, and how long each lasts, in seconds. */
const NOTES = [660, 880];
const LASTS = 0.12;
const LOUDNESS = 0.08;
const LATE_MS = 500;

let audio;

/**
 * Makes the sound, unless another tab makes it.
 * @param {string} token the site's public token
 * @param {string} event the id of what is new
 */
export default async function chime(token, event) {
  // Whichever tab gets the lock first has the sound; it keeps the lock for as long as the others may ask for it.
  const lock = `baton:${token}:chime:${event}`;
  await navigator.locks?.request(lock, { ifAvailable: true }, async (held) => {
    if (!held) return;
    await play();
    await new Promise((resolve) => {
      setTimeout(resolve, 5000);
    });
  });
}

async function play() {
  audio ??= new AudioContext();
  // Browsers let a page be heard once somebody has used it; a sound that comes late is worse than none.
  await Promise.race([audio.resume(), new Promise((late) => setTimeout(late, LATE_MS))]);
  if (audio.state !== "running") return;
  const loudness = audio.createGain();
  loudness.gain.value = LOUDNESS;
  loudness.connect(audio.destination);
  NOTES.forEach((note, index) => {
    const tone = audio.createOscillator();
    tone.frequency.value = note;
    tone.connect(loudness);
    tone.start(audio.currentTime + index * LASTS);
    tone.stop(audio.currentTime + (index + 1) * LASTS);
  });
}
