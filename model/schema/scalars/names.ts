import { z } from 'zod';

const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

interface NameOptions {
  readonly pattern: RegExp;
  readonly max: number;
  readonly allowed: string;
}

function name({ pattern, max, allowed }: NameOptions) {
  return z
    .string()
    .max(max, { error: (issue) => `"${String(issue.input)}" is longer than ${max} characters` })
    .regex(pattern, { error: (issue) => `"${String(issue.input)}" is not such a name: ${allowed}` })
    .refine((text) => !RESERVED.has(text), { error: (issue) => `"${String(issue.input)}" cannot be used as a name` })
    .meta({ description: allowed });
}

/** RFC 1123 label: most Kubernetes names. */
export const dnsLabel = name({
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  max: 63,
  allowed: 'lower-case letters, digits and "-", starting and ending with a letter or digit, at most 63',
});

/** RFC 1123 subdomain: labels joined by dots. */
export const dnsSubdomain = name({
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  max: 253,
  allowed: 'lower-case letters, digits, "-" and ".", at most 253',
});

/** Name of an environment variable that every shell accepts. */
export const envVarName = name({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  max: 255,
  allowed: 'letters, digits and "_", not starting with a digit',
});

/** Key of a ConfigMap or Secret. */
export const configKey = name({
  pattern: /^(?!\.{1,2}$)[-._a-zA-Z0-9]+$/,
  max: 253,
  allowed: 'letters, digits, "-", "_" and ".", at most 253',
});

/** Name of a port, by the rule of Kubernetes (IANA_SVC_NAME). */
export const portName = name({
  pattern: /^(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  max: 15,
  allowed: 'lower-case letters, digits and single "-", at least one letter, at most 15',
});
