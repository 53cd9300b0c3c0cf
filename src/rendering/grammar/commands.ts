/** Where a command written with no layer selected belongs. @source delivery, §1.3 */
export type CommandScope = 'request' | 'view' | 'layer' | 'composite' | 'finalView';

export type CommandRow = {
  readonly scope: CommandScope;
  /** `built`: the recipe knows it. `later`: refused as not available yet, unless it cannot matter. `ignored`: never matters. */
  readonly state: 'built' | 'later' | 'ignored';
  /** Values that change nothing, so that a command we lack need not be refused. */
  readonly neutral?: RegExp;
  /** Commands of one slot replace each other: `crop` and `cropN` are one. */
  readonly slot?: string;
};

const built = (scope: CommandScope, slot?: string): CommandRow => ({ scope, state: 'built', ...(slot && { slot }) });
const later = (scope: CommandScope, neutral?: RegExp): CommandRow => ({ scope, state: 'later', ...(neutral && { neutral }) });
const ignored = (scope: CommandScope): CommandRow => ({ scope, state: 'ignored' });

const zero = /^\s*[-+]?0*(\.0*)?\s*$/;
const zeroes = /^[\s,0.+-]*$/;

/** Every command of the protocol, by lower-case name. @source delivery, §3 */
const rows: Readonly<Record<string, CommandRow>> = {
  wid: built('view'), hei: built('view'), scl: built('view'), fit: built('view'), align: built('view'), rgn: built('view'),
  rect: built('view'), bgc: built('view'),

  req: built('request'), fmt: built('request'), qlt: built('request'), resmode: built('request'), printres: built('request'),
  icc: built('request'), iccembed: built('request'),
  cache: built('request'), id: built('request'), handler: built('request'), defaultimage: built('request'), dpr: built('request'),
  template: built('request'), effectmask: built('request'),
  // Only pjpeg looks at it, and every value there means progressive.
  pscan: ignored('request'),
  // Matter to palettes, static content and request types that are refused as such.
  quantize: ignored('request'), imageset: built('request'), labelkey: built('request'), type: ignored('request'),
  message: ignored('request'), name: ignored('request'), timeout: ignored('request'),
  network: ignored('request'),
  // Without a locale map every locale is the generic one.
  locale: ignored('request'),
  bfc: later('request', /^(off|0|false)$/i), jpegsize: later('request', zero),
  pathembed: later('request', /^(0|false)$/i),
  xmpembed: later('request', /^(0|false)$/i),

  crop: built('layer', 'crop'), cropn: built('layer', 'crop'), size: built('layer', 'size'), sizen: built('layer', 'size'),
  scale: built('layer'), res: built('layer'), rotate: built('layer'), bgcolor: built('layer'), color: built('layer'),
  extend: built('layer', 'extend'), extendn: built('layer', 'extend'), hide: built('layer'),
  anchor: built('layer', 'anchor'), anchorn: built('layer', 'anchor'), origin: built('layer', 'origin'), originn: built('layer', 'origin'),
  pos: built('layer', 'pos'), posn: built('layer', 'pos'), blendmode: built('layer'), mask: built('layer'), maskuse: built('layer'),
  src: built('layer', 'source'), text: built('layer', 'source'), textps: built('layer', 'source'), textattr: built('layer'), textangle: later('layer', zero),
  textflowpath: later('layer'), textflowxpath: later('layer'), textpath: later('layer'), pathattr: ignored('layer'),
  op_growmask: later('layer', zero), op_growmaskr: later('layer', zero), perspective: later('layer'), perspectiven: later('layer'),

  flip: built('composite'), opac: built('composite', 'opac'), opacity: built('composite', 'opac'),
  croppathe: built('composite'), clippath: built('composite'), clippathe: built('composite'), clipxpath: built('composite'), clipxpathe: built('composite'),
  map: ignored('composite'), mapa: ignored('composite'),
  op_blur: built('composite'), op_grow: built('composite'), op_colorize: built('composite', 'op_colorize'), colorize: built('composite', 'op_colorize'),
  op_brightness: later('composite', zero), op_colorbalance: later('composite', zeroes), op_contrast: later('composite', zero),
  op_hue: later('composite', zero), op_invert: later('composite', zero), op_noise: later('composite', /^\s*0(\.0*)?\s*(,.*)?$/),
  op_saturation: later('composite', zero),
  op_sharpen: built('finalView'), op_usm: built('finalView'), op_usmr: built('finalView'),
};

/** What an effect understands of itself; everything else in it is passed over. @source delivery, §1.3 */
export const effectCommands: ReadonlySet<string> = new Set(['blendmode', 'color', 'maskuse', 'opac', 'opacity', 'op_grow', 'op_blur', 'op_noise', 'pos', 'hide']);

/** Commands whose empty value means something. @source delivery, §1.1 */
export const mayBeEmpty: ReadonlySet<string> = new Set(['defaultimage', 'map', 'mapa', 'locale', 'text']);

/** What is known of a command; undefined for unknown ones. @param name Lower case. */
export function commandRow(name: string): CommandRow | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}
