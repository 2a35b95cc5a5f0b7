import { buildObjects } from '../../charts/build';
import { loadOrThrow } from '../../model/load/load';
import type { Model } from '../../model/model';
import { memoryProject } from './project';
import type { AnyObject } from './projects';

const APP = `name: shop
components:
  web:
    kind: web
    image: shop/web:1
    ports: { http: 8080 }
    health: { readiness: { http: { path: / } } }
    route: { host: www }
  api:
    kind: web
    image: shop/api:1
    ports: { http: 9090 }
    health: { readiness: { http: { path: / } } }
    route: { host: api }
`;

/** A shop with two routes whose environment has this `edge`, in YAML. */
export function edgeModel(edge: string, rest = ''): Model {
  const environment = `domain: shop.org\nedge: ${edge}\n${rest}`;
  const [loaded] = loadOrThrow(memoryProject({ 'app.yaml': APP, 'envs/test.yaml': environment })).environments;
  if (loaded === undefined) throw new Error('no environment');
  return loaded.model;
}

/** Its objects of one kind. */
export function edgeObjects(edge: string, kind: string): AnyObject[] {
  return buildObjects(edgeModel(edge)).filter((object) => object.kind === kind);
}

/** The annotations of its Ingresses, which are the same on each. */
export function edgeAnnotations(edge: string): AnyObject {
  const [first, second] = edgeObjects(edge, 'Ingress').map(({ metadata }) => metadata.annotations ?? {});
  if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error('two Ingresses differ');
  return first;
}
