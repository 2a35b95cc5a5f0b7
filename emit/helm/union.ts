import { cnpgServices } from '../../model/derive/hosting';
import type { Builtin } from '../../model/hosting';
import type { BackingService, Component, Model, Secret } from '../../model/model';
import { type LineName, variableLines } from './command-lines';

/** A backing service that runs beside the application in one environment at least. */
export type BuiltinService = BackingService & { readonly hosting: Builtin };

/** A component with what its variables are in all environments together. */
export interface UnionComponent {
  readonly component: Component;
  /** Names of variables that hold fixed text somewhere. */
  readonly literals: ReadonlySet<string>;
  /** Names of variables that hold the value of a Secret somewhere. */
  readonly secretValues: ReadonlySet<string>;
  /** Secrets that are mounted as files somewhere. */
  readonly secretFiles: ReadonlySet<string>;
  /** Command lines that are not the same everywhere. */
  readonly lines: ReadonlySet<LineName>;
}

/** What the application has in all of its environments together: one chart serves them all. */
export interface Union {
  readonly application: Model['application'];
  readonly components: readonly UnionComponent[];
  readonly services: readonly BuiltinService[];
  /** Secrets that the chart makes. */
  readonly secrets: readonly Secret[];
  /** The first environment that has monitoring, a quota, a LimitRange, sealed secrets. */
  readonly watched: Model | undefined;
  readonly quota: Model | undefined;
  readonly limitRange: Model | undefined;
  /** Whether an environment has a database of CloudNativePG. */
  readonly isOperated: boolean;
  readonly sealed: Model | undefined;
}

/** Joins the environments of one application. */
export function uniteModels(models: readonly [Model, ...Model[]]): Union {
  const components = unique(models.flatMap((model) => model.components));
  const services = unique(models.flatMap((model) => model.backingServices.filter(isBuiltin)));
  return {
    application: models[0].application,
    components: components.map((component) => uniteComponent(component, models)),
    services,
    secrets: unique(models.flatMap((model) => model.secrets.filter(({ managed }) => managed))),
    quota: models.find(({ environment }) => environment.quota !== undefined),
    limitRange: models.find(({ environment }) => environment.limitRange !== undefined),
    watched: models.find(({ environment }) => environment.monitoring !== undefined),
    isOperated: models.some((model) => cnpgServices(model).length > 0),
    sealed: models.find(({ environment }) => environment.secretsProvider.provider === 'sealed'),
  };
}

/** Whether a backing service runs beside the application. */
export function isBuiltin(service: BackingService): service is BuiltinService {
  return service.hosting.mode === 'builtin';
}

function uniteComponent(component: Component, models: readonly Model[]): UnionComponent {
  const all = models.flatMap((model) => model.components.filter(({ name }) => name === component.name));
  const variables = all.flatMap((each) => each.variables);
  const names = (of: (variable: (typeof variables)[number]) => string | undefined): Set<string> =>
    new Set(variables.flatMap((variable) => of(variable) ?? []));
  // A copy of a backing service is there in some environments only; what is off is no need.
  const needs = [...new Map(all.flatMap((each) => each.needs).map((need) => [need.name, need])).values()];
  return {
    component: { ...component, needs },
    literals: names(({ name, value }) => (value.kind === 'literal' || value.as === 'file' ? name : undefined)),
    secretValues: names(({ name, value }) => (value.kind === 'secret' && value.as === 'value' ? name : undefined)),
    secretFiles: names(({ value }) => (value.kind === 'secret' && value.as === 'file' ? value.secret : undefined)),
    lines: variableLines(all),
  };
}

/** The first of each name, by name. */
function unique<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const item of items) if (!byName.has(item.name)) byName.set(item.name, item);
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
