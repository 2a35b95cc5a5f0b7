import { join } from 'node:path';
import { toYaml } from '../../emit/yaml';
import { EXIT, UserError } from '../../lib/errors';
import { outputsFile } from '../../model/load/load';
import type { Model } from '../../model/model';
import { replaceFile } from '../replace-file';
import type { TerraformOutputs } from './outputs';

/** What outputs tell about one backing service. */
export interface MadeService {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Of a database, since some clouds have names of their own for both. */
  readonly database?: string;
  readonly user?: string;
}

/**
 * The managed services of an environment with where Terraform made them; throws a `UserError` when the outputs belong to
 * another environment.
 */
export function madeServices(model: Model, outputs: TerraformOutputs): MadeService[] {
  const { application, environment } = model;
  const { environment_info: info } = outputs;
  const { region } = environment.infrastructure;
  const wanted = [application.name, environment.name, environment.provider, region].join(' ');
  const found = [info.application, info.environment, info.provider, info.region].join(' ');
  if (found !== wanted)
    throw new UserError(`these outputs are those of ${found}, not of ${wanted}`, { exitCode: EXIT.usage });
  const managed = new Set(
    model.backingServices.filter(({ hosting }) => hosting.mode === 'managed').map(({ name }) => name),
  );
  return [outputs.database_info, outputs.cache].flatMap((made) =>
    made?.identifier == null || !managed.has(made.identifier)
      ? []
      : [{ name: made.identifier, host: made.host.text, port: made.port, tls: made.tls, ...namesIn(made) }],
  );
}

function namesIn(made: object): Pick<MadeService, 'database' | 'user'> {
  return 'name' in made && 'user' in made ? { database: String(made.name), user: String(made.user) } : {};
}

/** The layer of an environment that holds them. */
export function outputsLayer(environmentName: string, services: readonly MadeService[]): string {
  const backingServices = Object.fromEntries(services.map(({ name, ...where }) => [name, where]));
  const head = `# What Terraform made, written by: manifold outputs ${environmentName} --from terraform\n`;
  return `${head}${toYaml({ backingServices })}`;
}

/** Writes the layer below envs/ of a project; says whether it changed. */
export function writeOutputsLayer(projectFolder: string, environmentName: string, content: string): boolean {
  return replaceFile(join(projectFolder, outputsFile(environmentName)), content);
}
