import { nearest } from '../../lib/nearest';
import { areOne, CLUSTER_METHODS, deployedNames, methodOf } from '../derive/placement';
import type { Model } from '../model';
import type { Rule, RuleFinding } from './rule';

export const placement: Rule = {
  id: 'placement',
  title: 'What is placed on another method can be deployed by it, and still reaches what it needs',
  why: 'Names of services are known inside one cluster, one Compose project or one set of containers of Terraform only; and a secret that is generated has another value in each of them.',
  fix: 'Place what needs each other on one method, refer to a `publicUrl` in place of a need, or give the secret with `generate: false`.',
  check: ({ model }) =>
    Object.keys(model.environment.placement).length === 0
      ? []
      : [...names(model), ...methods(model), ...partedNeeds(model), ...partedSecrets(model)],
};

function finding(name: string, message: string, details: Partial<RuleFinding> = {}): RuleFinding {
  return { place: { document: 'environment', path: ['placement', name] }, message, value: name, ...details };
}

/** Only what manifold deploys has a place. */
function names(model: Model): RuleFinding[] {
  const known = deployedNames(model);
  return Object.keys(model.environment.placement)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      const message = `${name} is no component that is enabled here, and no builtin backing service`;
      return finding(name, message, { allowed: known.join(', '), ...(near === undefined ? {} : { nearest: near }) });
    });
}

function methods({ environment }: Model): RuleFinding[] {
  const owner = [environment.deploy.method, ...Object.values(environment.placement)].find((method) =>
    CLUSTER_METHODS.has(method),
  );
  return Object.entries(environment.placement).flatMap(([name, method]) => {
    if (method === 'terraform' && environment.provider !== 'local')
      return [
        finding(name, `Terraform runs components with the provider local only, not with ${environment.provider}`, {
          value: method,
          allowed: 'kubernetes, helm, argocd, compose',
        }),
      ];
    if (!CLUSTER_METHODS.has(method) || owner === undefined || owner === method) return [];
    const message = `${owner} and ${method} would share one namespace`;
    return [finding(name, message, { value: method, allowed: owner })];
  });
}

function partedNeeds(model: Model): RuleFinding[] {
  const deployed = new Set(deployedNames(model));
  return model.components.flatMap(({ name, needs }) =>
    needs
      .filter((need) => deployed.has(need.name))
      .flatMap((need) => {
        const [own, other] = [methodOf(model.environment, name), methodOf(model.environment, need.name)];
        if (areOne(own, other)) return [];
        const placed = Object.hasOwn(model.environment.placement, name) ? name : need.name;
        return [finding(placed, `${name} (${own}) needs ${need.name} (${other}), and cannot reach it from there`)];
      }),
  );
}

/** Each place generates values of its own. */
function partedSecrets(model: Model): RuleFinding[] {
  const { environment } = model;
  const generated = model.secrets.filter(({ managed, owner }) => managed && owner.kind === 'application');
  return generated.flatMap((secret) => {
    const keys = new Set(secret.keys.flatMap(({ name, generateBytes }) => (generateBytes === undefined ? [] : [name])));
    const readers = model.components.filter(({ variables }) =>
      variables.some(({ value }) => value.kind === 'secret' && value.secret === secret.name && keys.has(value.key)),
    );
    const [first] = readers;
    if (first === undefined) return [];
    const home = methodOf(environment, first.name);
    const away = readers.find(({ name }) => !areOne(methodOf(environment, name), home));
    if (away === undefined) return [];
    const placed = Object.hasOwn(environment.placement, away.name) ? away.name : first.name;
    const message = `${first.name} (${home}) and ${away.name} (${methodOf(environment, away.name)}) read the generated secret ${secret.name}, which would have another value in each place`;
    return [finding(placed, message)];
  });
}
