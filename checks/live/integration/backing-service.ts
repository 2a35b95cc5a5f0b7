import type { BackingService, Engine } from '../../../model/model';
import { type CheckContext, type CheckResult, failed, type Inside, skipped } from '../check';
import { OFFLINE, oneOf } from '../reading/workloads';

type OfEngine<E extends Engine> = Extract<BackingService, { readonly engine: E }>;

/** What is said of each backing service of an engine, from inside of its container: no password leaves it. */
export async function perService<E extends Engine>(
  { model, running }: CheckContext,
  engine: E,
  judge: (inside: Inside, service: OfEngine<E>) => Promise<CheckResult>,
): Promise<CheckResult[]> {
  if (running === undefined) return [OFFLINE];
  const services = model.backingServices.filter((service): service is OfEngine<E> => service.engine === engine);
  if (services.length === 0) return [skipped(`the application has no ${engine}`)];
  const containers = await running.containers();
  const results: CheckResult[] = [];
  for (const service of services) {
    const container = oneOf(containers, service.name);
    if (service.hosting.mode === 'cnpg')
      results.push(
        skipped(`${service.name} is kept by CloudNativePG: \`kubectl cnpg status ${service.name}\` asks it`),
      );
    else if (service.hosting.mode !== 'builtin')
      results.push(skipped(`${service.name} runs elsewhere: there is no container to ask it from`));
    else if (container === undefined) results.push(failed(`${service.name} has no container`));
    else results.push(await judge({ running, container }, service));
  }
  return results;
}
