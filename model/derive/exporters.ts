import type { BackingService, Component, Model } from '../model';

/** Name of the component that gives the metrics of a backing service. */
export function exporterName({ name }: Pick<BackingService, 'name'>): string {
  return `${name}-exporter`;
}

/** Whether a component is there to watch others, and not a part of the application. */
export function isForMonitoring({ purpose }: Component): boolean {
  return purpose === 'monitoring';
}

/** The application alone. */
export function withoutExporters(model: Model): Model {
  return { ...model, components: model.components.filter((component) => !isForMonitoring(component)) };
}
