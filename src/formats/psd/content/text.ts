import { brokenFile, byteReader, type ByteReader, type ByteSource } from '../../bytes.ts';
import type { Affine } from '../../path/transform.ts';
import { readBlock, type PsdBlock } from '../layers/blocks.ts';
import { readVersionedDescriptor } from './descriptor.ts';
import { parseEngineText, type EngineTable, type EngineValue } from './engine-text.ts';
import { engineAt, engineList, engineRuns, paragraphReader, styleReader } from './text-styles.ts';
import type { PsdRun, PsdText } from './text-types.ts';
import { bytesIn, choiceIn } from './values.ts';

/** A page of text with all its styles has some hundred kilobytes. */
const maxBlockBytes = 16 * 2 ** 20;
const maxLength = 100_000;

/** Reads the text of a layer.
 *  @returns Undefined when it has none that can be read as text: text of Photoshop 5 (`tySh`) is not.
 *  @throws BROKEN_FILE
 *  @source Adobe Photoshop file formats specification, "Type tool object setting" */
export function readPsdText(source: ByteSource, blocks: readonly PsdBlock[]): PsdText | undefined {
  const block = blocks.find(({ key }) => key === 'TySh');
  if (!block) return undefined;
  const content = readBlock(source, block, maxBlockBytes);
  const numbers = byteReader(content, 'big', 'Photoshop text');
  const headBytes = 2 + 6 * 8;
  const { descriptor, end } = readVersionedDescriptor(content, headBytes + 2);
  const engine = bytesIn(descriptor, 'EngineData');
  if (!engine) return undefined;
  const parsed = parseEngineText(engine);
  return { ...textOf(parsed), toCanvas: readTransform(numbers, 2), isVertical: choiceIn(descriptor, 'Ornt') === 'Vrtc', warp: readWarp(content, end) };
}

function readTransform(numbers: ByteReader, at: number): Affine {
  const values = Array.from({ length: 6 }, (_, index) => numbers.f64(at + index * 8));
  if (!values.every(Number.isFinite)) throw brokenFile('Photoshop text without a place');
  return values as unknown as Affine;
}

/** Behind the text stands how it is bent, behind a version number again. */
function readWarp(content: Uint8Array, at: number): string | undefined {
  if (at + 6 > content.byteLength) return undefined;
  const style = choiceIn(readVersionedDescriptor(content, at + 2).descriptor, 'warpStyle');
  return style === undefined || style === 'warpNone' ? undefined : style;
}

function textOf(parsed: EngineTable): Pick<PsdText, 'text' | 'box' | 'styles' | 'paragraphs'> {
  const document = engineAt(parsed, 'EngineDict');
  const resources = engineAt(parsed, 'ResourceDict') ?? engineAt(parsed, 'DocumentResources');
  const raw = engineAt(document, 'Editor', 'Text');
  // The engine ends every text with a paragraph's end of its own.
  const text = (typeof raw === 'string' ? raw : '').replace(/\r$/, '').slice(0, maxLength).replaceAll('\r', '\n').replaceAll('\u0003', '\v');
  const [styleOf, paragraphOf] = [styleReader(resources), paragraphReader(resources)];
  return {
    text,
    box: boxOf(document),
    styles: covering(engineRuns(engineAt(document, 'StyleRun'), text.length)
      .map(({ length, row }) => ({ length, style: styleOf(engineAt(row, 'StyleSheet', 'StyleSheetData')) })), text.length, () => styleOf(undefined)),
    paragraphs: covering(engineRuns(engineAt(document, 'ParagraphRun'), text.length)
      .map(({ length, row }) => ({ length, style: paragraphOf(engineAt(row, 'ParagraphSheet', 'Properties')) })), text.length, () => paragraphOf(undefined)),
  };
}

function boxOf(document: EngineValue): PsdText['box'] {
  const sides = engineList(document, 'Rendered', 'Shapes', 'Children', 0, 'Cookie', 'Photoshop', 'BoxBounds');
  const [left, top, right, bottom] = sides;
  const isBox = typeof left === 'number' && typeof top === 'number' && typeof right === 'number' && typeof bottom === 'number';
  return isBox ? [left, top, right, bottom] : undefined;
}

/** What runs leave over takes the last one's style. */
function covering<T>(runs: readonly PsdRun<T>[], length: number, normal: () => T): readonly PsdRun<T>[] {
  const left = length - runs.reduce((sum, run) => sum + run.length, 0);
  return left > 0 ? [...runs, { length: left, style: runs.at(-1)?.style ?? normal() }] : runs;
}
