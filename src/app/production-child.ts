import { openSharpRaster } from '#adapters/sharp';
import { serveTasks } from '#adapters/production-children';
import { produce, type ProductionTask } from '#production';

/*
 * Entry file of a production child process; it acts when it is started and nobody imports it.
 * Arguments: threads of one operation, and the pixels beyond which nothing is decoded.
 */
const [threads = '1', limitPixels = '400000000'] = process.argv.slice(2);
const raster = await openSharpRaster({ threads: Number(threads), limitPixels: Number(limitPixels) });

serveTasks((task: ProductionTask, onProgress) => produce(task, raster, onProgress));
