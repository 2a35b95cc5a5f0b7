import { type Check, failed, passed } from '../check';
import { ask, unanswered } from '../reading/ask';
import { perService } from './backing-service';
import { redisCliWithoutPassword, redisCliWithWrongPassword } from './redis-client';

export const redisPassword: Check = {
  id: 'redis-password',
  category: 'integration',
  title: 'Redis refuses whoever gives no password, or a wrong one',
  run: (context) =>
    perService(context, 'redis', async (inside, service) => {
      const none = await ask(inside, redisCliWithoutPassword(service));
      if (none.kind !== 'answer') return unanswered(inside, none);
      const wrong = await ask(inside, redisCliWithWrongPassword(service));
      if (wrong.kind !== 'answer') return unanswered(inside, wrong);
      const details: string[] = [];
      if (!isRefusal(none.text, /NOAUTH/)) details.push('without a password it does not say NOAUTH');
      if (!isRefusal(wrong.text, /WRONGPASS|NOAUTH|invalid password/)) details.push('a wrong password is not refused');
      return details.length === 0
        ? passed(`${service.name} wants its password`)
        : failed(`${service.name} does not want its password`, details);
    }),
};

function isRefusal(output: string, pattern: RegExp): boolean {
  return pattern.test(output) && !output.includes('PONG');
}
