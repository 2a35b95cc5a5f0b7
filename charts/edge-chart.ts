import type { Construct } from 'constructs';
import { HttpRoute, HttpRouteSpecRulesMatchesPathType } from '../imports/gateway.networking.k8s.io';
import { type Controller, carriedHeaders, controllerOf } from '../model/derive/edge';
import { certificateSecret } from '../model/derive/object-names';
import type { Component, Route } from '../model/model';
import type { Edge } from '../model/schema/edge';
import type { Carry } from './edge/controller';
import { gatewayFilters } from './edge/gateway';
import { haproxy } from './edge/haproxy';
import { addIssuer, issuerAnnotations } from './edge/issuer';
import { nginx } from './edge/nginx';
import { traefik } from './edge/traefik';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { componentLabels } from './parts/pod';

const CARRY: Readonly<Record<Controller, Carry>> = { traefik, nginx, haproxy, none: () => ({}) };

type Ingress = Extract<Edge, { kind: 'ingress' }>;
type Gateway = Extract<Edge, { kind: 'gateway' }>;
type Routed = Component & { readonly route: Route };

/** Ingress or Gateway API HTTPRoute of every component with a route, and what their controller needs beside them. */
export class EdgeChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    const { edge } = props.model.environment;
    const routed = props.model.components.filter((component): component is Routed => component.route !== undefined);
    if (routed.length === 0) return;
    if (edge.kind === 'ingress') this.ingresses(routed, edge);
    else if (edge.kind === 'gateway') for (const component of routed) this.httpRoute(component, edge);
  }

  private ingresses(routed: readonly Routed[], edge: Ingress): void {
    const meta = (name: string) => this.meta(name);
    const annotations = {
      ...issuerAnnotations(edge.tls),
      ...CARRY[controllerOf(edge)]({
        scope: this,
        namespace: this.model.environment.namespace,
        meta,
        headers: carriedHeaders(edge),
        ...(edge.rateLimit === undefined ? {} : { rateLimit: edge.rateLimit }),
      }),
    };
    const { acme } = edge.tls ?? {};
    if (acme !== undefined) addIssuer(this, acme, { metadata: meta, className: edge.className });
    for (const component of routed) this.ingress(component, edge, annotations);
  }

  private ingress(component: Routed, edge: Ingress, annotations: Record<string, string>): void {
    const { name, route } = component;
    const backend = { service: { name, port: { name: route.port.name } } };
    new k8s.KubeIngress(this, name, {
      metadata: this.meta(name, {
        labels: componentLabels(this.model, component),
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      }),
      spec: {
        ingressClassName: edge.className,
        ...(edge.tls ? { tls: [{ hosts: [route.host], secretName: certificateSecret(edge.tls, name) }] } : {}),
        rules: [{ host: route.host, http: { paths: [{ path: route.path, pathType: 'Prefix', backend }] } }],
      },
    });
  }

  private httpRoute(component: Routed, edge: Gateway): void {
    const { name, route } = component;
    const filters = gatewayFilters(carriedHeaders(edge));
    new HttpRoute(this, name, {
      metadata: this.meta(name, { labels: componentLabels(this.model, component) }),
      spec: {
        parentRefs: [edge.gateway],
        hostnames: [route.host],
        rules: [
          {
            matches: [{ path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value: route.path } }],
            ...(filters.length === 0 ? {} : { filters }),
            backendRefs: [{ name, port: route.port.number }],
          },
        ],
      },
    });
  }
}
