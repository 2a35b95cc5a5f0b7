import type { Placeholders } from './placeholders';

/** What the conversion of an object has to know beside the object. */
export interface TemplateContext {
  readonly marks: Placeholders;
  readonly kind: string;
  readonly name: string;
  /** Go template code of names that carry a hash of content which Helm computes. */
  readonly hashedNames: ReadonlyMap<string, string>;
  /** Go template variable with the data of this ConfigMap, when values are part of it. */
  readonly data?: string;
  /** Go template condition under which objects have sync waves; undefined when none ever has. */
  readonly waves?: string;
}

/** Where a value stands: the keys from the top, `*` for an item of a list. */
export type Trail = readonly string[];

/** A value with its place in the object. */
export interface Placed {
  readonly trail: Trail;
  readonly value: unknown;
}
