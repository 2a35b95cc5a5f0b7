import { type Check, failed, passed } from '../check';
import { ask, unanswered } from '../reading/ask';
import { perService } from './backing-service';
import { psql } from './postgres-client';

export const postgresQuery: Check = {
  id: 'postgres-query',
  category: 'integration',
  title: 'PostgreSQL answers a query of the user of the application, in its database',
  run: (context) =>
    perService(context, 'postgres', async (inside, service) => {
      const answer = await ask(inside, psql(service), "select current_user || ' ' || current_database();\n");
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      return answer.text.trim() === `${service.user} ${service.database}`
        ? passed(`${service.name} answers ${service.user} in ${service.database}`)
        : failed(`${service.name} answers as another user, or in another database`);
    }),
};
