import { EXIT, UserError } from '../../lib/errors';
import type { Model } from '../../model/model';

/** Refuses to make secrets whose values belong to a store that is not written from here, and says what it must hold. */
export function refuseOtherProviders(model: Model): void {
  const { provider } = model.environment.secretsProvider;
  if (provider === 'cluster') return;
  const wanted = model.secrets.map((secret) => `${secret.name}: ${secret.keys.map((key) => key.name).join(', ')}`);
  throw new UserError(
    `the environment ${model.environment.name} has the secrets provider ${provider}: the values come from its store, ` +
      `which must hold\n  ${wanted.join('\n  ')}`,
    { exitCode: EXIT.usage },
  );
}
