import type { BackingService, Component, Model, Secret, Value } from '../model';
import { mapWords } from './command-lines';
import { type CnpgService, cnpgServices, isCnpg, objectStoreSecrets } from './hosting';
import { notificationSecrets } from './notification-secrets';

type Literal = Extract<Value, { kind: 'literal' }>;

/**
 * The model as it is where no operator runs: each database of CloudNativePG is a container of its own image, by the name
 * of the service, and nothing backs it up.
 */
export function withContainers(model: Model): Model {
  const services = cnpgServices(model);
  if (services.length === 0) return model;
  const hosts = new Map(services.flatMap(({ host, name, readHost }) => [host, readHost].map((each) => [each, name])));
  return {
    ...model,
    components: model.components.map((component) => rename(component, hosts)),
    backingServices: model.backingServices.map((service) => (isCnpg(service) ? asContainer(service) : service)),
    secrets: secretsOf(model, services),
  };
}

function asContainer(service: CnpgService): BackingService {
  const { name, hosting } = service;
  return { ...service, host: name, readHost: name, hosting: { ...hosting.container, standsIn: true } };
}

function rename(component: Component, hosts: ReadonlyMap<string, string>): Component {
  return {
    ...mapWords(component, (word, marks) => renamed({ kind: 'literal', text: word, marks }, hosts)),
    variables: component.variables.map(({ name, value }) => ({
      name,
      value: value.kind === 'literal' ? renamed(value, hosts) : value,
    })),
  };
}

/** The text with every name of a service of the operator in the place of which another stands. */
function renamed(value: Literal, hosts: ReadonlyMap<string, string>): Literal {
  if (value.marks === undefined) return value;
  let shift = 0;
  let { text } = value;
  const marks = value.marks.map((mark) => {
    const at = mark.at + shift;
    const name = mark.what === 'name' ? hosts.get(text.slice(at, at + mark.length)) : undefined;
    if (name === undefined) return { ...mark, at };
    text = text.slice(0, at) + name + text.slice(at + mark.length);
    shift += name.length - mark.length;
    return { ...mark, at, length: name.length };
  });
  return { ...value, text, marks };
}

/** Without what the operator alone reads: the name of a user, and the account of an object store. */
function secretsOf(model: Model, services: readonly CnpgService[]): readonly Secret[] {
  const read = new Set([
    ...model.components.flatMap(({ variables }) =>
      variables.flatMap(({ value }) => (value.kind === 'secret' ? [value.secret] : [])),
    ),
    ...notificationSecrets(model.environment.monitoring).map(({ secret }) => secret),
  ]);
  const unread = new Set(
    services.flatMap(({ hosting }) => objectStoreSecrets(hosting)).filter((name) => !read.has(name)),
  );
  return model.secrets
    .filter(({ name }) => !unread.has(name))
    .map((secret) => ({ ...secret, keys: secret.keys.filter(({ value }) => value === undefined) }));
}
