// plant: src/jobs/planted-xml.ts
import { XmlDocument } from 'libxml2-wasm';
export const planted = XmlDocument;
