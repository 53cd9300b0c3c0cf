import sharp from 'sharp';
import { openCoverage, type Path } from '../../src/formats/index.ts';
import { timed, type Case } from '../harness.ts';

const widthPx = 6_000;
const heightPx = 4_000;
const knotCount = 300;

/** Coverage of 24 megapixels by a wavy outline of 300 knots with a hole, as a cut-out has. Baseline: librsvg draws the same. */
export const coverage: Case = {
  name: 'coverage of 24 MP by a path',
  goal: '≤ 1.5×',
  maxRatio: 1.5,
  rounds: 7,
  prepare() {
    const path: Path = { isInverted: false, subpaths: [wave(0.45, 1), wave(0.2, -1)] };
    sharp.cache(false);
    sharp.concurrency(1);
    const drawing = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><path fill-rule="evenodd" d="${pathData(path)}"/></svg>`);
    const times: number[] = [];
    return Promise.resolve({
      baseline: { name: 'librsvg', run: () => timed(() => sharp(drawing, { limitInputPixels: false }).extractChannel(3).raw().toBuffer()) },
      ours: {
        name: 'openCoverage',
        async run() {
          const elapsedMs = await timed(async () => {
            const covered = openCoverage(path, { widthPx, heightPx, orientation: 1 });
            for (let row = 0; row < heightPx; row += 64) covered.rows(64);
          });
          times.push(elapsedMs);
          return elapsedMs;
        },
      },
      facts: async () => [{ name: 'fastest', value: `${Math.min(...times).toFixed(0)} ms` }],
      [Symbol.asyncDispose]: async () => {},
    });
  },
};

function wave(radius: number, direction: number): Path['subpaths'][number] {
  const knots = Array.from({ length: knotCount }, (_, index) => {
    const angle = (direction * index * 2 * Math.PI) / knotCount;
    const reach = radius * (1 + 0.03 * Math.sin(index * 1.7));
    const [x, y, turn] = [0.5 + reach * Math.cos(angle), 0.5 + reach * Math.sin(angle), (direction * radius * 2) / knotCount];
    const [dx, dy] = [-Math.sin(angle) * turn, Math.cos(angle) * turn];
    return { xIn: x - dx, yIn: y - dy, x, y, xOut: x + dx, yOut: y + dy };
  });
  return { isClosed: true, knots };
}

function pathData(path: Path): string {
  const at = (x: number, y: number): string => `${(x * widthPx).toFixed(3)} ${(y * heightPx).toFixed(3)}`;
  return path.subpaths.map(({ knots }) => {
    const [first] = knots;
    const curves = knots.map((knot, index) => {
      const next = knots[(index + 1) % knots.length]!;
      return `C${at(knot.xOut, knot.yOut)} ${at(next.xIn, next.yIn)} ${at(next.x, next.y)}`;
    });
    return `M${at(first!.x, first!.y)}${curves.join('')}Z`;
  }).join('');
}
