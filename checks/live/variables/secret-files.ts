import { passwordFile } from '../../../model/derive/backing-health';
import type { Model } from '../../../model/model';
import { type Check, type CheckResult, failed, type Inside, passed } from '../check';
import { ask, unanswered } from '../reading/ask';
import { perContainer } from '../reading/workloads';
import { secretPath } from './secret-path';

export const secretFiles: Check = {
  id: 'secret-files',
  category: 'variables',
  title: 'Every secret that is mounted as a file is there and not empty',
  run: (context) => perContainer(context, workloadsWithFiles(context.model), judge),
};

interface WithFiles {
  readonly name: string;
  readonly ends: boolean;
  readonly files: readonly string[];
}

function workloadsWithFiles(model: Model): WithFiles[] {
  const components = model.components.map(({ name, run, variables }) => ({
    name,
    ends: run !== undefined,
    files: variables.flatMap(({ value }) => secretPath(value) ?? []),
  }));
  const services = model.backingServices
    .filter(({ hosting }) => hosting.mode === 'builtin')
    .map((service) => ({ name: service.name, ends: false, files: [passwordFile(service)] }));
  return [...components, ...services].filter(({ files }) => files.length > 0);
}

/** The shell looks at the size alone, so that no secret leaves the container. */
async function judge(inside: Inside, { files }: WithFiles): Promise<CheckResult> {
  const { id } = inside.container;
  const bad: string[] = [];
  for (const file of new Set(files)) {
    const answer = await ask(inside, [
      'sh',
      '-c',
      'if [ -s "$1" ]; then echo filled; else echo empty; fi',
      'size',
      file,
    ]);
    if (answer.kind !== 'answer') return unanswered(inside, answer);
    if (answer.text.trim() !== 'filled') bad.push(`${file} is missing or empty`);
  }
  return bad.length === 0 ? passed(`${id} has its secrets`) : failed(`${id} has not all of its secrets`, bad);
}
