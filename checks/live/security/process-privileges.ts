import { type Check, failed, passed } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { parseStatus } from '../reading/process';
import { perContainer, workloadsOf } from '../reading/workloads';

/** The sets that count: what it can do, what it could take, and what its children could inherit. */
const SETS = ['CapEff', 'CapPrm', 'CapBnd', 'CapInh', 'CapAmb'];

export const processPrivileges: Check = {
  id: 'process-privileges',
  category: 'security',
  title: 'The first process of every container has no capabilities and can get none',
  run: (context) =>
    perContainer(context, workloadsOf(context.model), async (inside) => {
      const { id } = inside.container;
      const answer = await readFile(inside, '/proc/1/status');
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const { capabilities, noNewPrivileges } = parseStatus(answer.text);
      const details = SETS.filter((name) => !/^0+$/.test(capabilities.get(name) ?? 'unknown')).map(
        (name) => `${name} is ${capabilities.get(name) ?? 'unknown'}, not 0`,
      );
      if (noNewPrivileges !== '1') details.push(`NoNewPrivs is ${noNewPrivileges}, not 1`);
      return details.length === 0 ? passed(`${id} has no privileges`) : failed(`${id} has privileges`, details);
    }),
};
