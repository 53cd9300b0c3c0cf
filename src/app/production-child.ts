import { keepCompiledCode } from '../compiled-code.ts';
import type { ChildTask, DrawTemplate } from '#production';

/*
 * Entry file of a production child process; it acts when it is started and nobody imports it.
 * Arguments: threads of one operation, and the pixels beyond which nothing is decoded.
 */
keepCompiledCode();
const [{ openSharpRaster }, { openLcmsColour }, { openDeveloper, openEngines }, { openPdfiumDocuments }, { openGhostscript }, { openFfmpegMedia }, { serveTasks }, { measure, produce }] = await Promise.all([
  import('#adapters/sharp'), import('#adapters/lcms'), import('#adapters/engines'), import('#adapters/pdfium'), import('#adapters/ghostscript'), import('#adapters/ffmpeg'),
  import('#adapters/production-children'), import('#production'),
]);
const [threads = '1', limitPixels = '400000000'] = process.argv.slice(2);
/** Most files are no layered documents: what draws templates is loaded with the first. */
const drawTemplate: DrawTemplate = async (template) => {
  const [{ openSharpView }, { openHarfbuzzFonts }, { openUnstoredView }] = await Promise.all([import('#adapters/sharp'), import('#adapters/harfbuzz'), import('#rendering')]);
  drawing ??= openUnstoredView({ view: await openSharpView({ threads: Number(threads), timeLimitSeconds: 60 }), colour: tools.colours, fonts: openHarfbuzzFonts() });
  return drawing(template);
};
let drawing: DrawTemplate | undefined;
const raster = await openSharpRaster({ threads: Number(threads), limitPixels: Number(limitPixels) });
const engines = openEngines();
const tools = {
  raster,
  colours: openLcmsColour(),
  developer: openDeveloper(engines),
  documents: openPdfiumDocuments(),
  postScript: openGhostscript(engines, raster),
  drawTemplate,
  media: openFfmpegMedia(engines),
  threads: Number(threads),
};

serveTasks((task: ChildTask, onProgress, note): Promise<unknown> =>
  ('kind' in task ? measure(task, tools, onProgress) : produce(task, tools, onProgress, note)));
