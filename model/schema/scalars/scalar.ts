import { z } from 'zod';

/** Why a text was refused, and what was probably meant; `nearest` must itself be accepted. */
export interface Refusal {
  readonly reason: string;
  readonly nearest?: string;
}

/** What parsing a text gives. */
export type Parsed<T> = { readonly value: T } | Refusal;

/** What the JSON Schema and the messages say of a scalar. */
export interface ScalarShape {
  /** A noun without article, such as `CPU quantity`. */
  readonly name: string;
  /** What is accepted, in words that follow "use". */
  readonly allowed: string;
  readonly examples: readonly [string, ...string[]];
  /** Shape for editors: it lets through all that `parse` accepts, and `parse` is what decides. */
  readonly pattern: RegExp;
  /** Longest text in characters; 1024 when absent. */
  readonly max?: number;
}

interface ScalarOptions<T> extends ScalarShape {
  readonly parse: (text: string) => Parsed<T>;
}

interface NumericOptions<T> extends ScalarOptions<T> {
  /** What a bare number may be, for editors. */
  readonly numbers: {
    readonly type: 'integer' | 'number';
    readonly minimum?: number;
    readonly exclusiveMinimum?: number;
    readonly maximum?: number;
  };
}

const LONGEST = 1024;
const LONGEST_QUOTE = 80;

/** A schema for a text that is parsed into a value of its own type; a refusal is one issue. */
export function scalar<T>(options: ScalarOptions<T>) {
  return z
    .union([z.string(), z.number()])
    .meta({ ...schemaKeywords(options), type: 'string' })
    .transform((input, context): T => {
      const result = parse(options, String(input));
      // A bare number is refused with the same words and the same hint as a text; where only its quotes are missing, so it says.
      if (typeof input === 'number' && 'value' in result)
        return refuse(context, { code: 'custom', message: `${input} is a number: write it in quotes`, input });
      return decide(options, String(input), context);
    });
}

/** Like `scalar`, and a bare number is taken as it was written. */
export function numericScalar<T>(options: NumericOptions<T>) {
  const { type, ...bounds } = options.numbers;
  return z
    .union([z.string(), z.number()])
    .meta({ ...schemaKeywords(options), ...bounds, type: ['string', type] })
    .transform((input, context): T => decide(options, String(input), context));
}

/** Like `scalar` where the value is the text itself: the schema stays a string schema and fits keys of records. */
export function textScalar(options: ScalarOptions<string>) {
  return text(options)
    .check(({ value, issues }) => {
      const result = parse(options, value);
      if (!('value' in result)) issues.push({ ...refusalIssue(options, result), input: value });
    })
    .meta(schemaKeywords(options));
}

/** A value in quotes for a message, cut where it is long. */
export function quote(value: string): string {
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}...` : value);
}

function text<T>(options: ScalarOptions<T>): z.ZodString {
  return z.string({ error: ({ input }) => numberMessage(options, input) }).meta(schemaKeywords(options));
}

/** A bare number where a text belongs: either only its quotes are missing, or it would be refused as a text too. */
function numberMessage<T>(options: ScalarOptions<T>, input: unknown): string | undefined {
  if (typeof input !== 'number') return undefined;
  const result = parse(options, String(input));
  if ('value' in result) return `${input} is a number: write it in quotes`;
  return refusalIssue(options, result).message;
}

function decide<T>(options: ScalarOptions<T>, input: string, context: z.RefinementCtx): T {
  const result = parse(options, input);
  return 'value' in result ? result.value : refuse(context, { ...refusalIssue(options, result), input });
}

function refuse(context: z.RefinementCtx, issue: Parameters<z.RefinementCtx['addIssue']>[0]): never {
  context.addIssue(issue);
  return z.NEVER;
}

function parse<T>(options: ScalarOptions<T>, input: string): Parsed<T> {
  const max = options.max ?? LONGEST;
  if (input.length > max) return { reason: `${quote(input)} is longer than ${max} characters` };
  return options.parse(input);
}

/** The message is the reason alone: what is allowed, and what was meant, are shown beside it. */
function refusalIssue(shape: ScalarShape, { reason, nearest }: Refusal) {
  return {
    code: 'custom' as const,
    message: reason,
    params: {
      allowed: `${shape.allowed}, for example ${shape.examples[0]}`,
      ...(nearest === undefined ? {} : { nearest }),
    },
  };
}

function schemaKeywords(shape: ScalarShape) {
  return {
    description: `${shape.name}: ${shape.allowed}`,
    examples: [...shape.examples],
    pattern: shape.pattern.source,
    maxLength: shape.max ?? LONGEST,
  };
}
