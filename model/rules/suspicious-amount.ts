import { containerResources } from './containers';
import type { Rule, RuleFinding } from './rule';

const MANY_CORES = 16_000;
const LITTLE_MEMORY = 16 * 2 ** 20;

export const suspiciousAmount: Rule = {
  id: 'suspicious-amount',
  title: 'Amounts are of a likely size',
  why: '`cpu: 100` means a hundred cores, and a few bytes of memory start nothing: such pods stay pending or are killed at once.',
  fix: 'Write the unit: 100m is a tenth of a core, 128Mi is memory.',
  check: ({ model }) =>
    containerResources(model).flatMap(({ name, resources, place }) =>
      (['requests', 'limits'] as const).flatMap((kind): RuleFinding[] => {
        const { cpu, memory } = resources[kind];
        return [
          ...(cpu.millicores > MANY_CORES
            ? [
                {
                  place: place(kind, 'cpu'),
                  message: `${name}: ${cpu.text} are very many cores`,
                  value: cpu.text,
                  ...(/^[0-9]+$/.test(cpu.text) ? { nearest: `${cpu.text}m` } : {}),
                },
              ]
            : []),
          ...(memory.bytes < LITTLE_MEMORY
            ? [
                {
                  place: place(kind, 'memory'),
                  message: `${name}: ${memory.text} is very little memory`,
                  value: memory.text,
                },
              ]
            : []),
        ].map((finding) => ({ ...finding, severity: 'warning' }));
      }),
    ),
};
