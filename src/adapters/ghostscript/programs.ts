import type { PointBox } from '#formats';

/**
 * What runs before a program: sets its page, keeps every font, lets nobody change how the PDF is written, and ends a program
 * that has more pages than are wanted. The count stands in memory that `restore` does not touch.
 * @param page.box Of the page; undefined: the program, or the interpreter, decides.
 * @param page.isPicture The box counts whatever page the program asks for.
 * @source PostScript Language Reference, third edition, §6.2 "Page device parameters"; Acrobat Distiller Parameters
 */
export function prologue({ box, isPicture, mostPages }: { readonly box: PointBox | undefined; readonly isPicture: boolean; readonly mostPages: number }): string {
  return [
    'currentglobal true setglobal [0] exch setglobal /.prepresspages exch def',
    '/setdistillerparams where { pop << /NeverEmbed [ ] >> setdistillerparams << /LockDistillerParams true >> setdistillerparams } if',
    `<< ${box ? pageOf(box) : ''} /EndPage { exch pop dup 2 ne`,
    `{ //.prepresspages 0 2 copy get 1 add put //.prepresspages 0 get ${mostPages} gt { systemdict /quit get exec } if } if 2 ne } >> setpagedevice`,
    'currentdict /.prepresspages undef',
    box && isPicture ? '/setpagedevice { pop } def' : '',
  ].join(' ');
}

/** The corner of the box becomes that of the page, at the beginning of every page of this size. */
function pageOf({ leftPt, bottomPt, rightPt, topPt }: PointBox): string {
  const [widthPt, heightPt] = [number(rightPt - leftPt), number(topPt - bottomPt)];
  const size = `/PageSize [ ${widthPt} ${heightPt} ]`;
  if (leftPt === 0 && bottomPt === 0) return size;
  const isSame = `currentpagedevice /PageSize get aload pop ${heightPt} sub abs 0.01 lt exch ${widthPt} sub abs 0.01 lt and`;
  return `${size} /BeginPage { pop ${isSame} { ${number(-leftPt)} ${number(-bottomPt)} translate } if }`;
}

/** Shows the page of a program that leaves it to others, and of one that paints nothing. */
export const epilogue = 'systemdict /currentpagedevice get exec /PageCount get 0 eq { systemdict /showpage get exec } if';

/** PostScript knows no large exponents. */
function number(value: number): string {
  return String(Number(value.toFixed(4)));
}
