import { expect } from '@jest/globals';
import type { MatcherFunction } from 'expect';

const SHOWN_CHARACTERS = 4000;

interface Ended {
  readonly code: number | null;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Compares the exit code of a run with 0; what it said is part of the message, for nobody can ask the machine of a CI run afterwards. */
const toSucceed: MatcherFunction = (received) => {
  const { code, stdout = '', stderr = '' } = received as Ended;
  return {
    pass: code === 0,
    message: () => `exit code ${code}\n${`${stdout}\n${stderr}`.trim().slice(-SHOWN_CHARACTERS)}`,
  };
};

expect.extend({ toSucceed });

declare module 'expect' {
  interface Matchers<R> {
    toSucceed(): R;
  }
}
