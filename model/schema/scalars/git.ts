import { quote, textScalar } from './scalar';

const HTTPS = /^https?:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~%+-]+)+\/?$/;
const SSH = /^ssh:\/\/[A-Za-z0-9._-]+@[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~+-]+)+$/;
const SCP = /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[A-Za-z0-9._~+-]+(?:\/[A-Za-z0-9._~+-]+)*$/;

/** The URL of a Git repository over HTTP or SSH, without a password: Argo CD keeps credentials in Secrets of its own. */
export const gitRepository = textScalar({
  name: 'Git repository',
  allowed: 'an https://, ssh://user@ or user@host:path address without password, query and wildcard',
  examples: ['https://github.com/team/deploy.git', 'git@github.com:team/deploy.git'],
  pattern: new RegExp([HTTPS, SSH, SCP].map(({ source }) => `(?:${source})`).join('|')),
  parse: (text) => {
    if ([HTTPS, SSH, SCP].some((shape) => shape.test(text))) return { value: text };
    const near = text.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/[?#].*$/, '');
    const reason = `${quote(near)} is not the address of a Git repository, or has a password in it`;
    return HTTPS.test(near) ? { reason, nearest: near } : { reason };
  },
});

/** By `git check-ref-format`, in the characters that no shell and no template reads as its own. */
const REVISION = /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9_][A-Za-z0-9_./-]*(?<![./])$/;

/** A branch, a tag or a commit. */
export const gitRevision = textScalar({
  name: 'Git revision',
  allowed: 'a branch, tag or commit of letters, digits, "_", ".", "/" and "-"',
  examples: ['main', 'v1.4.2'],
  pattern: REVISION,
  max: 255,
  parse: (text) =>
    REVISION.test(text) ? { value: text } : { reason: `${quote(text)} is not the name of a branch, tag or commit` },
});
