import type { Rule } from './rule';

/** Every rule, in the order in which findings are reported. */
export const RULES: readonly Rule[] = [];
