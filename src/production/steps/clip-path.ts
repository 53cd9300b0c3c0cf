import { clippingPath, openCoverage, readPath } from '#formats';
import type { Step } from '../plan.ts';
import { flowOf, type Context } from './context.ts';

/** Makes alpha from the clipping path of the file; alpha that is there already counts where it is less.
 *  @source specification of UploadPostJob, §3.4 */
export async function clipPath(context: Context, step: Extract<Step, { kind: 'clipPath' }>): Promise<void> {
  const flow = flowOf(context);
  const { shape } = flow;
  const saved = context.source.photoshop && clippingPath(context.source.photoshop);
  if (!saved) throw new TypeError(`Expected a clipping path ${step.name}`);
  const path = readPath(saved.records);
  flow.changes.push({
    open() {
      const coverage = openCoverage(path, { ...shape, orientation: context.source.orientation });
      return ({ colour, alpha }) => {
        const covered = coverage.rows(colour.length / shape.colours / shape.widthPx);
        return { colour, alpha: alpha ? least(alpha, covered) : covered };
      };
    },
    ms: 0,
  });
  flow.shape = { ...shape, hasAlpha: true };
}

function least(alpha: Uint8Array, covered: Uint8Array): Uint8Array {
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    const value = covered[pixel]!;
    if (value < alpha[pixel]!) alpha[pixel] = value;
  }
  return alpha;
}
