import type { Setting } from '#base';
import { fetchSettings } from './fetch-url.ts';
import { archiveSettings } from './archives/settings.ts';
import { hotFolderSettings } from './hot-folder/policy.ts';
import type { PhotoshopRules, ProductionLimits } from './types.ts';

/** An hour of film in eight sizes takes two cores about this long. */
const defaultFilmTimeMs = 6 * 3_600_000;

/** A 400-megapixel CMYK image with its first halving takes 2 GB while it is worked on. */
export const defaultProductionLimits: ProductionLimits = {
  timeMs: 10 * 60_000,
  memoryBytes: 3 * 2 ** 30,
  outputBytes: 8 * 2 ** 30,
  pixels: 400_000_000,
  filmTimeMs: defaultFilmTimeMs,
};

/** What a company that decided nothing takes Photoshop documents apart with. @source specification of production, §8.2, §8.4 */
export const defaultPhotoshopRules: PhotoshopRules = {
  templateSuffix: '_template',
  layerNames: ['Hintergrund', 'Ebene #', 'Arrière-plan', 'Calque #', '背景', 'レイヤー #'],
};

/** Settings of production. */
export const productionSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_FILE_TIME_LIMIT_SECONDS', kind: 'integer', unit: 's', min: 1, max: 86_400,
    default: defaultProductionLimits.timeMs / 1000,
    meaning: 'A file whose production takes longer ends in error; its child process is ended.',
  },
  {
    name: 'PREPRESS_VIDEO_TIME_LIMIT_SECONDS', kind: 'integer', unit: 's', min: 1, max: 2_592_000,
    default: defaultFilmTimeMs / 1000,
    meaning: 'The same for a film or recording with all its encodes. An encoder may use this much time of each processor it was given.',
  },
  {
    name: 'PREPRESS_FILE_MEMORY_LIMIT_MB', kind: 'integer', unit: 'MB', min: 128, max: 1_048_576,
    default: defaultProductionLimits.memoryBytes / 2 ** 20,
    meaning: 'Resident memory a production child process may take before it is ended.',
  },
  {
    name: 'PREPRESS_FILE_OUTPUT_LIMIT_MB', kind: 'integer', unit: 'MB', min: 1, max: 1_048_576,
    default: defaultProductionLimits.outputBytes / 2 ** 20,
    meaning: 'Bytes the production of one file may write, intermediate ones included.',
  },
  ...archiveSettings,
  ...hotFolderSettings,
  {
    name: 'PREPRESS_PIXEL_LIMIT', kind: 'integer', unit: 'px', min: 1, max: 16_000_000_000,
    default: defaultProductionLimits.pixels,
    meaning: 'Pixels of an image beyond which it is refused before it is decoded.',
  },
  {
    name: 'PREPRESS_PSD_TEMPLATE_SUFFIX', kind: 'text', default: defaultPhotoshopRules.templateSuffix,
    meaning: 'What the id of a template has behind the id of its Photoshop document. Per company: psdTemplateSuffix.',
  },
  {
    name: 'PREPRESS_PSD_LAYER_NAMES', kind: 'text', default: defaultPhotoshopRules.layerNames.join(','),
    meaning: 'Names of layers that count as none, beside Background and Layer #, with commas between them; # stands for a number. Per company: psdLayerNames.',
  },
  ...fetchSettings,
];

/** How Photoshop documents are taken apart. @param company What it decided itself. */
export function photoshopRules(
  settings: { text(name: string): string | undefined }, company: { readonly psdTemplateSuffix: string | undefined; readonly psdLayerNames: readonly string[] | undefined },
): PhotoshopRules {
  const names = (): readonly string[] => (settings.text('PREPRESS_PSD_LAYER_NAMES') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  return {
    templateSuffix: company.psdTemplateSuffix ?? (settings.text('PREPRESS_PSD_TEMPLATE_SUFFIX') || defaultPhotoshopRules.templateSuffix),
    layerNames: company.psdLayerNames ?? names(),
  };
}

/** The limits as the settings say. */
export function productionLimits(settings: { integer(name: string): number }): ProductionLimits {
  return {
    timeMs: settings.integer('PREPRESS_FILE_TIME_LIMIT_SECONDS') * 1000,
    memoryBytes: settings.integer('PREPRESS_FILE_MEMORY_LIMIT_MB') * 2 ** 20,
    outputBytes: settings.integer('PREPRESS_FILE_OUTPUT_LIMIT_MB') * 2 ** 20,
    pixels: settings.integer('PREPRESS_PIXEL_LIMIT'),
    filmTimeMs: settings.integer('PREPRESS_VIDEO_TIME_LIMIT_SECONDS') * 1000,
  };
}
