import { assertNever } from '../../../lib/errors';
import type { ExecResult } from '../../../lib/exec';
import { type CheckResult, failed, type Inside, skipped } from '../check';

const TIMEOUT_SECONDS = 20;

/** What a program in a container said, or why it said nothing. */
export type Answer =
  | { readonly kind: 'answer'; readonly text: string }
  /** The image does not have the program. */
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly output: string };

/** Runs a program in a container and takes what it prints. */
export async function ask({ running, container }: Inside, command: readonly string[], input = ''): Promise<Answer> {
  const result = await running.execute(container, command, { input, timeoutSeconds: TIMEOUT_SECONDS });
  const [program = ''] = command;
  if (result.status === 'exited' && result.code === 0) return { kind: 'answer', text: result.stdout };
  if (result.status === 'exited' && lacksProgram(`${result.stdout}\n${result.stderr}`))
    return { kind: 'absent', reason: `the image of ${container.workload} has no ${program}` };
  return { kind: 'refused', reason: reasonOf(result, program), output: outputOf(result) };
}

/** The content of a file in a container. */
export function readFile(inside: Inside, path: string): Promise<Answer> {
  return ask(inside, ['cat', path]);
}

/** What is said of a container that gave no answer. */
export function unanswered({ container }: Inside, answer: Exclude<Answer, { kind: 'answer' }>): CheckResult {
  const message = `${container.id}: ${answer.reason}`;
  return answer.kind === 'absent' ? skipped(message) : failed(message);
}

/** How runc, crun and the kubelet say that there is no such program. */
function lacksProgram(output: string): boolean {
  return /executable file (?:`.*` )?not found|exec: ".*": stat .*: no such file or directory/.test(output);
}

/** Without the output of the program, in which a value of a secret could stand. */
function reasonOf(result: ExecResult, program: string): string {
  switch (result.status) {
    case 'exited':
      return `${program} ended with exit code ${result.code}`;
    case 'killed':
      return `${program} was ended by ${result.signal}`;
    case 'timeout':
      return `${program} gave no answer in ${result.timeoutSeconds} seconds`;
    case 'aborted':
      return `${program} was stopped`;
    case 'too-much-output':
      return `${program} printed more than can be read`;
    case 'missing':
      return `${result.command} is not on PATH`;
    case 'failed-to-start':
      return `${result.command} did not start: ${result.message}`;
    default:
      return assertNever(result);
  }
}

function outputOf(result: ExecResult): string {
  return 'stdout' in result ? `${result.stdout}\n${result.stderr}` : '';
}
