import { randomBytes } from 'node:crypto';
import { type Check, failed, passed } from '../check';
import { ask, unanswered } from '../reading/ask';
import { perService } from './backing-service';
import { psql } from './postgres-client';

export const postgresTransaction: Check = {
  id: 'postgres-transaction',
  category: 'integration',
  title: 'PostgreSQL takes a write, gives it back, and forgets it when the transaction is rolled back',
  run: (context) =>
    perService(context, 'postgres', async (inside, service) => {
      const answer = await ask(inside, psql(service), transaction(randomBytes(8).toString('hex')));
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const [read = '', rest = ''] = answer.text.split('\n').filter((line) => line !== '');
      if (read !== 'read 42') return failed(`${service.name} does not give back what was written`);
      return rest === 'gone'
        ? passed(`${service.name} wrote, read and rolled back`)
        : failed(`${service.name} kept what was rolled back`);
    }),
};

/** A table of its own, which nobody else sees before it is gone. */
function transaction(random: string): string {
  const table = `manifold_check_${random}`;
  return [
    'begin;',
    `create table ${table} (number integer not null);`,
    `insert into ${table} values (42);`,
    `select 'read ' || number from ${table};`,
    'rollback;',
    `select case when to_regclass('${table}') is null then 'gone' else 'kept' end;`,
    '',
  ].join('\n');
}
