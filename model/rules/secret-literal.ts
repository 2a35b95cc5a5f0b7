import type { Variable } from '../model';
import type { Rule, RuleContext, RuleFinding } from './rule';
import { variablePlace } from './variable-place';

const SECRET_NAME = /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL|BEARER)/i;
/** Names that speak about a secret without being one. */
const ABOUT = /_(FILE|PATH|NAME|TTL|LENGTH|EXPIRY|EXPIRES_IN|ISSUER|AUDIENCE|URL|HEADER|ENABLED|ALGORITHM)$/i;
const SECRET_VALUES: readonly RegExp[] = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /\b(sk|rk)_(live|test)_[0-9A-Za-z]{10,}/,
  /\bgh[pousr]_[0-9A-Za-z]{30,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bxox[abprs]-[0-9A-Za-z-]{10,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\./,
  /[?&](api[-_]?key|key|token|access_token|secret|password)=[^&\s]{8,}/i,
];
const RANDOM = /^[0-9A-Za-z+/_=-]{32,}$/;
/** Bits a character; text in a language stays below, random base64 and hex of that length lie above. */
const RANDOM_ENTROPY = 3.4;

export const secretLiteral: Rule = {
  id: 'secret-literal',
  title: 'No secret stands in the files',
  why: 'What is in git is known to everybody who ever reads the repository, for ever.',
  fix: 'Declare it under `secrets` and use { secret, key }; then change the value that was written.',
  check: (context) => [
    ...context.model.components.flatMap((component) => [
      ...component.variables.flatMap((variable) => checkVariable(context, component.name, variable)),
      ...component.buildArguments.flatMap((variable) =>
        looksSecret(variable).map((why) => ({
          place: {
            document: 'application' as const,
            path: ['components', component.name, 'buildArguments', variable.name],
          },
          message: `${component.name}: ${variable.name} ${why}`,
          allowed: 'nothing secret: a build argument can be read from the image',
        })),
      ),
    ]),
    ...context.model.externals
      .filter(({ url }) => SECRET_VALUES.some((pattern) => pattern.test(url)))
      .map(({ name, endpoint }) => ({
        place: { document: 'application' as const, path: ['externals', name, 'endpoints', endpoint] },
        message: `${name}: the URL of ${endpoint} seems to hold a key or a password`,
        allowed: '`urlSecret` in the environment, with a declared secret',
      })),
  ],
};

function checkVariable(context: RuleContext, component: string, variable: Variable): RuleFinding[] {
  return looksSecret(variable).map((why) => ({
    place: variablePlace(context, component, variable.name),
    message: `${component}: ${variable.name} ${why}`,
    allowed: '{ secret: name, key: name } of a declared secret',
  }));
}

/** Why a literal looks like a secret; never the value itself. */
function looksSecret({ name, value }: Variable): string[] {
  if (value.kind !== 'literal' || value.text === '') return [];
  if (SECRET_NAME.test(name) && !ABOUT.test(name)) return ['has the name of a secret and a literal value'];
  if (SECRET_VALUES.some((pattern) => pattern.test(value.text)))
    return ['has a value that looks like a key or a password'];
  const random = RANDOM.test(value.text) && /[0-9]/.test(value.text) && /[A-Za-z]/.test(value.text);
  return random && entropy(value.text) > RANDOM_ENTROPY ? ['has a value that looks random, as keys do'] : [];
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
