/** What a mail says, before it has a shape. */
export type Letter = {
  readonly language: string;
  readonly subject: string;
  readonly opening: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly lines?: { readonly title: string; readonly entries: readonly LetterLine[]; readonly more: string | undefined } | undefined;
  /** Why this mail came. */
  readonly reason: string;
};

export type LetterLine = {
  readonly text: string;
  readonly gravity: 'plain' | 'warning' | 'error';
  /** Where what the line speaks of can be seen. */
  readonly address?: string | undefined;
  readonly notes: readonly string[];
};

/** A letter as plain text. */
export function plainLetter(letter: Letter): string {
  const width = Math.max(0, ...letter.facts.map(({ name }) => name.length));
  const marks = { plain: '  ', warning: '! ', error: 'X ' } as const;
  const lines = letter.lines === undefined ? [] : [
    '', `${letter.lines.title}:`,
    ...letter.lines.entries.flatMap(({ text, gravity, address, notes }) => [
      `${marks[gravity]}${oneLine(text)}`, ...(address === undefined ? [] : [`    ${address}`]), ...notes.map((note) => `    ${oneLine(note)}`),
    ]),
    ...(letter.lines.more === undefined ? [] : [letter.lines.more]),
  ];
  const facts = letter.facts.map(({ name, value }) => `${`${name}:`.padEnd(width + 2)}${oneLine(value)}`);
  return [letter.opening, '', ...facts, ...lines, '', '--', letter.reason, ''].join('\n');
}

const colours = { plain: '#1f2933', warning: '#8a5a00', error: '#b42318' } as const;
const cell = 'padding:2px 16px 2px 0;vertical-align:top';

/** A letter as an HTML document without anything from elsewhere. Styles stand at their elements: mail programs drop others. */
export function markedUpLetter(letter: Letter): string {
  const facts = letter.facts.map(({ name, value }) => `<tr><td style="${cell};color:#52606d">${escaped(name)}</td><td style="${cell}">${escaped(value)}</td></tr>`);
  const lines = letter.lines === undefined ? '' : `<p style="margin:24px 0 4px;font-weight:bold">${escaped(letter.lines.title)}</p>
<table style="border-collapse:collapse;font-size:14px">${letter.lines.entries.map(markedUpLine).join('\n')}</table>${
  letter.lines.more === undefined ? '' : `<p style="color:#52606d">${escaped(letter.lines.more)}</p>`}`;
  return `<!DOCTYPE html>
<html lang="${escaped(letter.language)}"><head><meta charset="utf-8"><title>${escaped(letter.subject)}</title></head>
<body style="margin:24px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45;color:#1f2933;background:#ffffff">
<p style="margin:0 0 16px;font-size:18px">${escaped(letter.opening)}</p>
<table style="border-collapse:collapse;font-size:15px">${facts.join('\n')}</table>
${lines}
<p style="margin-top:32px;padding-top:8px;border-top:1px solid #d9e2ec;font-size:12px;color:#7b8794">${escaped(letter.reason)}</p>
</body></html>
`;
}

function markedUpLine({ text, gravity, address, notes }: LetterLine): string {
  const words = address === undefined ? escaped(text) : `<a href="${escaped(address)}" style="color:#0b61a4">${escaped(text)}</a>`;
  const more = notes.map((note) => `<div style="color:#52606d;font-size:13px">${escaped(note)}</div>`).join('');
  return `<tr><td style="padding:3px 10px;border-left:3px solid ${gravity === 'plain' ? '#d9e2ec' : colours[gravity]};color:${colours[gravity]}">${words}${more}</td></tr>`;
}

/** Text that stands in HTML and in its attributes as it is. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Names of files may hold line ends; a line of a letter is one line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
