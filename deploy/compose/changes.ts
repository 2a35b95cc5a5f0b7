import type { Artifact } from '../../emit/artifact';
import { EXIT, UserError } from '../../lib/errors';
import type { Change } from '../driver';
import { isUp, projectContainers, serviceOf, stateText } from './containers';
import { type Engine, succeeded } from './engine';
import { allServicesOf, composeText, projectFilesOf, servicesOf } from './project';

export interface ComposeWanted {
  readonly engine: Engine;
  readonly project: string;
  readonly artifacts: readonly Artifact[];
  readonly place: { readonly projectFolder: string; readonly environment: string };
  readonly secretsFolder: string;
  /** Whether the files that Compose reads variables from are there: without them it says nothing. */
  readonly hasSecrets: boolean;
}

/** What `up` would do, service by service: what Compose says that it would make again, and what does not run. */
export async function composeChanges(wanted: ComposeWanted): Promise<readonly Change[]> {
  const services = Object.keys(servicesOf(wanted.artifacts)).sort();
  const containers = await projectContainers(wanted.engine, wanted.project);
  const names = new Set(containers.map(serviceOf));
  const create = (service: string): Change => ({ action: 'create', what: `Service/${service}`, fields: [] });
  // Compose takes away what the file does not name at all, not what a profile has started.
  const known = allServicesOf(wanted.artifacts);
  const deletions = [...names]
    .filter((name) => !Object.hasOwn(known, name))
    .map((name): Change => ({ action: 'delete', what: `Service/${name}`, fields: [] }));
  if (!wanted.hasSecrets) return [...services.map(create), ...deletions];
  const recreated = await recreatedContainers(wanted);
  const changes = services.flatMap((service): Change[] => {
    const own = containers.filter((container) => serviceOf(container) === service);
    if (own.length === 0) return [create(service)];
    const isOther = own.some(({ Name }) => recreated.has(Name.replace(/^\//, '')));
    const down = own.find((container) => !isUp(container));
    const fields = [
      ...(isOther ? ['configuration'] : []),
      ...(down === undefined ? [] : [`state: ${stateText(down)}`]),
    ];
    return fields.length === 0 ? [] : [{ action: 'change', what: `Service/${service}`, fields }];
  });
  return [...changes, ...deletions];
}

/** Names of containers that Compose would replace. The hashes of `config --hash` are not those of `up`: env files count there. */
async function recreatedContainers(wanted: ComposeWanted): Promise<ReadonlySet<string>> {
  const { engine, project, artifacts, place } = wanted;
  const { folder } = projectFilesOf(artifacts, place);
  const words = ['--project-name', project, '--project-directory', folder, '--file', '-'];
  const result = await engine.composeRun([...words, '--dry-run', '--progress', 'json', 'create', '--remove-orphans'], {
    input: composeText(artifacts),
    env: { SECRETS_DIR: wanted.secretsFolder },
    timeoutSeconds: 60,
  });
  const events = 'stderr' in result ? result.stderr.split('\n').map(parse) : [];
  if (result.status !== 'exited' || result.code !== 0) {
    const said = events.flatMap(({ message, text, status }) => message ?? (text === 'Error' ? (status ?? []) : []));
    if (said.length > 0) throw new UserError(`Compose refuses it: ${said.join('; ')}`, { exitCode: EXIT.failed });
    succeeded('docker compose create --dry-run', result);
  }
  return new Set(events.flatMap(recreatedIn));
}

const CONTAINER = 'Container ';

/** A line of the progress of Compose as JSON. */
interface ComposeEvent {
  readonly id?: string;
  readonly status?: string;
  readonly text?: string;
  readonly message?: string;
}

function recreatedIn({ id = '', status }: ComposeEvent): string[] {
  return id.startsWith(CONTAINER) && status === 'Recreate' ? [id.slice(CONTAINER.length)] : [];
}

function parse(line: string): ComposeEvent {
  try {
    return JSON.parse(line) as ComposeEvent;
  } catch {
    // Warnings stand between the events.
    return {};
  }
}
