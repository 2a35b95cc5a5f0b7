import { nearest } from '../../lib/nearest';
import type { Rule, RuleFinding } from './rule';

export const sealedSecrets: Rule = {
  id: 'sealed-secrets',
  title: 'The sealed provider has a ciphertext for every key',
  why: 'A pod waits for ever for a key that its Secret does not have.',
  fix: 'Make the ciphertext with kubeseal (strict scope) and put it under `secrets.encryptedData`.',
  check: ({ model }) => {
    const provider = model.environment.secretsProvider;
    if (provider.provider !== 'sealed') return [];
    const wanted = model.secrets.filter((secret) => secret.managed);
    const path = ['secrets', 'encryptedData'];
    const missing = wanted.flatMap((secret) =>
      secret.keys
        .filter((key) => provider.encryptedData[secret.name]?.[key.name] === undefined)
        .map(
          (key): RuleFinding => ({
            place: { document: 'environment', path: [...path, secret.name], of: 'key' },
            message: `no ciphertext for the key ${key.name} of the secret ${secret.name}`,
          }),
        ),
    );
    const unknown = Object.entries(provider.encryptedData).flatMap(([name, keys]) => {
      const secret = wanted.find((each) => each.name === name);
      const names = wanted.map((each) => each.name);
      if (!secret) return [unread([...path, name], `nothing uses the secret ${name}`, names)];
      const known = secret.keys.map((key) => key.name);
      return Object.keys(keys)
        .filter((key) => !known.includes(key))
        .map((key) => unread([...path, name, key], `nothing uses the key ${key} of the secret ${name}`, known));
    });
    return [...missing, ...unknown];
  },
};

function unread(path: readonly string[], message: string, known: readonly string[]): RuleFinding {
  const value = path[path.length - 1] ?? '';
  const near = nearest(value, known);
  return {
    place: { document: 'environment', path, of: 'key' },
    message,
    value,
    ...(near === undefined ? {} : { nearest: near }),
  };
}
