import { type ContextReport, findContexts } from '../../deploy/doctor/contexts';
import { type CredentialReport, findCredentials } from '../../deploy/doctor/credentials';
import { inspectTools, type ToolReport } from '../../deploy/doctor/tools';
import { METHODS, type Method } from '../../deploy/method';
import { EXIT } from '../../lib/errors';
import { type Command, textOption } from '../command';
import { PROJECT_OPTIONS, printJson, wantsJson } from '../options';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Look for the tools, clusters and credentials that deploying needs; no credential is read',
  positionals: [],
  options: {
    output: PROJECT_OPTIONS.output,
    method: {
      type: 'string',
      short: 'm',
      value: 'METHOD',
      choices: METHODS,
      help: 'exit 3 when this one cannot be used',
    },
  },
  examples: ['manifold doctor', 'manifold doctor --output json'],
  run: async (invocation) => {
    const { env, stdout } = invocation.io;
    const [tools, contexts] = await Promise.all([inspectTools(env), findContexts(env)]);
    const credentials = findCredentials(env);
    const usable = METHODS.filter((method) => isUsable(method, tools));
    if (wantsJson(invocation)) printJson(invocation, { tools, methods: usable, contexts, credentials });
    else
      stdout(
        [...toolLines(tools), ...methodLines(usable), ...contextLines(contexts), ...credentialLines(credentials)].join(
          '',
        ),
      );
    const wanted = textOption(invocation, 'method') as Method | undefined;
    return wanted !== undefined && !usable.includes(wanted) ? EXIT.findings : EXIT.ok;
  },
};

function isUsable(method: Method, tools: readonly ToolReport[]): boolean {
  return tools.every((tool) => tool.isUsable || !tool.methods.includes(method));
}

function toolLines(tools: readonly ToolReport[]): string[] {
  return tools.map(({ name, version, oldest, isUsable: usable }) => {
    const found =
      version === undefined
        ? `missing (${oldest} or newer)`
        : `${version}${usable ? '' : `, but ${oldest} is the oldest that works`}`;
    return `${usable ? 'ok     ' : 'missing'}  ${name}: ${found}\n`;
  });
}

function methodLines(usable: readonly Method[]): string[] {
  const not = METHODS.filter((method) => !usable.includes(method));
  return [
    `methods that can be used: ${usable.join(', ') || 'none'}${not.length === 0 ? '' : `; not: ${not.join(', ')}`}\n`,
  ];
}

function contextLines(contexts: readonly ContextReport[]): string[] {
  if (contexts.length === 0) return ['contexts: none\n'];
  return contexts.map(({ name, isCurrent, clusterUid }) => {
    if (!isCurrent) return `context ${name}\n`;
    return clusterUid === undefined
      ? `context ${name}: does not answer\n`
      : `context ${name} answers; for an environment:\n  deploy: { context: ${JSON.stringify(name)}, clusterUid: ${clusterUid} }\n`;
  });
}

function credentialLines(credentials: readonly CredentialReport[]): string[] {
  return credentials.map(
    ({ provider, found }) => `credentials for ${provider}: ${found.length === 0 ? 'none' : found.join(', ')}\n`,
  );
}
