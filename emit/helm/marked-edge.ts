import type { Controller } from '../../model/derive/edge';
import type { Edge } from '../../model/schema/edge';
import type { Placeholders } from './placeholders';

/** An Ingress of one controller. */
export function markIngress(marks: Placeholders, controller: Controller): Edge {
  return {
    kind: 'ingress',
    className: marks.text('$.Values.edge.className'),
    controllerNamespace: marks.text('$.Values.edge.controllerNamespace'),
    controller,
    tls: {
      issuer: marks.text('$.Values.edge.tls.issuer'),
      acme: {
        email: marks.text('$.Values.edge.tls.acme.email'),
        server: { text: marks.text('$.Values.edge.tls.acme.server'), hasCredentials: false },
      },
    },
    ...traffic(marks),
  };
}

/** HTTPRoutes at a Gateway. */
export function markGateway(marks: Placeholders): Edge {
  const value = (key: string): string => marks.text(`$.Values.edge.gateway.${key}`);
  return {
    kind: 'gateway',
    gateway: { name: value('name'), namespace: value('namespace'), sectionName: value('sectionName') },
    controllerNamespace: marks.text('$.Values.edge.controllerNamespace'),
    tls: true,
    ...traffic(marks),
  };
}

/** One header, which the templates repeat for each that there is. */
function traffic(marks: Placeholders): Required<Pick<Extract<Edge, { kind: 'gateway' }>, 'headers' | 'rateLimit'>> {
  return {
    headers: {
      hsts: false,
      contentTypeNosniff: false,
      frameOptions: 'none',
      // A stand-in takes the place of one of eight words.
      referrerPolicy: marks.text('$text') as 'origin',
    },
    rateLimit: {
      requestsPerSecond: marks.integer('$.Values.edge.rateLimit.requestsPerSecond'),
      burst: marks.integer('$.Values.edge.rateLimit.burst'),
    },
  };
}
