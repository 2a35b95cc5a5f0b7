import { type Check, failed, passed, skipped } from '../check';
import { perEndpoint } from '../reading/endpoints';
import { OFFLINE } from '../reading/workloads';
import { httpLoader } from './http-loader';

const MOST_ERRORS = 0.01;
const SLOWEST_P95_MILLISECONDS = 1000;

export const answersUnderLoad: Check = {
  id: 'answers-under-load',
  category: 'performance',
  title: `Under load 99 % of the requests are answered, and 95 % within ${SLOWEST_P95_MILLISECONDS} ms`,
  run: async (context) => {
    if (context.running === undefined) return [OFFLINE];
    const { load, loadTool = httpLoader } = context;
    if (load === undefined) return [skipped('pass --load')];
    return perEndpoint(context, async (url, { component, path }) => {
      const { requests, errors, p50, p95, p99 } = await loadTool(url, load);
      const message = `${component} ${path}: ${requests} requests, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
      if (requests === 0) return failed(`${component} ${path}: no request was made`);
      const details: string[] = [];
      if (errors > requests * MOST_ERRORS) details.push(`${errors} of ${requests} requests failed`);
      if (p95 > SLOWEST_P95_MILLISECONDS) details.push(`p95 is over ${SLOWEST_P95_MILLISECONDS} ms`);
      return details.length === 0 ? passed(message) : failed(message, details);
    });
  },
};
