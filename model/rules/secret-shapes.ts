/** Why a literal looks like a secret. A guess may be wrong, so it must not stop anybody. */
export interface Suspicion {
  readonly why: string;
  readonly isGuess: boolean;
}

/** Not before a letter: neither TOKENIZERS nor PASSWORDLESS names a secret, and MAX_TOKENS counts them. */
const SECRET_NAME =
  /(PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|TOKEN|(API|PRIVATE|ACCESS|SECRET)_?KEYS?|CREDENTIALS?|BEARER)(?![A-Za-z])/i;
/** Names that speak about a secret without being one. */
const ABOUT =
  /_(FILE|PATH|DIR|NAME|TYPE|TTL|(MIN_|MAX_)?LENGTH|SIZE|COUNT|LIMIT|ROUNDS|PREFIX|LIFETIME|TIMEOUT|MAX_AGE|SECONDS|MINUTES|HOURS|DAYS|EXPIRY|EXPIRES|EXPIRES_IN|EXPIRATION|ISSUER|AUDIENCE|URL|URI|ENDPOINT|HEADER|ENABLED|REQUIRED|POLICY|ALGORITHM|KEY_ID|TOKEN_ID)$/i;
/** Names of values that look random and that everybody may know. */
const PUBLIC_NAME =
  /(^|_)(SHA[0-9]*|COMMIT|REVISION|VERSION|DIGEST|CHECKSUM|INTEGRITY|FINGERPRINT|ADDRESS|PUBLIC_?KEY|PUBKEY|ID)(_|$)/i;
const SWITCH = /^(true|false|yes|no|on|off)$/i;

const SECRET_VALUES: readonly RegExp[] = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /\b(sk|rk)_(live|test)_[0-9A-Za-z]{10,}/,
  /\bgh[pousr]_[0-9A-Za-z]{30,}/,
  /\bgithub_pat_[0-9A-Za-z_]{20,}/,
  /\bglpat-[0-9A-Za-z_-]{20,}/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bAIza[0-9A-Za-z_-]{35}\b/,
  /\bxox[abprs]-[0-9A-Za-z-]{10,}/,
  /\bhooks\.slack\.com\/services\/\S{10,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\./,
  /[?&](api[-_]?key|key|token|access_token|secret|password)=[^&\s]{8,}/i,
];

/** Whether a name and its literal look like a secret. */
export function suspectLiteral(name: string, text: string): Suspicion | undefined {
  if (text === '' || SWITCH.test(text)) return undefined;
  if (SECRET_NAME.test(name) && !ABOUT.test(name))
    return { why: 'has the name of a secret and a literal value', isGuess: false };
  return suspectValue(text, PUBLIC_NAME.test(name));
}

/** Whether a value looks like a secret; one that is public by its name may look random. */
export function suspectValue(text: string, isPublic = false): Suspicion | undefined {
  if (SECRET_VALUES.some((pattern) => pattern.test(text)))
    return { why: 'has a value that looks like a key or a password', isGuess: false };
  if (!isPublic && isRandom(text)) return { why: 'has a value that looks random, as keys do', isGuess: true };
  return undefined;
}

const RANDOM_LENGTH = 32;
const ENCODED = /^[0-9A-Za-z+/_=-]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Share of neighbours of another class: near 0.45 in random base64 and hex, below 0.2 in words, paths and camelCase. */
const MIXED = 0.25;

/** Whether a text is long, encoded and without words; a URL is when a part of its path is. */
function isRandom(text: string): boolean {
  const path = /^[a-z]+:\/\/[^/?#]+\/([^?#]*)/.exec(text)?.[1];
  if (path !== undefined) return path.split('/').some(isRandom);
  if (text.length < RANDOM_LENGTH || !ENCODED.test(text) || UUID.test(text)) return false;
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text) && mixture(text) >= MIXED;
}

/** Share of neighbouring letters and digits that change between upper case, lower case and digit. */
function mixture(text: string): number {
  const pairs = text.match(/[0-9A-Za-z](?=[0-9A-Za-z])/g)?.length ?? 0;
  // A capital before a small letter is how a word starts, so it says nothing.
  const changes = text.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
  return pairs === 0 ? 0 : changes / pairs;
}
