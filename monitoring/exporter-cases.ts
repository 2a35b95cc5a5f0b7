import { exporterName } from '../model/derive/exporters';
import type { Engine } from '../model/model';
import type { AlertCase, AlertContext } from './alert';

/** A case for every exporter of an engine, from the label matchers of its metrics. */
export function exporterCases(
  engine: Engine,
): (expr: (of: string) => string) => (context: AlertContext) => readonly AlertCase[] {
  return (expr) =>
    ({ model, of }) =>
      model.backingServices
        .filter((service) => service.engine === engine)
        .map(exporterName)
        .filter((name) => model.components.some((component) => component.name === name))
        .map((name) => ({ component: name, expr: expr(of(name)) }));
}
