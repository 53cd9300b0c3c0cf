/** The picture in an EPS of Photoshop, as a comment describes it. */
export type PhotoshopImageData = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitsPerComponent: number;
  readonly colour: 'gray' | 'lab' | 'rgb' | 'cmyk';
  /** Channels behind the colours that are no picture. */
  readonly extraChannels: number;
};

const colours = { 1: 'gray', 2: 'lab', 3: 'rgb', 4: 'cmyk' } as const;

/** @param head The first bytes of the program as Latin-1.
 *  @source Adobe Technical Note 5149 "Open Structuring Conventions": `%ImageData: columns rows depth mode padding …` */
export function readImageData(head: string): PhotoshopImageData | undefined {
  const words = /(?:^|[\r\n])%ImageData:[ \t]*(\d{1,6})[ \t]+(\d{1,6})[ \t]+(\d{1,2})[ \t]+([1-4])[ \t]+(\d{1,2})/.exec(head);
  if (!words) return undefined;
  const [widthPx = 0, heightPx = 0, bitsPerComponent = 0, mode = 0, extraChannels = 0] = words.slice(1).map(Number);
  const colour = colours[mode as keyof typeof colours];
  return widthPx > 0 && heightPx > 0 ? { widthPx, heightPx, bitsPerComponent, colour, extraChannels } : undefined;
}
