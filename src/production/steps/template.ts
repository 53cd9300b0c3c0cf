import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Adds the template that puts the images of layers together again. */
export function template(context: Context, { name, modifier }: Extract<Step, { kind: 'template' }>): Promise<void> {
  context.derived.push({ part: 'template', name, extension: 'psd', type: 'Template', artifacts: [], modifier, warnings: [] });
  return Promise.resolve();
}
