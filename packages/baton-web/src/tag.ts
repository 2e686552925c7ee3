import type { Baton } from './baton.js';
import { explain } from './failure.js';

/** What the tag says beside the token; see docs/embedding.md, "Attributes of the tag". */
export interface TagSettings {
  /** The site's public token. */
  token: string;
  /** The relay's address, or that of its `embed.js`. */
  apiUrl: string;
  /** The nonce of the page's Content Security Policy, where it has one. */
  nonce?: string | undefined;
  /** The launcher's name for screen readers, and the panel's. */
  label?: string | undefined;
  /** When the chat is fetched. */
  defer?: 'interaction' | 'idle' | 'immediate' | 'manual' | undefined;
}

/** The loader, once it is on the page; before that, at most the early line's stub. */
const loader = () => (window as { Baton?: Partial<Baton.Loader> }).Baton;

/** The chat of a site, where it is on the page already. */
export const siteOnPage = (token: string): Baton.Site | undefined => loader()?.sites?.get(token);

/** The pinned loader of a relay, whose words stay those of this package. */
const addressOf = (apiUrl: string): string =>
  new URL(apiUrl.replace(/((\/v\d+)?\/embed\.js.*|\/*)$/, '/v1/embed.js'), location.href).href;

/** An address as a page with Trusted Types takes it. A page that allows no policy `baton` throws here. */
function trusted(address: string): string {
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } };
  if (!trustedTypes) return address;
  const policy = trustedTypes.createPolicy('baton', { createScriptURL: (url: string) => url });
  return (policy as { createScriptURL(url: string): string }).createScriptURL(address);
}

function makeTag({ token, nonce, label, defer }: TagSettings, address: string): HTMLScriptElement {
  const tag = document.createElement('script');
  tag.async = true;
  tag.dataset['token'] = token;
  if (label) tag.dataset['label'] = label;
  if (defer) tag.dataset['defer'] = defer;
  if (nonce) tag.nonce = nonce;
  tag.src = trusted(address);
  return tag;
}

/** Waits until the tag's script has run. Fails with a `LoadError`. */
function run(tag: HTMLScriptElement, address: string): Promise<void> {
  let isBlocked = false;
  const see = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent) => {
    if (/^script/.test(effectiveDirective) && blockedURI && address.startsWith(blockedURI)) isBlocked = true;
  };
  document.addEventListener('securitypolicyviolation', see);
  return new Promise<void>((resolve, reject) => {
    tag.onload = () => resolve();
    // The violation is told by a task of its own, which may come after the tag's.
    tag.onerror = () =>
      setTimeout(() => {
        const why = isBlocked ? 'blocked' : navigator.onLine ? 'unreachable' : 'offline';
        reject(explain(why, address));
      });
    document.head.append(tag);
  }).finally(() => document.removeEventListener('securitypolicyviolation', see));
}

/**
 * Puts the tag on the page and waits for its chat. `begin` is called as soon as the chat is there, and before it does
 * anything. Fails with a `LoadError`, and then leaves no tag behind.
 */
export async function putTag(settings: TagSettings, begin: (site: Baton.Site) => void): Promise<Baton.Site> {
  const address = addressOf(settings.apiUrl);
  const ready = (event: Event) => {
    const site = siteOnPage(settings.token);
    if ((event as CustomEvent<string>).detail === settings.token && site) begin(site);
  };
  addEventListener('baton:ready', ready);
  let tag: HTMLScriptElement | undefined;
  try {
    try {
      tag = makeTag(settings, address);
    } catch {
      throw explain('blocked', address);
    }
    await run(tag, address);
    const site = siteOnPage(settings.token);
    if (!site) throw explain('refused', address);
    return site;
  } catch (error) {
    tag?.remove();
    throw error;
  } finally {
    removeEventListener('baton:ready', ready);
  }
}

/** Takes the tags of a site off the page. */
export function removeTags(token: string): void {
  for (const tag of document.querySelectorAll<HTMLScriptElement>('script[data-token]')) {
    if (tag.dataset['token'] === token) tag.remove();
  }
}
