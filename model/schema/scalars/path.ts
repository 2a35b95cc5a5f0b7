import { posix } from 'node:path';
import { quote, textScalar } from './scalar';

const CONTAINER_PATH = /^\/(?!\.{0,2}(?:\/|$))(?![\s\S]*\/\.{0,2}(?:\/|$))[^:\p{Cc}]+$/u;
const PROJECT_PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

/** An absolute path in a container, normalised, below `/`, without ":" (Kubernetes `ValidateVolumeMounts`). */
export const containerPath = textScalar({
  name: 'path in the container',
  allowed: 'an absolute path below "/", without ".", "..", ":" and doubled or trailing "/"',
  examples: ['/var/lib/data', '/tmp'],
  pattern: CONTAINER_PATH,
  max: 4096,
  parse: (text) => {
    if (CONTAINER_PATH.test(text)) return { value: text };
    const reason = `${quote(text)} is not an absolute path in a container`;
    // What ".." leads to is a guess about another folder, so only slashes and dots are tidied.
    const near = text.split('/').includes('..') ? '' : posix.normalize(`/${text}`).replace(/\/$/, '');
    return CONTAINER_PATH.test(near) ? { reason, nearest: near } : { reason };
  },
});

/** A file below the project folder, with forward slashes; never outside it and never hidden. */
export const projectPath = textScalar({
  name: 'file of the project',
  allowed: 'a path below the project folder with "/" between letters, digits, "_", "." and "-"',
  examples: ['db/init.sql'],
  pattern: PROJECT_PATH,
  parse: (text) => {
    if (PROJECT_PATH.test(text)) return { value: text };
    const reason = `${quote(text)} is not a path below the project folder`;
    const near = text.replace(/^\.\//, '');
    return PROJECT_PATH.test(near) ? { reason, nearest: near } : { reason };
  },
});
