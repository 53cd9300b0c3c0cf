import { Failure } from '#base';
import type { VttFacts } from '#formats';
import type { AssetFacts, AssetType } from '#library';
import { contentName, fitsType, isReadableRaster, refusalOfName, unreadableRasters } from './contents.ts';
import { planArtwork } from './documents/plan-artwork.ts';
import { planPdf } from './documents/plan.ts';
import { planFilm } from './media/plan.ts';
import type { EncodingPreset } from './media/preset.ts';
import { planImage, planUnmerged, thumbnailPx } from './plan-image.ts';
import type { ChosenProfiles, Plan, PlanVerdict, Remark } from './plan.ts';
import type { FileProbe } from './probe.ts';
import type { ProductionLimits, ProductionTask, UploadOptions } from './types.ts';

/** Decides what becomes of a file; reads no pixel and touches nothing.
 *  @param chosen Facts of the profiles that the options name; undefined where they name none, or where one is unreadable.
 *  @param presets That the options name or bring along.
 *  @throws UNSUPPORTED_FILE_TYPE, UNSUPPORTED_IMAGE, CONTENT_MISMATCH, JAVASCRIPT_DISABLED, BROKEN_FILE, PIXEL_LIMIT,
 *    MEMORY_LIMIT, PROFILE_MISMATCH, BROKEN_PROFILE */
export function makePlan(
  probe: FileProbe, options: UploadOptions, limits: ProductionLimits, company: ProductionTask['company'], chosen?: ChosenProfiles,
  presets: readonly EncodingPreset[] = [],
): PlanVerdict {
  if (probe.isHidden) return { kind: 'skip', warning: { key: 'log.hiddenFile', params: { path: probe.fileName } } };
  const type = probe.type;
  if (type === undefined) {
    const { code, params } = refusalOfName(probe.extension);
    throw new Failure(code, params);
  }
  if (type === 'Javascript' && !company.javascriptUploadEnabled) throw new Failure('JAVASCRIPT_DISABLED');
  refuseWrongContent(probe, type);
  if (probe.film && (type === 'Video' || type === 'Audio')) return { kind: 'plan', plan: planFilm(probe, probe.film, type, options, limits, presets) };
  if (probe.unmerged) return { kind: 'plan', plan: planUnmerged(probe, probe.unmerged, options, limits, chosen, company.photoshop) };
  const { document } = probe;
  if (document && (type === 'PostScript' || type === 'Illustrator')) return { kind: 'plan', plan: planArtwork(probe, type, document, options, limits, company, chosen) };
  if (document) return { kind: 'plan', plan: planPdf(probe.fileName, document, options, limits, company, chosen) };
  return { kind: 'plan', plan: probe.image ? planImage(probe, probe.image, type, options, limits, chosen, company.photoshop) : planStored(probe, type, options) };
}

function refuseWrongContent(probe: FileProbe, type: AssetType): void {
  const { kind, extension } = probe;
  // What was developed has an image whatever its content looks like.
  if (type === 'Image' && probe.image) return;
  if (kind === 'empty' && !fitsType(kind, type)) throw new Failure('BROKEN_FILE', { detail: 'it is empty' });
  if (!fitsType(kind, type)) throw new Failure('CONTENT_MISMATCH', { found: contentName(kind), extension });
  if (type === 'Image' && !isReadableRaster(kind)) throw new Failure('UNSUPPORTED_IMAGE', { detail: unreadableRasters[kind] ?? kind });
}

const hasPages: ReadonlySet<AssetType> = new Set<AssetType>(['Pdf', 'PostScript', 'Illustrator']);

/** @throws BROKEN_FILE for captions that no player would show */
function planStored(probe: FileProbe, type: AssetType, options: UploadOptions): Plan {
  const { profile, captions } = probe;
  if (typeof captions === 'string') throw new Failure('BROKEN_FILE', { detail: captions });
  const facts = captions ? captionFacts(captions, options) : profile && {
    profileClass: profile.profileClass, colourSpace: profile.space, connectionSpace: profile.connectionSpace,
    description: profile.description ?? '',
  };
  return {
    type, steps: type === 'InDesign' ? [{ kind: 'embeddedPreview', boxPx: thumbnailPx }] : [], price: { pixels: 0, bytes: 0 }, crop: undefined, facts, warnings: [],
    notes: inDesignNotes(type, options), ...(hasPages.has(type) && { derivedBy: 'PostScriptRip' }),
  };
}

/** @source specification of UploadPostJob, §3.20 */
function inDesignNotes(type: AssetType, { inDesign }: UploadOptions): readonly Remark[] {
  return type === 'InDesign' && inDesign.process === 'Rasterize' ? [{ key: 'log.inDesignNotDrawn', params: {} }] : [];
}

/** @source specification of UploadPostJob, §5 "audioCaptionsMetadata": "stored with caption/audio file" */
function captionFacts({ cues, endMs }: VttFacts, { captions }: UploadOptions): AssetFacts {
  return { cues, endMs, ...(captions?.sourceVideoId !== undefined && { sourceVideoId: captions.sourceVideoId }), ...captions?.track };
}
