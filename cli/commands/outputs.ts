import { resolve } from 'node:path';
import { parseOutputs, terraformOutput } from '../../deploy/terraform/outputs';
import { madeServices, outputsLayer, writeOutputsLayer } from '../../deploy/terraform/outputs-layer';
import { usualRoot, Workspace } from '../../deploy/terraform/workspace';
import { EXIT, UserError } from '../../lib/errors';
import { loadOrThrow, outputsFile } from '../../model/load/load';
import type { Model } from '../../model/model';
import { type Command, type Invocation, isSet, textOption } from '../command';
import { loadOptions, PROJECT_OPTIONS, printJson, projectOf, wantsJson } from '../options';
import { readTextFile } from '../text-file';

export const outputs: Command = {
  name: 'outputs',
  summary: 'Read what Terraform made, and give its hosts and ports to the model',
  positionals: [{ name: 'environment', help: 'name of the environment', required: true }],
  options: {
    ...PROJECT_OPTIONS,
    from: { type: 'string', value: 'TOOL', choices: ['terraform'], help: 'terraform (default)' },
    root: {
      type: 'string',
      value: 'DIR',
      help: 'root module that was applied (default: infra/terraform/<provider> in the project folder)',
    },
    file: { type: 'string', value: 'FILE', help: 'what `terraform output -json` printed, in place of running it' },
    'dry-run': { type: 'boolean', help: 'print the layer, and write nothing' },
  },
  examples: ['manifold outputs staging --from terraform', 'manifold outputs staging --file outputs.json --dry-run'],
  run: async (invocation) => {
    const [name = ''] = invocation.positionals;
    const files = projectOf(invocation);
    const { environments } = loadOrThrow(files, { ...loadOptions(invocation), environments: [name] });
    const model = environments[0]?.model;
    if (!model) throw new UserError(`the environment ${name} cannot be read`);
    const { text, source } = await read(invocation, { model, projectFolder: resolve(files.directory) });
    const found = parseOutputs(text, source);
    const services = madeServices(model, found);
    const layer = outputsLayer(name, services);
    if (isSet(invocation, 'dry-run')) {
      invocation.io.stdout(layer);
      return EXIT.ok;
    }
    const isWritten = services.length > 0 && writeOutputsLayer(files.directory, name, layer);
    if (wantsJson(invocation)) {
      const { environment_info: info, service_endpoints: endpoints, cluster } = found;
      printJson(invocation, {
        environment: name,
        services,
        info,
        endpoints,
        cluster,
        nameServers: found.dns_name_servers,
      });
    } else if (services.length === 0) invocation.io.stdout(`${name} has no managed service: nothing to write\n`);
    else invocation.io.stdout(`${outputsFile(name)}: ${isWritten ? 'written' : 'unchanged'}\n`);
    return EXIT.ok;
  },
};

interface Place {
  readonly model: Model;
  readonly projectFolder: string;
}

async function read(invocation: Invocation, place: Place): Promise<{ readonly text: string; readonly source: string }> {
  const { workingDirectory } = invocation.io;
  const file = textOption(invocation, 'file');
  if (file === undefined) {
    const { folder, env } = rootOf(invocation, place);
    return { text: await terraformOutput(folder, env), source: folder };
  }
  return { text: readTextFile(file, workingDirectory), source: file };
}

/** What `deploy` has initialised, unless a root was named; where it never ran, what a person has. */
function rootOf(invocation: Invocation, { model, projectFolder }: Place) {
  const { env, workingDirectory } = invocation.io;
  const given = textOption(invocation, 'root');
  if (given !== undefined) return { folder: resolve(workingDirectory, given), env };
  const { name, provider } = model.environment;
  const root = usualRoot(projectFolder, provider);
  const workspace = new Workspace({ root, projectFolder, environment: name, env });
  return { folder: root, env: workspace.isInitialised() ? workspace.variables : env };
}
