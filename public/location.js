// Where the visitor is, as a message of theirs: for a button with which a bot asks. Loaded by means.js when it is pressed.

const PATIENCE_MS = 20_000;

/**
 * Asks the browser, which asks the visitor, and sends what it says as an address of a map.
 * @param {Record<string, string>} words the words of this document in the visitor's language
 * @param {object} chat the module's handlers
 * @param {(said: string) => void} note tells the visitor something in passing
 */
export default function locate(words, chat, note) {
  const failed = () => note(words.location_failed || "Your location could not be found.");
  const found = ({ coords: { latitude, longitude } }) => {
    const [north, east] = [latitude, longitude].map((degrees) => degrees.toFixed(5));
    const map = `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=16/${north}/${east}`;
    chat.submit(`${words.location || "My location"}: ${map}`);
  };
  if (!navigator.geolocation) return failed();
  return navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE_MS });
}
