import { healthCheck } from '../../../emit/compose/health';
import { run } from '../../../lib/exec';
import { type Check, failed, passed, skipped } from '../check';
import { perContainer, workloadsOf } from '../reading/workloads';

const FORMAT = '{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}';

export const healthResults: Check = {
  id: 'health-results',
  category: 'monitoring',
  title: 'Docker asks every container for its health, and every container is healthy',
  methods: ['compose'],
  run: (context) => {
    const unasked = new Set(
      context.model.components.filter(({ health }) => healthCheck(health) === undefined).map(({ name }) => name),
    );
    return perContainer(context, workloadsOf(context.model), async ({ container: { id } }, { name }) => {
      if (unasked.has(name)) return skipped(`${id} has no health check that Docker could ask`);
      const result = await run('docker', ['inspect', '--type', 'container', '--format', FORMAT, id], {
        env: context.env,
        timeoutSeconds: 20,
      });
      if (result.status !== 'exited' || result.code !== 0) return failed(`${id}: docker gives no health`);
      const health = result.stdout.trim();
      return health === 'healthy' ? passed(`${id} is healthy`) : failed(`${id} has the health "${health}"`);
    });
  },
};
