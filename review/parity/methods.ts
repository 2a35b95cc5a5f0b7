import { FACT_NAMES, type Fact } from './facts';

/** The methods that are compared; the model is what they are compared with. */
export const METHODS = ['kubernetes', 'helm', 'compose', 'terraform'] as const;
export type ComparedMethod = (typeof METHODS)[number];

const NOT_IN_COMPOSE: ReadonlySet<Fact> = new Set(['ports', 'mainPort', 'calls', 'volumeClasses']);
const IN_TERRAFORM: ReadonlySet<Fact> = new Set([
  'image',
  'command',
  'environment',
  'mainPort',
  'healthPath',
  'cpuLimit',
  'memoryLimit',
  'cpuRequest',
  'memoryRequest',
  'minReplicas',
  'maxReplicas',
  'user',
  'address',
]);

/** What a method has a field for at all: a Compose network needs no list of ports and has no direction. */
export const CARRIED: Readonly<Record<ComparedMethod, ReadonlySet<Fact>>> = {
  kubernetes: new Set(FACT_NAMES),
  helm: new Set(FACT_NAMES),
  compose: new Set(FACT_NAMES.filter((fact) => !NOT_IN_COMPOSE.has(fact))),
  terraform: IN_TERRAFORM,
};

/** Of an engine, Terraform has only what a server that others run has. */
export const CARRIED_OF_ENGINES: ReadonlySet<Fact> = new Set(['image', 'mainPort']);

/** What the model leaves to the emitters about an engine: they have to say the same. */
export const SILENT_ABOUT_ENGINES: ReadonlySet<Fact> = new Set([
  'command',
  'environment',
  'secretFiles',
  'writablePaths',
  'stopGrace',
]);
