import { readFacts, resolveRelative, type SourceFacts } from './source-facts';

/** The folders and root files that the rules hold for, and what each may import besides itself. */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  model: ['lib'],
  monitoring: ['model', 'lib'],
  charts: ['model', 'monitoring', 'imports', 'lib'],
  emit: ['charts', 'model', 'monitoring', 'lib'],
  checks: ['model', 'emit', 'deploy', 'lib'],
  review: ['model', 'emit', 'lib'],
  deploy: ['model', 'emit', 'lib'],
  cli: ['model', 'charts', 'emit', 'checks', 'review', 'deploy', 'lib', 'package.json'],
  'main.ts': ['model', 'emit', 'lib'],
};

const environmentNames = /^(?:default|dev|develop|development|test|testing|qa|stage|staging|prod|production|live)$/i;
const longestFile = 250;

const processOwners = /^(?:cli\/main|main)\.ts$/;
const consoleOwners = /^cli\//;
const spawnOwner = /^lib\/exec\.ts$/;
const fileWriters = /^(?:emit\/write(?:-[a-z]+)?\.ts|lib\/exec\.ts|deploy\/.+)$/;
const fileReaders = /^(?:emit\/output-folder\.ts|model\/load\/.+|(?:checks|review|cli)\/.+|main\.ts)$/;
const starExporters = /^charts\/k8s\.ts$/;
const writingFunction =
  /^(?:\*|promises|writeFile|append|rename|rm|unlink|mkdir|mkdtemp|link|symlink|copy|cp|[fl]?chmod|[fl]?chown|f?truncate|[fl]?utimes|open(?!dir|AsBlob)|createWriteStream)/;

type Rule = (facts: SourceFacts, source: string) => string[];

/** Every breach of the architecture in these files, each as `path: what`, sorted by path. */
export function findViolations(sources: ReadonlyMap<string, string>): string[] {
  const files = [...sources].sort(([a], [b]) => (a < b ? -1 : 1));
  const facts = files.map(([path, source]) => readFacts(path, source));
  const single = facts.flatMap((each) =>
    rules.flatMap((rule) => rule(each, sources.get(each.path) ?? '').map((what) => `${each.path}: ${what}`)),
  );
  return [...single, ...findCycles(facts)];
}

const rules: readonly Rule[] = [
  function importsFollowTheTable({ path, imports }) {
    const folder = folderOf(path);
    const allowed = importTable[folder] ?? [];
    return imports.flatMap((module) => {
      const target = resolveRelative(path, module);
      const targetFolder = target === undefined ? folder : folderOf(target);
      const isAllowed = targetFolder === folder ? target !== 'main' : allowed.includes(targetFolder);
      return isAllowed ? [] : [`imports ${module}, but ${folder} may only import ${allowed.join(', ') || 'nothing'}`];
    });
  },
  function packagesAreImportedByName({ imports }) {
    return imports.filter((module) => module === '*').map(() => 'imports a module whose name is computed');
  },
  function filesAreShort({ lineCount }) {
    return lineCount > longestFile ? [`has ${lineCount} lines, more than ${longestFile}`] : [];
  },
  function exportsAreNamed({ path, hasExportStar }) {
    return hasExportStar && !starExporters.test(path) ? ['exports * from another file'] : [];
  },
  function filesAreNamedAfterTheirContent({ path }) {
    const isVague = /(?:^|\/|-)(?:utils?|helpers?|misc|common)(?:[./-]|$)/.test(path);
    return isVague ? ['is named after no concept'] : [];
  },
  function environmentsAreData({ comparedTexts }) {
    return comparedTexts
      .filter((text) => environmentNames.test(text))
      .map((text) => `compares with the name "${text}"`);
  },
  function nothingIsMadeForOneApplication({ path }, source) {
    return path !== 'main.ts' && /pfm/i.test(source) ? ['names an application'] : [];
  },
  function onlyTheCommandPrints({ path, globals }) {
    const used = [...globals].filter((global) => global.startsWith('console.'));
    return consoleOwners.test(path) ? [] : used.map((global) => `uses ${global}`);
  },
  function onlyMainKnowsTheProcess({ path, globals, nodeNames }) {
    const names = [...(nodeNames.get('process') ?? [])].map((name) => `process.${name}`);
    const used = [...globals, ...names].filter((global) => /^process\.(?:env|exit|exitCode|\*)$/.test(global));
    return processOwners.test(path) ? [] : used.map((global) => `uses ${global}`);
  },
  function onlyOneFileStartsPrograms({ path, imports }) {
    const isUsed = imports.some((module) => /^(?:node:)?(?:child_process|cluster)$/.test(module));
    return isUsed && !spawnOwner.test(path) ? ['imports node:child_process'] : [];
  },
  function filesAreWrittenAtTheEdge({ path, nodeNames }) {
    const names = [...(nodeNames.get('fs') ?? []), ...(nodeNames.get('fs/promises') ?? [])];
    if (fileWriters.test(path)) {
      return [];
    }
    const refused = fileReaders.test(path) ? names.filter((name) => writingFunction.test(name)) : names;
    return refused.map((name) => `uses ${name} of node:fs`);
  },
];

/** The first part of a path; a file at the root is its own folder. */
function folderOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length === 0 && first === 'main' ? 'main.ts' : first;
}

/** Each circle of imports once, as the path around it from its first file in order. */
function findCycles(facts: readonly SourceFacts[]): string[] {
  const known = new Map(facts.map((each) => [each.path.replace(/\.ts$/, ''), each]));
  const targets = ({ path, imports }: SourceFacts) =>
    imports.flatMap((module) => {
      const target = resolveRelative(path, module);
      const found = target === undefined ? undefined : (known.get(target) ?? known.get(`${target}/index`));
      return found === undefined ? [] : [found];
    });
  const done = new Set<SourceFacts>();
  const cycles: string[] = [];
  const walk = (file: SourceFacts, trail: readonly SourceFacts[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) {
      const around = [...trail.slice(start), file].map(({ path }) => path);
      cycles.push(`${file.path}: imports itself through ${around.join(' -> ')}`);
    } else if (!done.has(file)) {
      for (const target of targets(file)) {
        walk(target, [...trail, file]);
      }
      done.add(file);
    }
  };
  for (const file of facts) {
    walk(file, []);
  }
  return cycles;
}
