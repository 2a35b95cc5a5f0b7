import type { Construct } from 'constructs';
import { HttpRoute, HttpRouteSpecRulesMatchesPathType } from '../imports/gateway.networking.k8s.io';
import type { Component, Route } from '../model/model';
import type { Edge } from '../model/schema/edge';
import { EnvironmentChart, type EnvironmentChartProps } from './environment-chart';
import { k8s } from './k8s';
import { componentLabels } from './parts/pod';

/** Ingress or Gateway API HTTPRoute of every component with a route. */
export class EdgeChart extends EnvironmentChart {
  constructor(scope: Construct, id: string, props: EnvironmentChartProps) {
    super(scope, id, props);
    const { edge } = props.model.environment;
    for (const component of props.model.components) {
      if (!component.route) continue;
      if (edge.kind === 'ingress') this.ingress(component, component.route, edge);
      else if (edge.kind === 'gateway') this.httpRoute(component, component.route, edge);
    }
  }

  private ingress(component: Component, route: Route, edge: Extract<Edge, { kind: 'ingress' }>): void {
    const issuer = edge.tls?.issuer;
    new k8s.KubeIngress(this, component.name, {
      metadata: this.meta(component.name, {
        labels: componentLabels(this.model, component),
        ...(issuer === undefined ? {} : { annotations: { 'cert-manager.io/cluster-issuer': issuer } }),
      }),
      spec: {
        ingressClassName: edge.className,
        ...(edge.tls
          ? { tls: [{ hosts: [route.host], secretName: edge.tls.secretName ?? `${component.name}-tls` }] }
          : {}),
        rules: [
          {
            host: route.host,
            http: {
              paths: [
                {
                  path: route.path,
                  pathType: 'Prefix',
                  backend: { service: { name: component.name, port: { name: route.port.name } } },
                },
              ],
            },
          },
        ],
      },
    });
  }

  private httpRoute(component: Component, route: Route, edge: Extract<Edge, { kind: 'gateway' }>): void {
    new HttpRoute(this, component.name, {
      metadata: this.meta(component.name, { labels: componentLabels(this.model, component) }),
      spec: {
        parentRefs: [edge.gateway],
        hostnames: [route.host],
        rules: [
          {
            matches: [{ path: { type: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX, value: route.path } }],
            backendRefs: [{ name: component.name, port: route.port.number }],
          },
        ],
      },
    });
  }
}
