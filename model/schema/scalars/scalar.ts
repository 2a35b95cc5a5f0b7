import { z } from 'zod';

/** Why a text was refused, and what was probably meant. */
export interface Refusal {
  readonly message: string;
  readonly nearest?: string;
}

interface ScalarOptions<T> {
  /** What the JSON Schema and messages call it. */
  readonly description: string;
  /** What is accepted, in words. */
  readonly allowed: string;
  readonly examples: readonly string[];
  /** Shape for editors; `parse` is what decides. */
  readonly pattern?: RegExp;
  readonly parse: (text: string) => { readonly value: T } | Refusal;
}

/** A schema for a text (or a number, as it was written) that is parsed into a value of its own type. */
export function scalar<T>(options: ScalarOptions<T>) {
  return z
    .union([z.string(), z.number()])
    .transform((input, context): T => {
      const result = options.parse(String(input));
      if ('value' in result) return result.value;
      context.addIssue({
        code: 'custom',
        message: result.message,
        params: { allowed: options.allowed, ...(result.nearest === undefined ? {} : { nearest: result.nearest }) },
        input,
      });
      return z.NEVER;
    })
    .meta({
      description: `${options.description}: ${options.allowed}`,
      examples: [...options.examples],
      ...(options.pattern === undefined ? {} : { pattern: options.pattern.source }),
    });
}
