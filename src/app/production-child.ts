import { keepCompiledCode } from '../compiled-code.ts';
import type { ArchiveReader } from '#ports';
import type { ChildTask, DrawTemplate } from '#production';

/*
 * Entry file of a production child process; it acts when it is started and nobody imports it.
 * Arguments: threads of one operation, and the pixels beyond which nothing is decoded.
 */
keepCompiledCode();
const [{ openSharpRaster }, { openLcmsColour }, { openDeveloper, openEngines }, { openPdfiumDocuments }, { openGhostscript }, { openFfmpegMedia }, { serveTasks }, { listArchive, measure, produce, unpack }] = await Promise.all([
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

/** Loaded when the first archive comes. */
const archiveReader = async (): Promise<ArchiveReader> => {
  const [{ openZip }, { openTar }] = await Promise.all([import('#adapters/yauzl'), import('#adapters/tar-stream')]);
  return { openZip, openTar };
};

serveTasks(async (task: ChildTask, onProgress, note, handOver): Promise<unknown> => {
  if (!('kind' in task)) return produce(task, tools, onProgress, note);
  switch (task.kind) {
    case 'measure': return measure(task, tools, onProgress);
    case 'unpack': return unpack(task, await archiveReader(), onProgress, handOver);
    case 'list': return listArchive(task, await archiveReader());
  }
});
