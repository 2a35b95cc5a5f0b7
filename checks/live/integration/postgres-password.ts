import { type Check, failed, passed } from '../check';
import { ask, unanswered } from '../reading/ask';
import { perService } from './backing-service';
import { psqlWithWrongPassword } from './postgres-client';

export const postgresPassword: Check = {
  id: 'postgres-password',
  category: 'integration',
  title: 'PostgreSQL refuses a wrong password',
  run: (context) =>
    perService(context, 'postgres', async (inside, service) => {
      const answer = await ask(inside, psqlWithWrongPassword(service));
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const { text } = answer;
      if (/password authentication failed/.test(text)) return passed(`${service.name} refuses a wrong password`);
      return text.includes('refused by psql')
        ? failed(`${service.name} refuses, but not because of the password`)
        : failed(`${service.name} lets a wrong password in`);
    }),
};
