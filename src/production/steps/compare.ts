import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asFailure, type TextKey } from '#base';
import type { Pixels } from '#ports';
import { imageFactsOf } from '../image-facts.ts';
import { openKernels, reuseKernels } from '../kernels/open.ts';
import { coloursOf } from '../flow/flow.ts';
import { blame, compareViews, type SuspectReason } from '../layers/fidelity.ts';
import type { Remark, Step } from '../plan.ts';
import { openPyramid } from '../pyramid/write.ts';
import type { ArtifactFile, ImagePlace } from '../types.ts';
import type { Context } from './context.ts';

type CompareStep = Extract<Step, { kind: 'compare' }>;

const reasons: Readonly<Record<SuspectReason, TextKey>> = {
  blendMode: 'log.psdDeviatesByBlendMode', dissolve: 'log.psdDeviatesByDissolve', effects: 'log.psdDeviatesByEffects', adjustment: 'log.psdDeviatesByAdjustment',
  group: 'log.psdDeviatesByGroup', clipping: 'log.psdDeviatesByClipping', feather: 'log.psdDeviatesByFeather', text: 'log.psdDeviatesByText',
  typesetting: 'log.psdDeviatesByTypesetting', inks: 'log.psdDeviatesByInks', artboard: 'log.psdDeviatesByArtboard',
};
const mostBlames = 5;
/** Percent of the differing pixels below which nobody is named. */
const leastShare = 1;

/** Draws the template as delivery will, compares it with the merged image at the size of the step, and notes how far they
 *  differ and which layers are to blame. Nothing is noted of a template that shows the same. */
export async function compare(context: Context, step: CompareStep): Promise<void> {
  const { drawTemplate, thumbnailSource: merged } = context;
  const template = context.derived.find(({ type }) => type === 'Template');
  if (!drawTemplate || !merged || !template?.modifier) return;
  const objectOf = (part: string): string => `of/${part}`;
  const images = new Map(context.derived.flatMap((part): [string, ImagePlace][] => (part.image ? [[objectOf(part.part), {
    // Levels below the first may be sharpened, each image by itself.
    image: step.isSharpened ? { ...part.image, levels: part.image.levels.slice(0, 1) } : part.image,
    optimizedPath: pathOf(part.artifacts, 'optimized')!, maskPath: pathOf(part.artifacts, 'mask'),
  }]] : [])));
  const modifier = template.modifier.map((piece) => (typeof piece === 'string' ? piece : objectOf(piece.part).split('/').map(encodeURIComponent).join('/'))).join('');
  const { widthPx, heightPx } = merged;
  const { fontPath } = context;
  try {
    const shown = await drawTemplate({ modifier, images, fontPath, widthPx, heightPx });
    const wanted = await drawTemplate({ modifier: 'src=is{merged}', images: new Map([['merged', await write(context, merged)]]), fontPath, widthPx, heightPx });
    const isReduced = widthPx !== step.canvas.widthPx || heightPx !== step.canvas.heightPx;
    context.notes.push(...remarksOf(shown, wanted, step, isReduced ? 8 : 2.5));
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later') throw failure;
    context.notes.push({ key: 'log.psdTemplateUndrawn', params: { detail: failure.message } });
  }
}

function remarksOf(shown: Pixels, wanted: Pixels, { suspects, canvas }: CompareStep, tolerated: number): readonly Remark[] {
  const fidelity = compareViews(shown, wanted, tolerated);
  if (fidelity.deviating === 0) return [];
  const { blames, unexplained } = blame(fidelity, suspects, shown, canvas);
  return [
    { key: 'log.psdFidelity', params: { score: fidelity.score.toFixed(2), share: percent(fidelity.share), most: fidelity.most } },
    ...blames.filter(({ share }) => share >= leastShare).slice(0, mostBlames)
      .map(({ name, reason, share }): Remark => ({ key: reasons[reason], params: { layer: name.slice(0, 64), share: percent(share) } })),
    ...(unexplained >= leastShare ? [{ key: 'log.psdDeviatesUnexplained', params: { share: percent(unexplained) } } as const] : []),
  ];
}

/** The merged image as it was before it was compressed. */
async function write(context: Context, pixels: Pixels): Promise<ImagePlace> {
  const { widthPx, heightPx, colour, hasAlpha, bitsPerComponent } = pixels;
  const folder = join(context.workFolderPath, 'compared');
  await mkdir(folder);
  const [optimizedPath, maskPath] = [join(folder, 'optimized.tif'), join(folder, 'mask.tif')];
  const kernels = await openKernels();
  const shape = { widthPx, heightPx, colour, colours: coloursOf(colour), hasAlpha, bitsPerComponent };
  const levels = [{ widthPx, heightPx }];
  await using writer = await openPyramid({
    raster: context.raster, kernels, shape, levels, tilePx: 256, sharpening: undefined,
    colour: { path: optimizedPath, compression: { kind: 'deflate' } }, mask: { path: maskPath, compression: { kind: 'deflate' } },
  });
  await writer.push(hasAlpha ? kernels.split(pixels.samples, shape) : { colour: pixels.samples, alpha: undefined });
  await writer.finish({ resolutionPpi: 72, icc: context.profile, xmp: undefined });
  reuseKernels(kernels);
  return { image: { ...imageFactsOf(context, 72), widthPx, heightPx, levels }, optimizedPath, maskPath: hasAlpha ? maskPath : undefined };
}

function pathOf(artifacts: readonly ArtifactFile[], role: string): string | undefined {
  return artifacts.find((one) => one.role === role)?.path;
}

function percent(share: number): string {
  return share > 0 && share < 0.1 ? '< 0.1' : share.toFixed(1);
}
