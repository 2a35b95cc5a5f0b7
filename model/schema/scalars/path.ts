import { scalar } from './scalar';

const CONTAINER_PATH = /^\/[^\0:]*$/;
const PROJECT_PATH = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

function isPlain(text: string): boolean {
  return !text.split('/').some((part, index) => part === '.' || part === '..' || (part === '' && index > 0));
}

/** An absolute path in a container, without `.`, `..` or empty parts. */
export const containerPath = scalar<string>({
  description: 'Path in the container',
  allowed: 'an absolute path without "." and "..", such as /var/lib/data',
  examples: ['/tmp'],
  pattern: CONTAINER_PATH,
  parse: (text) =>
    CONTAINER_PATH.test(text) && text !== '/' && isPlain(text)
      ? { value: text }
      : { message: `"${text}" is not an absolute container path` },
});

/** A file below the project folder, with forward slashes. */
export const projectPath = scalar<string>({
  description: 'File of the project',
  allowed: 'a path below the project folder, such as db/init.sql',
  examples: ['db/init.sql'],
  pattern: PROJECT_PATH,
  parse: (text) =>
    PROJECT_PATH.test(text) && isPlain(text)
      ? { value: text }
      : { message: `"${text}" is not a path below the project folder` },
});
