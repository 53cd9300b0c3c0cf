import { escapeXml } from './sets/set-element.ts';
import type { Properties } from './properties.ts';
import type { TextFormat } from './request.ts';

/** Who a JSON reply is for. */
export type ScriptNames = { readonly id: string; readonly handler: string };

const mimes: Readonly<Record<TextFormat, string>> = {
  text: 'text/plain', javascript: 'text/javascript', xml: 'text/xml', json: 'text/javascript',
};

/** Encodings a reply may be asked in, by lower-case name. @source delivery, §4.1 */
const encoders: Readonly<Record<string, { readonly name: string; readonly encode: (text: string) => Buffer }>> = {
  'utf-8': { name: 'UTF-8', encode: (text) => Buffer.from(text, 'utf8') },
  'utf-16': { name: 'UTF-16', encode: (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16() },
  'utf-16le': { name: 'UTF-16LE', encode: (text) => Buffer.from(text, 'utf16le') },
  'utf-16be': { name: 'UTF-16BE', encode: (text) => Buffer.from(text, 'utf16le').swap16() },
  'iso-8859-1': { name: 'ISO-8859-1', encode: (text) => Buffer.from(text.replace(/[^\0-\xff]/gu, '?'), 'latin1') },
};

export type TextReply = { readonly contentType: string; readonly body: Buffer };

/** Packs a text; undefined for an encoding we do not speak. JSON is UTF-8 whatever was asked. */
export function packText(text: string, format: TextFormat, encoding: string | undefined): TextReply | undefined {
  const name = format === 'json' || encoding === undefined ? 'utf-8' : encoding.toLowerCase();
  const encoder = Object.hasOwn(encoders, name) ? encoders[name] : undefined;
  return encoder && { contentType: `${mimes[format]}; charset=${encoder.name}`, body: encoder.encode(text) };
}

/** Writes properties as asked. @param status First line of the text form. @source delivery, §4.1 */
export function propertiesText(
  properties: Properties, format: TextFormat, names: ScriptNames, now: Date, status: 'OK' | 'ERROR' = 'OK', encoding = 'UTF-8',
): string {
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  switch (format) {
    case 'text': return lines([`#S7Z ${status}`, `#${javaDate(now)}`, ...sorted.map(([name, value]) => `${name}=${escapeProperty(value)}`)]);
    case 'javascript': return lines(sorted.filter(([name]) => isAssignable(name)).map(([name, value]) => `${name}='${escapeScript(value)}';`));
    case 'xml': return lines([`<?xml version="1.0" encoding="${encoding.toUpperCase()}" ?>`, '<prop-group>', ...xmlGroups(sorted), '</prop-group>']);
    case 'json': return jsonCall(names.handler, JSON.stringify(Object.fromEntries(sorted)), names.id);
  }
}

/** A call of `handler` with the JSON and the id, with nothing in it that could end a script element. */
export function jsonCall(handler: string, json: string, id: string): string {
  return escapeJson(`/*jsonp*/${handler}(${json},${JSON.stringify(id)});`);
}

function escapeJson(text: string): string {
  return text.replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join('');
}

function xmlGroups(sorted: readonly (readonly [string, string])[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [name, value] of sorted) {
    const dot = name.lastIndexOf('.');
    const group = dot < 0 ? '' : name.slice(0, dot);
    const property = `<property name="${escapeXml(name.slice(dot + 1))}" value="${escapeXml(value)}" />`;
    groups.set(group, [...(groups.get(group) ?? []), property]);
  }
  return [...groups].flatMap(([group, members]) => group === ''
    ? members.map((member) => `   ${member}`)
    : [`   <prop-group name="${escapeXml(group)}">`, ...members.map((member) => `       ${member}`), '   </prop-group>']);
}

/** Every part before the last dot must be an identifier for the assignment to be one. */
function isAssignable(name: string): boolean {
  return name.split('.').every((part) => /^[A-Za-z_$][\w$]*$/.test(part));
}

function escapeScript(value: string): string {
  return value.replace(/[\\']/g, (character) => `\\${character}`).replaceAll('\r', '\\r').replaceAll('\n', '\\n').replace(/[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As java.util.Properties writes values. */
function escapeProperty(value: string): string {
  const escaped = value.replace(/[\\:=#!\t\n\r\f]|[^\x20-\xff]/g, (character) => {
    const named = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\f': '\\f' }[character];
    if (named) return named;
    return /[\\:=#!]/.test(character) ? `\\${character}` : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
  return escaped.startsWith(' ') ? `\\${escaped}` : escaped;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue Mar 03 10:15:00 UTC 2026` */
function javaDate(moment: Date): string {
  const iso = moment.toISOString();
  return `${days[moment.getUTCDay()]} ${months[moment.getUTCMonth()]} ${iso.slice(8, 10)} ${iso.slice(11, 19)} UTC ${iso.slice(0, 4)}`;
}
