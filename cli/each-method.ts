import type { Method } from '../deploy/method';
import { EXIT, type ExitCode } from '../lib/errors';
import type { Invocation } from './command';
import type { Deployment } from './deployment';
import { printJson, wantsJson } from './options';
import { progressOf } from './progress';

/** What a command found out about the part of one method. */
export interface Answer {
  readonly method: Method;
  readonly code: ExitCode;
  readonly json: unknown;
  readonly text: string;
}

/**
 * Prints what was found: as it is for one method; for several, JSON by method, or texts below the names of the methods.
 * Gives the first exit code that is not 0.
 */
export function printAnswers(invocation: Invocation, answers: readonly Answer[]): ExitCode {
  const [first, ...others] = answers;
  if (wantsJson(invocation))
    printJson(
      invocation,
      others.length === 0
        ? first?.json
        : { methods: Object.fromEntries(answers.map(({ method, json }) => [method, json])) },
    );
  else for (const { method, text } of answers) invocation.io.stdout(others.length === 0 ? text : `${method}:\n${text}`);
  return answers.find(({ code }) => code !== EXIT.ok)?.code ?? EXIT.ok;
}

/** Does something with one deployment after the other, and ends with the first that does not end well. */
export async function inTurn(
  invocation: Invocation,
  deployments: readonly Deployment[],
  act: (deployment: Deployment) => Promise<ExitCode>,
): Promise<ExitCode> {
  const report = progressOf(invocation);
  for (const deployment of deployments) {
    const { method, driver } = deployment;
    if (deployments.length > 1) report({ type: 'method', method, place: driver.place });
    const code = await act(deployment);
    if (code !== EXIT.ok) return code;
  }
  return EXIT.ok;
}
