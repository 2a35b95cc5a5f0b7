import type { Change } from '../deploy/driver';
import type { ProgressEvent, Report } from '../deploy/release/progress';
import { assertNever } from '../lib/errors';
import type { CommandIo, Invocation } from './command';
import { wantsJson } from './options';

const CLEAR_LINE = '\r\u001b[K';

/**
 * What a run tells while it goes on: JSON events, one a line, on standard output for machines; else lines on standard
 * error, of which a terminal shows the running step as it begins.
 */
export function progressOf(invocation: Invocation): Report {
  const { io } = invocation;
  if (wantsJson(invocation)) return (event) => io.stdout(`${JSON.stringify(event)}\n`);
  return (event) => io.stderr(textOf(event, io));
}

function textOf(event: ProgressEvent, io: CommandIo): string {
  const clear = io.isTerminal === true ? CLEAR_LINE : '';
  switch (event.type) {
    case 'method':
      return `${clear}${event.method}, in the ${event.place}:\n`;
    case 'line':
      return `${clear}  ${event.text}\n`;
    case 'changes':
      return event.changes.map(changeLine).join('');
    case 'release':
      return `${clear}release ${event.number}: ${event.status}\n`;
    case 'step-started':
      return io.isTerminal === true ? `… ${event.title}` : '';
    case 'step-finished':
      return `${clear}${mark(io, 'ok', 32)} ${event.title} (${event.seconds.toFixed(1)} s)${event.note === undefined ? '' : `: ${event.note}`}\n`;
    case 'step-failed':
      return `${clear}${mark(io, 'failed', 31)} ${event.title}: ${event.failure.message}\n${event.failure.details.map((line) => `  ${line}\n`).join('')}`;
    default:
      return assertNever(event);
  }
}

/** A word in a colour where colours are wanted (no-color.org). */
function mark({ isTerminal, env }: CommandIo, word: string, colour: number): string {
  return isTerminal === true && (env.NO_COLOR ?? '') === '' ? `\u001b[${colour}m${word}\u001b[0m` : word;
}

const SIGNS: Readonly<Record<Change['action'], string>> = { create: '+', change: '~', delete: '-' };
const SHOWN_FIELDS = 8;

/** One change as a line: a sign, the object, and the paths of fields that differ. */
export function changeLine({ action, what, fields }: Change): string {
  const shown = fields.slice(0, SHOWN_FIELDS).join(', ');
  const more = fields.length > SHOWN_FIELDS ? `, and ${fields.length - SHOWN_FIELDS} more` : '';
  return `${SIGNS[action]} ${what}${fields.length === 0 ? '' : `: ${shown}${more}`}\n`;
}
