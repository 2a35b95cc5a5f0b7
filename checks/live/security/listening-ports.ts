import { type Check, type CheckResult, failed, type Inside, passed } from '../check';
import { readFile, unanswered } from '../reading/ask';
import { parseListening } from '../reading/sockets';
import { perContainer, type Workload, workloadsOf } from '../reading/workloads';

export const listeningPorts: Check = {
  id: 'listening-ports',
  category: 'security',
  title: 'Nothing listens for TCP connections from outside of a container but on the ports of the model',
  run: (context) => perContainer(context, workloadsOf(context.model), judge),
};

async function judge(inside: Inside, { ports }: Workload): Promise<CheckResult> {
  const { id } = inside.container;
  const ipv4 = await readFile(inside, '/proc/net/tcp');
  if (ipv4.kind !== 'answer') return unanswered(inside, ipv4);
  const ipv6 = await readFile(inside, '/proc/net/tcp6');
  // A kernel without IPv6 has no such file, and so nothing that listens there.
  const hasIpv6 = ipv6.kind !== 'refused' || !/no such file/i.test(ipv6.output);
  if (hasIpv6 && ipv6.kind !== 'answer') return unanswered(inside, ipv6);
  const text = ipv6.kind === 'answer' ? `${ipv4.text}\n${ipv6.text}` : ipv4.text;
  const open = parseListening(text).flatMap(({ port, isLoopback }) => (isLoopback ? [] : [port]));
  const unknown = [...new Set(open)].filter((port) => !ports.includes(port)).sort((a, b) => a - b);
  if (unknown.length === 0) return passed(`${id} listens on ${open.length === 0 ? 'no port' : 'ports of the model'}`);
  const declared = ports.length === 0 ? 'none' : ports.join(', ');
  return failed(`${id} listens on ${unknown.join(', ')}, the model has ${declared}`);
}
