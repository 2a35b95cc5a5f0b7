import { randomBytes } from 'node:crypto';
import { type Check, failed, passed } from '../check';
import { ask, unanswered } from '../reading/ask';
import { perService } from './backing-service';
import { redisCli } from './redis-client';

export const redisCommands: Check = {
  id: 'redis-commands',
  category: 'integration',
  title: 'Redis answers PING, takes a key, gives it back and deletes it',
  run: (context) =>
    perService(context, 'redis', async (inside, service) => {
      const random = randomBytes(8).toString('hex');
      const key = `manifold:check:${random}`;
      // Expires by itself, should the check be ended between the two.
      const commands = ['ping', `set ${key} ${random} EX 60`, `get ${key}`, `del ${key}`, `exists ${key}`, ''];
      const answer = await ask(inside, redisCli(service), commands.join('\n'));
      if (answer.kind !== 'answer') return unanswered(inside, answer);
      const said = answer.text.split('\n').filter((line) => line !== '');
      const wanted = ['PONG', 'OK', random, '1', '0'];
      const wrong = ['PING', 'SET', 'GET', 'DEL', 'EXISTS'].filter((_, index) => said[index] !== wanted[index]);
      return wrong.length === 0
        ? passed(`${service.name} answers PING, SET, GET and DEL`)
        : failed(`${service.name} gives a wrong answer to ${wrong.join(', ')}`);
    }),
};
