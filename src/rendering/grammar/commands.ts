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
  // Only pjpeg looks at it, and every value there means progressive.
  pscan: ignored('request'),
  // Matter to palettes, sets, static content and request types that are refused as such.
  quantize: ignored('request'), imageset: ignored('request'), labelkey: ignored('request'), type: ignored('request'),
  message: ignored('request'), name: ignored('request'), timeout: ignored('request'),
  // Matters to effects, which are refused as such.
  effectmask: ignored('request'),
  network: ignored('request'),
  // Without a locale map every locale is the generic one.
  locale: ignored('request'),
  bfc: later('request', /^(off|0|false)$/i), jpegsize: later('request', zero),
  pathembed: later('request', /^(0|false)$/i),
  xmpembed: later('request', /^(0|false)$/i), template: later('request'),

  crop: built('layer', 'crop'), cropn: built('layer', 'crop'), size: built('layer'), scale: built('layer'), bgcolor: built('layer'),
  extend: built('layer', 'extend'), extendn: built('layer', 'extend'), flip: built('composite'),
  // Place a layer against layer 0, turn it about a point, or belong to text, masks and other layers: nothing moves while
  // there is one layer and it cannot turn.
  anchor: ignored('layer'), anchorn: ignored('layer'), origin: ignored('layer'), originn: ignored('layer'),
  pos: ignored('layer'), posn: ignored('layer'), sizen: ignored('layer'), blendmode: ignored('layer'),
  textattr: ignored('layer'), textangle: ignored('layer'), textflowpath: ignored('layer'), textflowxpath: ignored('layer'),
  textpath: ignored('layer'), pathattr: ignored('layer'), op_growmask: later('layer', zero), op_growmaskr: later('layer', zero),
  src: later('layer'), text: later('layer'), textps: later('layer'), mask: later('layer'), maskuse: later('layer', /^norm$/i),
  color: later('layer'), hide: later('layer', zero), res: later('layer'), rotate: later('layer', zero),
  perspective: later('layer'), perspectiven: later('layer'),

  croppathe: built('composite'), clippath: built('composite'), clippathe: built('composite'), clipxpath: built('composite'), clipxpathe: built('composite'),
  opac: later('composite', /^\s*100(\s*,\s*100)?\s*$/), opacity: later('composite', /^\s*100(\s*,\s*100)?\s*$/),
  map: ignored('composite'), mapa: ignored('composite'),
  op_blur: later('composite', zero), op_brightness: later('composite', zero), op_colorbalance: later('composite', zeroes),
  op_colorize: later('composite'), op_contrast: later('composite', zero), op_grow: later('composite', zero),
  op_hue: later('composite', zero), op_invert: later('composite', zero), op_noise: later('composite', /^\s*0(\.0*)?\s*(,.*)?$/),
  op_saturation: later('composite', zero),
  op_sharpen: later('finalView', zero), op_usm: later('finalView', /^\s*0(\.0*)?\s*(,.*)?$/), op_usmr: later('finalView', /^\s*0(\.0*)?\s*(,.*)?$/),
};

/** Commands whose empty value means something. @source delivery, §1.1 */
export const mayBeEmpty: ReadonlySet<string> = new Set(['defaultimage', 'map', 'mapa', 'locale', 'text']);

/** What is known of a command; undefined for unknown ones. @param name Lower case. */
export function commandRow(name: string): CommandRow | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}
