import { cnpgServices } from '../derive/hosting';
import { CLUSTER_METHODS, methodOf } from '../derive/placement';
import { nodeAt } from '../load/tree';
import type { Model } from '../model';
import type { Rule, RuleContext, RuleFinding } from './rule';

/** Ends of the names of the Services that the operator makes. */
const SERVICES = ['-rw', '-ro', '-r'];

export const cnpg: Rule = {
  id: 'cnpg',
  title: 'CloudNativePG keeps PostgreSQL in a cluster, and nothing else has the names of its objects',
  why: 'The operator knows PostgreSQL alone and runs in Kubernetes; a component with the name of one of its Services would take the place of that Service, and a Redis would go on as before.',
  fix: 'Use `cnpg` with `engine: postgres`, leave its database to a cluster method, and give the component another name.',
  check: (context) => [...engines(context), ...places(context.model), ...names(context.model)],
};

function at(name: string, ...path: readonly string[]): RuleFinding['place'] {
  return { document: 'environment', path: ['backingServices', name, ...path], of: 'key' };
}

/** Looks at what was written, because the model of another engine has no place for it. */
function engines({ model, trees }: RuleContext): RuleFinding[] {
  return model.backingServices
    .filter(({ engine, name }) => engine !== 'postgres' && nodeAt(trees.environment, ['backingServices', name, 'cnpg']))
    .map(({ engine, name }) => ({
      place: at(name, 'cnpg'),
      message: `${name} is a ${engine}, and CloudNativePG keeps PostgreSQL only`,
      value: engine,
      allowed: 'postgres',
    }));
}

/** A container would run there, though somebody asked for an operator. */
function places({ backingServices, environment }: Model): RuleFinding[] {
  return cnpgServices({ backingServices })
    .filter(({ name }) => Object.hasOwn(environment.placement, name))
    .map(({ name }) => ({ name, method: methodOf(environment, name) }))
    .filter(({ method }) => !CLUSTER_METHODS.has(method))
    .map(({ name, method }) => ({
      place: { document: 'environment', path: ['placement', name] },
      message: `${name} is kept by CloudNativePG, which ${method} cannot run`,
      value: method,
      allowed: [...CLUSTER_METHODS].join(', '),
    }));
}

function names(model: Model): RuleFinding[] {
  const services = cnpgServices(model);
  return model.components.flatMap(({ name }) => {
    const owner = services.find((service) => SERVICES.some((end) => `${service.name}${end}` === name));
    if (owner === undefined) return [];
    return [
      {
        place: { document: 'application' as const, path: ['components', name], of: 'key' as const },
        message: `CloudNativePG makes a Service ${name} for ${owner.name}`,
        value: name,
      },
    ];
  });
}
