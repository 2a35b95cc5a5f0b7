import type { Construct } from 'constructs';
import { Issuer } from '../../imports/cert-manager.io';
import { acmeDirectory } from '../../model/derive/edge';
import { ACME_ACCOUNT_SECRET } from '../../model/derive/object-names';
import type { Edge } from '../../model/schema/edge';
import type { ObjectMetadata } from '../environment-chart';
import { edgeId } from './controller';

type Tls = NonNullable<Extract<Edge, { kind: 'ingress' }>['tls']>;

const ACME = 'acme';

/** An Issuer whose HTTP-01 answers come in by the same controller as the routes. */
export function addIssuer(
  scope: Construct,
  acme: NonNullable<Tls['acme']>,
  props: { readonly metadata: (name: string) => ObjectMetadata; readonly className: string },
): void {
  new Issuer(scope, edgeId(ACME), {
    metadata: props.metadata(ACME),
    spec: {
      acme: {
        email: acme.email,
        server: acmeDirectory(acme.server),
        privateKeySecretRef: { name: ACME_ACCOUNT_SECRET },
        solvers: [{ http01: { ingress: { ingressClassName: props.className } } }],
      },
    },
  });
}

/** How an Ingress says who makes its certificate. */
export function issuerAnnotations(tls: Tls | undefined): Readonly<Record<string, string>> {
  return {
    ...(tls?.issuer === undefined ? {} : { 'cert-manager.io/cluster-issuer': tls.issuer }),
    ...(tls?.acme === undefined ? {} : { 'cert-manager.io/issuer': ACME }),
  };
}
