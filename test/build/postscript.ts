/** A PostScript program: comments in front, then what draws. */
export type ProgramParts = {
  /** Without the two percent signs, as `BoundingBox: 0 0 10 10`. */
  readonly comments?: readonly string[];
  readonly body?: string;
  /** Behind the pages; with it `%%Trailer` is written. */
  readonly trailer?: readonly string[];
  readonly isEps?: boolean;
  readonly lineEnd?: '\n' | '\r' | '\r\n';
};

/** Writes a program as the structuring conventions want it. */
export function postScript({ comments = [], body = '', trailer, isEps = false, lineEnd = '\n' }: ProgramParts): Buffer {
  const lines = [
    `%!PS-Adobe-3.0${isEps ? ' EPSF-3.0' : ''}`, ...comments.map((comment) => `%%${comment}`), '%%EndComments',
    ...body.split('\n'), ...(trailer ? ['%%Trailer', ...trailer.map((comment) => `%%${comment}`)] : []), '%%EOF', '',
  ];
  return Buffer.from(lines.join(lineEnd), 'latin1');
}

/** An EPS with a box. @param box Left, bottom, right and top in points. */
export function eps(box: readonly [number, number, number, number], body: string, comments: readonly string[] = []): Buffer {
  const whole = [Math.floor(box[0]), Math.floor(box[1]), Math.ceil(box[2]), Math.ceil(box[3])];
  return postScript({ isEps: true, comments: [`BoundingBox: ${whole.join(' ')}`, `HiResBoundingBox: ${box.join(' ')}`, ...comments], body });
}

/** Puts a program behind a header for DOS, with a preview before or behind it.
 *  @source Encapsulated PostScript File Format Specification 3.0, §5.2 */
export function dosEps(program: Uint8Array, preview: { readonly kind: 'tiff' | 'wmf'; readonly bytes: Uint8Array; readonly isInFront?: boolean }): Buffer {
  const header = Buffer.alloc(30);
  const previewAt = preview.isInFront ? 30 : 30 + program.byteLength;
  const programAt = preview.isInFront ? 30 + preview.bytes.byteLength : 30;
  header.writeUInt32BE(0xc5d0d3c6, 0);
  header.writeUInt32LE(programAt, 4);
  header.writeUInt32LE(program.byteLength, 8);
  const at = preview.kind === 'wmf' ? 12 : 20;
  header.writeUInt32LE(previewAt, at);
  header.writeUInt32LE(preview.bytes.byteLength, at + 4);
  header.writeUInt16LE(0xffff, 28);
  return Buffer.concat(preview.isInFront ? [header, preview.bytes, program] : [header, program, preview.bytes]);
}

/** A picture of Photoshop as EPS: planes of a row one behind the other, in hexadecimal digits, with its resources.
 *  @param at Bytes of the colours of a pixel. */
export function photoshopEps(
  picture: { readonly widthPx: number; readonly heightPx: number; readonly resolutionPpi: number; readonly colour: 'gray' | 'rgb' | 'cmyk' },
  at: (x: number, y: number) => readonly number[], resources?: Uint8Array,
): Buffer {
  const { widthPx, heightPx, resolutionPpi, colour } = picture;
  const [mode, channels] = { gray: [1, 1], rgb: [3, 3], cmyk: [4, 4] }[colour] as [number, number];
  const [widthPt, heightPt] = [(widthPx * 72) / resolutionPpi, (heightPx * 72) / resolutionPpi];
  const rows = Array.from({ length: heightPx }, (_row, y) => Array.from({ length: channels }, (_channel, channel) =>
    Buffer.from(Array.from({ length: widthPx }, (_pixel, x) => at(x, y)[channel]!)).toString('hex')).join('\n'));
  const names = Array.from({ length: channels }, (_channel, channel) => `plane${channel}`);
  const sources = names.map((name) => `{ currentfile ${name} readhexstring pop }`).join(' ');
  const image = channels === 1 ? `${sources} image` : `${sources} true ${channels} colorimage`;
  return postScript({
    isEps: true,
    comments: ['Creator: Adobe Photoshop Version 7.0', `BoundingBox: 0 0 ${Math.ceil(widthPt)} ${Math.ceil(heightPt)}`, `HiResBoundingBox: 0 0 ${widthPt} ${heightPt}`],
    body: [
      `%ImageData: ${widthPx} ${heightPx} 8 ${mode} 0 ${widthPx} 2 "beginimage"`,
      ...(resources ? [`%BeginPhotoshop: ${resources.byteLength}`, ...hexLines(resources), '%EndPhotoshop'] : []),
      'save', ...names.map((name) => `/${name} ${widthPx} string def`), `${widthPt} ${heightPt} scale`,
      `${widthPx} ${heightPx} 8 [${widthPx} 0 0 -${heightPx} 0 ${heightPx}]`, image, ...rows, 'restore', 'showpage',
    ].join('\n'),
  });
}

function hexLines(bytes: Uint8Array): readonly string[] {
  return (Buffer.from(bytes).toString('hex').toUpperCase().match(/.{1,64}/g) ?? []).map((digits) => `% ${digits}`);
}
