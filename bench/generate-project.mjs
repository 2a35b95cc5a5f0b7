// Writes a project with N web components in three environments: a sparse graph of needs, variables, routes and autoscalers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ENVIRONMENTS = ['development', 'staging', 'production'];

/** Fills a folder with app.yaml and envs/; with `isBroken`, each component has a reference to a name that does not exist. */
export function generateProject(folder, services, isBroken = false) {
  mkdirSync(join(folder, 'envs'), { recursive: true });
  const components = Array.from({ length: services }, (_, index) => component(index, isBroken)).join('');
  writeFileSync(join(folder, 'app.yaml'), `name: bench\ncomponents:\n${components}`);
  for (const name of ENVIRONMENTS) writeFileSync(join(folder, 'envs', `${name}.yaml`), environment(name, services));
}

function component(index, isBroken) {
  const needs = [...new Set([index >> 1, index >> 2])]
    .filter((target) => target < index)
    .map((target) => `svc-${target}`);
  const lines = [
    `  svc-${index}:`,
    '    kind: web',
    `    image: registry.example/bench/svc-${index}`,
    '    ports: { http: 8080 }',
    '    health: { readiness: { http: { path: /healthz } } }',
    '    writablePaths: [/tmp]',
    `    route: { host: svc-${index} }`,
    `    needs: [${needs.join(', ')}]`,
    '    environment:',
    '      LOG_LEVEL: info',
    `      NAME: svc-${index}`,
    ...needs.map((name, at) => `      UPSTREAM_${at}: \${components.${name}.url}`),
    ...(isBroken ? [`      BROKEN: \${components.svx-${index}.url}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function environment(name, services) {
  const head = `domain: ${name}.example\nimages: { tag: "1.0" }\nedge: { kind: ingress }\nquota: {}\n`;
  if (name === ENVIRONMENTS[0]) return head;
  const scaled = Array.from(
    { length: services },
    (_, index) => `  svc-${index}: { autoscaling: { minReplicas: 2, maxReplicas: 5, cpu: 70 } }\n`,
  );
  return `${head}components:\n${scaled.join('')}`;
}
