import { exporterName, isForMonitoring } from '../../model/derive/exporters';
import { isCnpg } from '../../model/derive/hosting';
import type { BackingService, Component, Model } from '../../model/model';
import type { AlertContext, Place } from '../alert';
import { alertContext } from '../context';
import { requestHistogram } from '../request-histogram';
import { capacityPanels } from './capacity';
import { cnpgPanels } from './cnpg';
import { componentPanels } from './component';
import { overviewPanels } from './overview';
import { type DashboardPlan, dashboardJson, type Panel } from './panels';
import { postgresPanels } from './postgres';
import { redisPanels } from './redis';

/** Grafana takes at most 40 characters. */
const LONGEST_UID = 40;

/** The dashboards of an environment as JSON, by the name of their file; none where it is not watched. */
export function dashboards(model: Model, place: Place): ReadonlyMap<string, string> {
  if (model.environment.monitoring === undefined) return new Map();
  const context = alertContext(model, place);
  const plans = [
    plan(model, 'overview', overviewPanels(context)),
    ...model.components
      .filter((component) => !isForMonitoring(component) && hasPanels(context, component))
      .map((component) => plan(model, component.name, componentPanels(context, component))),
    ...servicePlans(context),
    ...(place === 'cluster' ? [plan(model, 'capacity', capacityPanels(context))] : []),
  ];
  return new Map(plans.map(([name, each]) => [name, dashboardJson(each)]));
}

function servicePlans(context: AlertContext): (readonly [string, DashboardPlan])[] {
  const { model } = context;
  return model.backingServices.flatMap((service) => {
    const panels = servicePanels(context, service);
    return panels === undefined ? [] : [plan(model, service.name, panels)];
  });
}

/** Undefined where nothing here gives metrics of it. */
function servicePanels(context: AlertContext, service: BackingService): readonly Panel[] | undefined {
  const exporter = exporterName(service);
  if (isCnpg(service)) return context.place === 'cluster' ? cnpgPanels(context, service) : undefined;
  if (!context.model.components.some(({ name }) => name === exporter)) return undefined;
  const matchers = context.of(exporter);
  return service.engine === 'postgres' ? postgresPanels(matchers) : redisPanels(matchers);
}

function plan(
  { application, environment }: Model,
  name: string,
  panels: DashboardPlan['panels'],
): readonly [string, DashboardPlan] {
  const title = `${application.name} ${environment.name}: ${name}`;
  const tags = ['manifold', application.name, environment.name];
  const uid = `${application.name}-${environment.name}-${name}`;
  return [name, { uid: uid.length <= LONGEST_UID ? uid : shortened(uid), title, tags, panels }];
}

/** Two long names with the same beginning stay two. */
function shortened(uid: string): string {
  let hash = 5381;
  for (const character of uid) hash = (hash * 33 + (character.codePointAt(0) ?? 0)) >>> 0;
  const end = `-${hash.toString(36)}`;
  return `${uid.slice(0, LONGEST_UID - end.length)}${end}`;
}

/** In Compose nothing but its requests is known of a component. */
function hasPanels(context: AlertContext, component: Component): boolean {
  if (component.run !== undefined) return false;
  return context.place === 'cluster' || requestHistogram(context, component) !== undefined;
}
