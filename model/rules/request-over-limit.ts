import { containerResources } from './containers';
import type { Rule } from './rule';

export const requestOverLimit: Rule = {
  id: 'request-over-limit',
  title: 'No request is above its limit',
  why: 'The API server refuses such a container.',
  fix: 'Lower the request or raise the limit.',
  check: ({ model }) =>
    containerResources(model).flatMap(({ name, resources: { requests, limits }, place }) => {
      const rows = [
        ['cpu', requests.cpu.millicores > limits.cpu.millicores, requests.cpu.text, limits.cpu.text],
        ['memory', requests.memory.bytes > limits.memory.bytes, requests.memory.text, limits.memory.text],
        [
          'ephemeralStorage',
          requests.ephemeralStorage.bytes > limits.ephemeralStorage.bytes,
          requests.ephemeralStorage.text,
          limits.ephemeralStorage.text,
        ],
      ] as const;
      return rows
        .filter(([, broken]) => broken)
        .map(([kind, , request, limit]) => ({
          place: place('requests', kind),
          message: `${name}: the request of ${request} is above the limit of ${limit}`,
          value: request,
          allowed: `at most ${limit}`,
        }));
    }),
};
