import type { Model } from '../../model/model';
import { loadTexts } from '../support/project';

const APP = `name: shop
components:
  api:
    kind: web
    image: shop/api:1
    ports: { http: 8080, metrics: 9100 }
    health: { readiness: { http: { path: / } } }
    needs: [db, cache, chain]
    environment: { DB: "\${db.host}", DBP: "\${db.password}", CACHE: "\${cache.host}", CHAIN: "\${chain.url}", CACHEP: "\${cache.password}" }
    route: { host: www }
    slo: { availability: 99.9, latency: { seconds: 0.3, objective: 95 } }
backingServices:
  db: { engine: postgres, image: "postgres:15", database: shop, user: shop }
  cache: { engine: redis, image: "redis:7" }
  ledger: { engine: postgres, image: "postgres:15", database: ledger, user: ledger }
externals:
  chain:
    endpoints: { main: "https://chain.example" }
    probe: { kind: http, failIfBodyNotMatches: [ok], slowSeconds: 2 }
secrets:
  copies: { keys: { id: { generate: false }, key: { generate: false } } }
  objects: { keys: { id: { generate: false }, key: { generate: false } } }
alerts:
  OrdersStuck:
    expr: max(orders_waiting{namespace="\${environment.namespace}"}) > 100
    for: 10m
    severity: critical
    summary: "{{ $value }} orders wait"
    impact: Nobody gets what they bought.
    steps: [Look at the log of the worker., Start it again.]
    runbook: https://wiki.example/orders
    component: api
`;

const ENVIRONMENT = `domain: shop.test
components: { api: { autoscaling: { minReplicas: 1, maxReplicas: 4, cpu: 70 } } }
edge: { kind: ingress, className: traefik, tls: { issuer: letsencrypt } }
quota: {}
backingServices:
  cache: { replicas: 2 }
  ledger:
    cnpg:
      instances: 2
      backup:
        destinationPath: s3://shop/ledger
        credentials: { secret: objects, accessKeyId: id, secretAccessKey: key }
backups:
  schedule: "0 2 * * *"
  keepDays: 7
  drill: {}
  s3: { bucket: shop, region: eu-west-1, credentials: { secret: copies, accessKeyId: id, secretAccessKey: key } }
logs: { retentionDays: 7, loki: {} }
`;

/** An environment in which every alert has something to be about. */
export function watchedModel(kind: 'operator' | 'annotations' = 'operator'): Model {
  const { environments, issues } = loadTexts(APP, `${ENVIRONMENT}monitoring: { kind: ${kind} }\n`);
  const [loaded] = environments;
  if (loaded === undefined || issues.some(({ severity }) => severity === 'error'))
    throw new Error(issues.map(({ message }) => message).join('\n'));
  return loaded.model;
}
