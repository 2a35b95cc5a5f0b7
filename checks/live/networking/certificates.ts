import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { hasTls } from '../../../model/derive/edge';
import { type Check, type CheckResult, failed, passed, skipped, type TlsEndpoint } from '../check';
import { OFFLINE } from '../reading/workloads';

const LEAST_DAYS = 14;
const TIMEOUT_MILLISECONDS = 10_000;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

export const certificates: Check = {
  id: 'certificates',
  category: 'networking',
  title: `Every public host has a certificate that is trusted, is its own, and lasts ${LEAST_DAYS} days or more`,
  run: async ({ model, running, now, tlsEndpoint }) => {
    if (running === undefined) return [OFFLINE];
    const hosts = new Set(model.components.flatMap(({ route }) => (route === undefined ? [] : [route.host])));
    if (hosts.size === 0) return [skipped('the environment has no routes')];
    if (!hasTls(model.environment.edge)) return [skipped('the environment has no TLS')];
    const at = tlsEndpoint ?? ((host: string) => ({ host, port: 443 }));
    return Promise.all([...hosts].map(async (host) => judge(host, await handshake(host, at(host)), now())));
  },
};

type Handshake =
  | { readonly kind: 'certificate'; readonly validTo: Date; readonly problem?: string }
  | { readonly kind: 'none'; readonly reason: string };

function judge(host: string, found: Handshake, now: Date): CheckResult {
  if (found.kind === 'none') return failed(`${host} has no TLS: ${found.reason}`);
  const days = Math.floor((found.validTo.getTime() - now.getTime()) / DAY_MILLISECONDS);
  const details = found.problem === undefined ? [] : [`it is not trusted: ${found.problem}`];
  if (Number.isNaN(days)) details.push('its end cannot be read');
  else if (days < 0) details.push('it has expired');
  else if (days < LEAST_DAYS) details.push(`it expires in ${days} days`);
  return details.length === 0
    ? passed(`the certificate of ${host} is good for ${days} days`)
    : failed(`the certificate of ${host} is no good`, details);
}

/** What the host presents; a bad certificate does not end it, so that the report can say what is wrong. */
function handshake(servername: string, { host, port, authorities }: TlsEndpoint): Promise<Handshake> {
  return new Promise((resolve) => {
    const trust = authorities === undefined ? {} : { ca: [...authorities] };
    const name = isIP(servername) === 0 ? { servername } : {};
    const socket = connect({ host, port, ...name, ...trust, rejectUnauthorized: false });
    const end = (result: Handshake): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(TIMEOUT_MILLISECONDS, () => end({ kind: 'none', reason: 'no answer in 10 seconds' }));
    socket.once('error', (error) => end({ kind: 'none', reason: error.message }));
    socket.once('secureConnect', () => {
      const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
      const validTo = new Date(certificate.valid_to ?? Number.NaN);
      const problem = socket.authorized ? {} : { problem: String(socket.authorizationError) };
      end({ kind: 'certificate', validTo, ...problem });
    });
  });
}
