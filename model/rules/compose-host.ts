import {
  COMPOSE_SERVICES,
  composeNetworks,
  LONGEST_PREFIX,
  subnetPrefix,
  VOLUMES_SERVICE,
} from '../derive/compose-networks';
import { composeOwnPorts } from '../derive/compose-ports';
import { placedModel } from '../derive/placement';
import type { Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const composeHost: Rule = {
  id: 'compose-host',
  title: 'The Compose project fits its host: addresses, ports and names of services',
  why: 'Docker refuses networks that overlap and a port that another container has, after the first half of the containers has started.',
  fix: 'Give `compose.subnet` more addresses and each `compose.ports` entry a port of its own; choose another name for the component.',
  check: ({ model }) => [...subnet(model), ...ports(model), ...serviceNames(model)],
};

function finding(path: readonly string[], message: string, value: string): RuleFinding {
  return { place: { document: 'environment', path: ['compose', ...path] }, message, value };
}

function subnet(model: Model): RuleFinding[] {
  const { subnet: whole } = model.environment.compose;
  if (whole.version !== 4)
    return [{ ...finding(['subnet'], `${whole.text} is not IPv4`, whole.text), nearest: '172.21.0.0/16' }];
  const count = composeNetworks(placedModel(model, 'compose')).size;
  if (subnetPrefix(whole, count) <= LONGEST_PREFIX) return [];
  const allowed = `a prefix of at most ${LONGEST_PREFIX - Math.ceil(Math.log2(count))}`;
  return [
    { ...finding(['subnet'], `${whole.text} has no room for ${count} networks of 16 addresses`, whole.text), allowed },
  ];
}

function ports(model: Model): RuleFinding[] {
  const taken = new Map<number, string>();
  const claim = (path: readonly string[], port: number): RuleFinding[] => {
    const earlier = taken.get(port);
    taken.set(port, earlier ?? path.slice(1).join('.'));
    return earlier === undefined ? [] : [finding(path, `${earlier} has the port ${port} of the host`, String(port))];
  };
  const web = model.components
    .filter(({ kind, ports: own }) => kind === 'web' && own.length > 0)
    .map(({ name }) => name);
  const given = Object.entries(model.environment.compose.ports.components);
  const here = placedModel(model, 'compose');
  const elsewhere = new Set(web.filter((name) => here.components.every((component) => component.name !== name)));
  return [
    ...[...composeOwnPorts(here)].flatMap(([name, port]) => claim(['ports', name], port)),
    ...given
      .filter(([name]) => !elsewhere.has(name))
      .flatMap(([name, port]) => claim(['ports', 'components', name], port)),
    ...given
      .filter(([name]) => !web.includes(name))
      .map(([name]) => ({
        ...finding(['ports', 'components', name], `${name} is no web component with a port`, name),
        allowed: web.join(', '),
      })),
  ];
}

function serviceNames({ components, backingServices }: Model): RuleFinding[] {
  const names = new Set([...components, ...backingServices].map(({ name }) => name));
  const own = new Set<string>([
    ...COMPOSE_SERVICES,
    ...[...names, ...COMPOSE_SERVICES].map((name) => `${name}${VOLUMES_SERVICE}`),
  ]);
  const check = (kind: 'components' | 'backingServices', all: readonly { readonly name: string }[]): RuleFinding[] =>
    all
      .filter(({ name }) => own.has(name))
      .map(({ name }) => ({
        place: { document: 'application', path: [kind, name], of: 'key' },
        message: `a Compose project has a service ${name} of its own`,
        value: name,
      }));
  return [...check('components', components), ...check('backingServices', backingServices)];
}
