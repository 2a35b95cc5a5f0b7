import type { Component, Model } from '../../model/model';
import type { RotatedKey } from './plan';

/** A role that has the rights of the user of a PostgreSQL while that user's password changes, with the new password. */
export const STAND_IN_ROLE = 'manifold_rotation';

/** A second role of a server, so that two passwords are good at the same time. */
export interface StandIn {
  /** Makes it, or gives it this password; false where the server has none to give. May be repeated. */
  make(password: string): Promise<boolean>;
  /** Takes it away, with what is still connected as it; what it made belongs to the user. May be repeated. */
  drop(): Promise<void>;
}

/** By component, variables with another value; undefined: the value that the component was deployed with. */
export type Overrides = ReadonlyMap<string, Readonly<Record<string, string | undefined>>>;

/**
 * The variables in which a component is told the user of a server, with the role in its place: those whose value differs
 * between a model and the same one with that role as the user. Components without one are not among them.
 */
export function standInVariables(model: Model, withRole: Model, keys: readonly RotatedKey[]): Overrides {
  const readers = new Set(keys.flatMap((key) => key.readers));
  const found = model.components
    .filter(({ name }) => readers.has(name))
    .map((component) => [component.name, differences(component, withRole)] as const);
  return new Map(found.filter(([, variables]) => Object.keys(variables).length > 0));
}

function differences({ name, variables }: Component, withRole: Model): Readonly<Record<string, string>> {
  const others = withRole.components.find((component) => component.name === name)?.variables ?? [];
  const changed = others.flatMap((other): [string, string][] => {
    const own = variables.find((variable) => variable.name === other.name)?.value;
    const isOther = own?.kind === 'literal' && other.value.kind === 'literal' && own.text !== other.value.text;
    return isOther && other.value.kind === 'literal' ? [[other.name, other.value.text]] : [];
  });
  return Object.fromEntries(changed);
}

/** The same variables, as they were deployed. */
export function givenBack(overrides: Overrides): Overrides {
  return new Map(
    [...overrides].map(([component, variables]) => [
      component,
      Object.fromEntries(Object.keys(variables).map((name) => [name, undefined])),
    ]),
  );
}
