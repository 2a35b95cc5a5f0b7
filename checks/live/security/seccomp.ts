import { type Check, CLUSTER_METHODS, failed, passed } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { parseStatus } from '../reading/process';
import { perContainer, workloadsOf } from '../reading/workloads';

/** SECCOMP_MODE_FILTER in linux/seccomp.h. */
const FILTER = '2';

export const seccomp: Check = {
  id: 'seccomp',
  category: 'security',
  title: 'System calls of every container are filtered',
  methods: CLUSTER_METHODS,
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async (inside) => {
      const { id } = inside.container;
      const answer = await readFile(inside, '/proc/1/status');
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const mode = parseStatus(answer.text).seccomp;
      return mode === FILTER
        ? passed(`${id} has a seccomp filter`)
        : failed(`${id} has no seccomp filter: Seccomp is ${mode}, not ${FILTER}`);
    }),
};
