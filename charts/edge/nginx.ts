import { headerMap } from '../../model/derive/edge';
import { addConfigMap, hashedName } from '../parts/config-map';
import { type Carry, edgeId, HEADERS } from './controller';

const PREFIX = 'nginx.ingress.kubernetes.io';

/** Annotations of ingress-nginx, and a ConfigMap with the headers: snippets are a way into the controller. */
export const nginx: Carry = ({ scope, namespace, meta, headers, rateLimit }) => {
  const data = headerMap(headers);
  const name = hashedName(HEADERS, data);
  if (headers.length > 0) addConfigMap(scope, edgeId(HEADERS), { metadata: meta(name), data });
  return {
    ...(headers.length === 0 ? {} : { [`${PREFIX}/custom-headers`]: `${namespace}/${name}` }),
    ...(rateLimit === undefined
      ? {}
      : {
          [`${PREFIX}/limit-rps`]: String(rateLimit.requestsPerSecond),
          [`${PREFIX}/limit-burst-multiplier`]: String(Math.ceil(rateLimit.burst / rateLimit.requestsPerSecond)),
        }),
  };
};
