/** A tree of one kind: attributes are texts, children are elements; the same in XML and JSON. */
export type SetElement = { readonly attributes: Readonly<Record<string, string>>; readonly children: readonly (readonly [string, SetElement])[] };

/** One child is an object, several are an array. In an item the type comes first, then what it shows, then its sizes.
 *  @source delivery, §5.2 */
export function setToJson(name: string, root: SetElement): string {
  return `{${JSON.stringify(name)}:${jsonOf(root, name)}}`;
}

function jsonOf(element: SetElement, name: string): string {
  const attributes = Object.entries(element.attributes).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const first = name === 'item' && 'type' in element.attributes ? attributes.splice(0, 1) : [];
  const names = [...new Set(element.children.map(([child]) => child))];
  const children = names.map((child) => {
    const members = element.children.filter(([one]) => one === child).map(([, one]) => jsonOf(one, child));
    return `${JSON.stringify(child)}:${members.length === 1 ? members[0] : `[${members.join(',')}]`}`;
  });
  return `{${(name === 'item' ? [...first, ...children, ...attributes] : [...attributes, ...children]).join(',')}}`;
}

export function setToXml(name: string, root: SetElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n${xmlOf(name, root)}\r\n`;
}

function xmlOf(name: string, element: SetElement): string {
  const attributes = Object.entries(element.attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('');
  const children = element.children.map(([child, one]) => xmlOf(child, one)).join('');
  return children === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${children}</${name}>`;
}

export function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex -- XML 1.0 has no way to write these
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
