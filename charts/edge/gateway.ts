import { type HttpRouteSpecRulesFilters, HttpRouteSpecRulesFiltersType } from '../../imports/gateway.networking.k8s.io';
import type { Header } from '../../model/derive/edge';

/** Filters of each rule; the standard channel of the Gateway API has none for a rate limit. */
export function gatewayFilters(headers: readonly Header[]): HttpRouteSpecRulesFilters[] {
  if (headers.length === 0) return [];
  return [
    {
      type: HttpRouteSpecRulesFiltersType.RESPONSE_HEADER_MODIFIER,
      responseHeaderModifier: { set: headers.map(({ name, value }) => ({ name, value })) },
    },
  ];
}
